// //vision:train: trains one experiment of the catalogue, or one a seed, and prints its closing table.

#include <cstdio>

#include "absl/flags/flag.h"
#include "absl/flags/usage.h"
#include "base/command_line.h"
#include "vision/training/train_command.h"

ABSL_FLAG(std::string, experiment, "",
          "id of an experiment; --list shows all. Default: that of the data set, cifar10_mini without one");
ABSL_FLAG(std::string, dataset, "",
          "cifar10-mini, mnist, fashion_mnist, cifar10, cifar100, tinyimagenet or folder:PATH");
ABSL_FLAG(std::string, scale, "pilot", "paper (the paper's sizes), pilot (minutes on 2 cores) or smoke (seconds)");
ABSL_FLAG(std::string, set, "", "FIELD=VALUE, such as training.epochs=3; may be given many times and comes last");
ABSL_FLAG(std::string, config, "", "a textproto of fields laid over the experiment");
ABSL_FLAG(uint64_t, seed, 42, "of weights, data order, augmentation and random dispatch");
ABSL_FLAG(std::string, seeds, "",
          "a queue of runs over seeds, such as 1-8 or 1-3,7; the same command goes on where it was");
ABSL_FLAG(std::string, data_dir, "",
          "the folder that holds the data set, and nowhere else. Default: $MOEBENCH_DATA, then the cache folder");
ABSL_FLAG(std::string, output_dir, "runs", "takes every file a run writes");
ABSL_FLAG(std::string, resume, "", "a run folder to go on with, to the same bits as if it had not been killed");
ABSL_FLAG(std::string, device, "auto", "auto, cpu or cuda");
ABSL_FLAG(int32_t, threads, 0, "CPU threads; 0 is one a core");
ABSL_FLAG(bool, list, false, "print every experiment with its paper's results");
ABSL_FLAG(bool, print_config, false, "print the resolved configuration as a textproto");
ABSL_FLAG(bool, dry_run, false, "print the run table with exact parameters and FLOPs; needs no data");

namespace {

moebench::vision::TrainFlags FlagsFrom(const moebench::CommandLine& line) {
  moebench::vision::TrainFlags flags;
  flags.request = {absl::GetFlag(FLAGS_experiment), absl::GetFlag(FLAGS_dataset), absl::GetFlag(FLAGS_scale),
                   moebench::CallerPath(absl::GetFlag(FLAGS_config)), line.repeated.at("set")};
  flags.seed = absl::GetFlag(FLAGS_seed);
  flags.seeds = absl::GetFlag(FLAGS_seeds);
  flags.data_dir = moebench::CallerPath(absl::GetFlag(FLAGS_data_dir));
  flags.output_dir = moebench::CallerPath(absl::GetFlag(FLAGS_output_dir));
  flags.resume = moebench::CallerPath(absl::GetFlag(FLAGS_resume));
  flags.device = absl::GetFlag(FLAGS_device);
  flags.threads = absl::GetFlag(FLAGS_threads);
  flags.list = absl::GetFlag(FLAGS_list);
  flags.print_config = absl::GetFlag(FLAGS_print_config);
  flags.dry_run = absl::GetFlag(FLAGS_dry_run);
  flags.given = line.given;
  flags.command_line = line.text;
  return flags;
}

}  // namespace

int main(int argc, char** argv) {
  absl::SetProgramUsageMessage(
      "trains a vision Mixture of Experts, e.g. --dataset=cifar10 --seed=7 --set training.epochs=3");
  const auto line = moebench::ParseProgramFlags(argc, argv, {"set"});
  if (!line.ok()) return moebench::ReportAndExitCode("train", line.status());
  return moebench::vision::TrainCommand(FlagsFrom(*line));
}
