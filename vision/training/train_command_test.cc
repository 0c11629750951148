// //vision:train as its users meet it: the built program, started as a process of its own.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "base/atomic_file.h"
#include "base/runfiles.h"
#include "base/test_folder.h"
#include "moe_core/training/checkpoint.h"
#include "moe_core/training/text_table.h"
#include "stats/records/record_file.h"

namespace moebench::vision {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::ContainsRegex;
using ::testing::HasSubstr;
using ::testing::Not;

struct Outcome {
  int exit_code = -1;  // -1 where a signal ended it
  std::string out;
  std::string err;
};

// The program at work in `folder`, with the cache that all tests of this file share.
class TrainProcess {
 public:
  TrainProcess(const std::string& folder, const std::vector<std::string>& flags)
      : out_(folder + "/stdout.txt"), err_(folder + "/stderr.txt") {
    std::vector<std::string> words = {Runfile("vision/train").value(), "--threads=1"};
    words.insert(words.end(), flags.begin(), flags.end());
    std::vector<char*> arguments;
    for (std::string& word : words) arguments.push_back(word.data());
    arguments.push_back(nullptr);
    pid_ = fork();
    if (pid_ != 0) return;
    dup2(open(out_.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0644), STDOUT_FILENO);
    dup2(open(err_.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0644), STDERR_FILENO);
    if (chdir(folder.c_str()) == 0) execv(arguments[0], arguments.data());
    _exit(126);
  }
  ~TrainProcess() {
    if (pid_ <= 0) return;
    kill(pid_, SIGKILL);
    waitpid(pid_, nullptr, 0);
  }

  void Signal(int signal) const { kill(pid_, signal); }

  // False where the program ended before `condition` came true.
  bool RunsUntil(const std::function<bool()>& condition) const {
    while (!condition()) {
      siginfo_t info = {};
      if (waitid(P_PID, pid_, &info, WEXITED | WNOHANG | WNOWAIT) != 0 || info.si_pid != 0) return false;
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    return true;
  }

  Outcome Wait() {
    int status = 0;
    waitpid(std::exchange(pid_, -1), &status, 0);
    return {WIFEXITED(status) ? WEXITSTATUS(status) : -1, ReadFile(out_).value(), ReadFile(err_).value()};
  }

 private:
  const std::string out_, err_;
  pid_t pid_ = -1;
};

class TrainCommandTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    setenv("MOEBENCH_CACHE", (fs::path(testing::TempDir()) / "cache").c_str(), /*overwrite=*/1);
    unsetenv("MOEBENCH_DATA");
    unsetenv("BUILD_WORKING_DIRECTORY");
  }

  Outcome Train(const std::vector<std::string>& flags) const { return TrainProcess(folder_.path(), flags).Wait(); }

  // The run folders of the flagless experiment below `output_dir`; those being created have hidden names.
  static std::vector<std::string> Runs(const std::string& output_dir) {
    std::vector<std::string> runs;
    std::error_code error;
    for (fs::directory_iterator entry(output_dir + "/cifar10_mini", error), end; !error && entry != end;
         entry.increment(error)) {
      if (!absl::StartsWith(entry->path().filename().string(), ".")) runs.push_back(entry->path());
    }
    return runs;
  }

  // Names of complete checkpoints.
  static std::vector<std::string> Checkpoints(const std::string& run) {
    std::vector<std::string> names;
    for (const auto& entry : fs::directory_iterator(run + "/checkpoints")) {
      const std::string name = entry.path().filename();
      if (absl::StartsWith(name, "step-") && absl::EndsWith(name, ".safetensors")) names.push_back(name);
    }
    std::sort(names.begin(), names.end());
    return names;
  }

  void ExpectUsageError(const std::vector<std::string>& flags, const std::vector<std::string>& parts) const {
    const Outcome outcome = Train(flags);
    EXPECT_EQ(outcome.exit_code, 64) << flags[0];
    for (const std::string& part : parts) EXPECT_THAT(outcome.err, HasSubstr(part)) << flags[0];
    EXPECT_FALSE(fs::exists(folder_.path() + "/runs"));
  }

  TestFolder folder_;
};

TEST_F(TrainCommandTest, ListsEveryExperiment) {
  const Outcome outcome = Train({"--list"});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  for (const char* id : {"cifar10_mini", "ecology/cifar100_phase_a", "ecology/tinyimagenet_4tier_a", "0.4768"}) {
    EXPECT_THAT(outcome.out, HasSubstr(id));
  }
}

TEST_F(TrainCommandTest, PrintsTheResolvedConfiguration) {
  const Outcome outcome =
      Train({"--experiment=ecology/tinyimagenet_4tier_a", "--scale=paper", "--print_config", "--set",
             "training.epochs=3", "--set=router.temperature=2.5", "--set", "training.epochs=4"});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_THAT(outcome.out, HasSubstr("epochs: 4\n"));  // of the same field the last counts
  EXPECT_THAT(outcome.out, HasSubstr("temperature: 2.5\n"));
  EXPECT_THAT(outcome.out, HasSubstr("dataset: \"tinyimagenet\""));
  // What is printed can be given back.
  const std::string config = folder_.Write("mine.textproto", outcome.out);
  const Outcome again = Train(
      {"--experiment=ecology/tinyimagenet_4tier_a", "--scale=paper", "--print_config", "--config=mine.textproto"});
  EXPECT_EQ(again.out, outcome.out) << again.err;
}

TEST_F(TrainCommandTest, ADryRunAtPaperScaleNeedsNoDataAndLittleTime) {
  const absl::Time start = absl::Now();
  const Outcome outcome = Train({"--experiment=ecology/tinyimagenet_4tier_a", "--scale=paper", "--dry_run"});
  EXPECT_LT(absl::Now() - start, absl::Seconds(10));
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_THAT(outcome.out, HasSubstr("100,000 training and 10,000 held-out images, 200 classes"));
  EXPECT_THAT(outcome.out, HasSubstr("78,100 (781 an epoch)"));  // floor(100,000 / 128) batches, 100 epochs
  EXPECT_THAT(outcome.out, HasSubstr("822,400"));                // experts: 16 * 200 * (256 + 1)
  EXPECT_FALSE(fs::exists(folder_.path() + "/runs"));
}

TEST_F(TrainCommandTest, WrongNamesAreAnsweredWithTheNearest) {
  ExpectUsageError({"--experimant=x"}, {"unknown flag --experimant", "experiment"});
  ExpectUsageError({"--experiment=ecology/tinyimagenet_4tier_q"},
                   {"ecology/tinyimagenet_4tier_q", "did you mean \"ecology/tinyimagenet_4tier_"});
  ExpectUsageError({"--dataset=cifar11"}, {"unknown data set \"cifar11\"", "did you mean \"cifar10\"?"});
  ExpectUsageError({"--set=traning.epochs=3"}, {"traning.epochs=3", "did you mean \"training.epochs\"?"});
  ExpectUsageError({"--scale=papr"}, {"papr", "paper"});
  ExpectUsageError({"--device=gpu"}, {"--device=gpu", "auto, cpu or cuda"});
  ExpectUsageError({"--set=training.lr=-1"}, {"training.lr is -1", "at least 0"});
  ExpectUsageError({"--seeds=1-"}, {"--seeds", "1-8"});
  ExpectUsageError({"--seed=1", "--seeds=1-2"}, {"--seed and --seeds exclude each other"});
  ExpectUsageError({"--set"}, {"--set needs a value"});
  ExpectUsageError({"cifar10"}, {"unexpected argument \"cifar10\""});
}

TEST_F(TrainCommandTest, AnUndefinedEIsRefusedWhereItIsReported) {
  ExpectUsageError({"--scale=smoke", "--set=loss.oracle_weight=0", "--set=loss.balance_weight=0"},
                   {"loss.oracle_weight", "loss.balance_weight"});
  const Outcome outcome = Train({"--scale=smoke", "--set=loss.oracle_weight=0", "--set=loss.balance_weight=0",
                                 "--set=ecology.report_e=false", "--set=training.epochs=1", "--output_dir=out"});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_THAT(outcome.out, HasSubstr("undefined: O + B = 0"));
  const auto runs = Runs(folder_.path() + "/out");
  ASSERT_EQ(runs.size(), 1u);
  EXPECT_THAT(stats::ReadRunRecord(runs[0])->note(), ::testing::Contains("E undefined: O + B = 0"));
}

TEST_F(TrainCommandTest, CudaWithoutAGpuIsAClearError) {
  if (fs::exists("/dev/nvidiactl")) GTEST_SKIP() << "this machine has a GPU";
  const Outcome outcome = Train({"--device=cuda", "--scale=smoke"});
  EXPECT_EQ(outcome.exit_code, 65);
  EXPECT_THAT(outcome.err, AllOf(HasSubstr("--device=cuda"), HasSubstr("--device=cpu")));
  EXPECT_THAT(outcome.err, Not(HasSubstr("frame #")));
  EXPECT_FALSE(fs::exists(folder_.path() + "/runs"));
}

TEST_F(TrainCommandTest, MissingDataAreDescribed) {
  const std::string empty = folder_.path() + "/empty";
  fs::create_directory(empty);
  const Outcome outcome = Train({"--dataset=cifar100", "--data_dir=" + empty});
  EXPECT_EQ(outcome.exit_code, 66);
  EXPECT_THAT(outcome.err, HasSubstr("cifar-100-binary.tar.gz"));
  EXPECT_THAT(outcome.err, HasSubstr(empty));
  EXPECT_THAT(outcome.err, HasSubstr("https://"));
  EXPECT_THAT(outcome.err, HasSubstr("03b5dce01913d631647c71ecec9e9cb8"));  // published MD5 of the archive
  EXPECT_FALSE(fs::exists(folder_.path() + "/runs"));
}

TEST_F(TrainCommandTest, ASmokeRunWritesWhereItIsTold) {
  const Outcome outcome = Train({"--scale=smoke", "--output_dir=here/and/there", "--seed=5"});
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  for (const absl::string_view line : absl::StrSplit(outcome.out, '\n')) EXPECT_LE(DisplayWidth(line), 100) << line;
  EXPECT_THAT(outcome.out, HasSubstr("linear probe"));
  std::vector<std::string> written;  // beside what this test made itself
  for (const auto& entry : fs::directory_iterator(folder_.path())) {
    if (entry.path().extension() != ".txt") written.push_back(entry.path().filename());
  }
  EXPECT_THAT(written, ::testing::ElementsAre("here"));
  const auto runs = Runs(folder_.path() + "/here/and/there");
  ASSERT_EQ(runs.size(), 1u);
  const stats::RunRecord record = stats::ReadRunRecord(runs[0]).value();
  EXPECT_EQ(record.status(), stats::RunRecord::FINISHED);
  EXPECT_EQ(record.seed(), 5u);
  EXPECT_THAT(record.provenance().command_line(), HasSubstr("--output_dir=here/and/there"));
  ASSERT_EQ(Checkpoints(runs[0]).back(), "step-000000020.safetensors");
  const auto metadata = ReadCheckpointMetadata(runs[0] + "/checkpoints/step-000000020.safetensors");
  ASSERT_TRUE(metadata.ok()) << metadata.status();
  EXPECT_EQ(metadata->at("step"), "20");
  EXPECT_EQ(metadata->at("seed"), "5");
  EXPECT_EQ(metadata->at("config_sha256"), record.config_sha256());

  const Outcome resumed = Train({"--resume=" + runs[0]});
  EXPECT_EQ(resumed.exit_code, 0) << resumed.err;
  EXPECT_THAT(resumed.out, HasSubstr("is finished: nothing to resume"));
  const Outcome contradiction = Train({"--resume", runs[0], "--set", "training.lr=0.1"});
  EXPECT_EQ(contradiction.exit_code, 64);
  EXPECT_THAT(contradiction.err, HasSubstr("leave --set out"));
}

TEST_F(TrainCommandTest, RunsGoToTheCallersFolderByDefault) {
  const Outcome outcome = Train({"--scale=smoke", "--set=training.epochs=1", "--seeds=1,2"});
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_EQ(Runs(folder_.path() + "/runs").size(), 2u);
}

TEST_F(TrainCommandTest, ResumingNothingIsAnError) {
  const Outcome none = Train({"--resume=nowhere"});
  EXPECT_EQ(none.exit_code, 66);
  EXPECT_THAT(none.err, HasSubstr("nowhere"));
  EXPECT_NE(Train({"--resume="}).exit_code, 0);
  EXPECT_FALSE(fs::exists(folder_.path() + "/runs"));
}

TEST_F(TrainCommandTest, ADivergingRunStopsAndNamesTheTerm) {
  // Weight decay multiplies the experts' weights by 1 - 100 * 5 a step.
  const Outcome outcome = Train({"--scale=smoke", "--set=training.expert_lr=100", "--set=training.weight_decay=5"});
  EXPECT_GT(outcome.exit_code, 0);
  EXPECT_THAT(outcome.err, ContainsRegex("at step [0-9]+: its term [a-z_]+ is -?(nan|inf)"));
  EXPECT_THAT(outcome.err, ContainsRegex("the last good checkpoint is .*step-0000000[0-9]+.safetensors"));
  EXPECT_THAT(outcome.err, Not(HasSubstr("frame #")));  // no stack trace
}

TEST_F(TrainCommandTest, SigtermLeavesACheckpointThatResumeGoesOnFrom) {
  TrainProcess process(folder_.path(),
                       {"--scale=smoke", "--set=training.epochs=50", "--set=evaluation.linear_probe_epochs=0"});
  ASSERT_TRUE(process.RunsUntil([&] {
    const auto runs = Runs(folder_.path() + "/runs");
    return !runs.empty() && !Checkpoints(runs[0]).empty();
  }));
  process.Signal(SIGTERM);
  const Outcome stopped = process.Wait();
  EXPECT_EQ(stopped.exit_code, 128 + SIGTERM) << stopped.err;
  EXPECT_THAT(stopped.out, HasSubstr("stopped by SIGTERM after step "));
  const std::string run = Runs(folder_.path() + "/runs").at(0);
  EXPECT_THAT(stopped.out, HasSubstr("Go on with --resume="));
  const stats::RunRecord record = stats::ReadRunRecord(run).value();
  EXPECT_EQ(record.status(), stats::RunRecord::INTERRUPTED);
  const std::string newest = Checkpoints(run).back();
  EXPECT_LT(newest, "step-000000200.safetensors");

  const Outcome resumed = Train({"--resume=" + run});
  ASSERT_EQ(resumed.exit_code, 0) << resumed.err;
  EXPECT_THAT(resumed.out, HasSubstr("resuming " + run + " from step "));
  EXPECT_EQ(stats::ReadRunRecord(run)->status(), stats::RunRecord::FINISHED);
  EXPECT_EQ(Checkpoints(run).back(), "step-000000200.safetensors");
  EXPECT_EQ(stats::ReadRunRecord(run)->evaluation_size(), 10);
}

}  // namespace
}  // namespace moebench::vision
