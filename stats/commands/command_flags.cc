#include "stats/commands/command_flags.h"

#include <algorithm>
#include <cstdint>
#include <set>

#include "absl/flags/flag.h"
#include "absl/flags/reflection.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "base/command_line.h"
#include "base/status_macros.h"
#include "stats/commands/text_columns.h"

ABSL_FLAG(std::string, runs, "",
          "run folders, records, CSV or JSON tables: paths and patterns such as 'runs/study/*/*', with commas between; "
          "may be given several times");
ABSL_FLAG(std::string, a, "", "one side: paths as of --runs, or the name of a variant where --runs is given");
ABSL_FLAG(std::string, b, "", "the other side");
ABSL_FLAG(std::string, metric, "",
          "what is compared: val_loss, perplexity, correct, another metric of the records, or a column of the tables");
ABSL_FLAG(std::string, margin, "",
          "how large a difference would not matter, in the unit of the metric; a list such as 0.05,0.03,0.02 is tested "
          "from the largest down. Given here it is exploratory: --preregistration declares it");
ABSL_FLAG(bool, log_scale, false, "the margin is one of the metric's logarithm, for perplexities");
ABSL_FLAG(double, alpha, 0.05, "level of every test, above 0 and below 0.5; equivalence uses the 1 - 2 alpha interval");
ABSL_FLAG(int32_t, resamples, 10000, "bootstrap resamples, at least 100");
ABSL_FLAG(uint64_t, seed, 42, "of the resampling; the same seed gives the same bits on any number of threads");
ABSL_FLAG(int32_t, threads, 0, "threads; 0 is one a processor");
ABSL_FLAG(std::string, method, "auto",
          "the method that decides: auto (by what the runs allow), welch, paired_t, bootstrap or crossed");
ABSL_FLAG(bool, unpaired, false,
          "analyse runs that are not aligned, or not finished, as unpaired samples instead of refusing them");
ABSL_FLAG(std::string, blocks, "5,10", "block lengths of the block bootstrap that is shown beside the deciding method");
ABSL_FLAG(int32_t, sequences_per_batch, 0,
          "compare batches of so many neighbouring sequences; 0: sequences themselves");
ABSL_FLAG(std::string, negative_control, "",
          "variant that is known to differ: its interval must lie wholly outside the margin against every other");
ABSL_FLAG(std::string, positive_control, "",
          "variant whose own seeds are compared with one another, and must be equivalent");
ABSL_FLAG(std::string, positive_control_of, "",
          "variant with which --positive_control is compared instead, being the same configuration with other seeds");
ABSL_FLAG(
    bool, require_controls, true,
    "a control that is named and fails makes the study inconclusive (11); asked for by this flag, both must be named");
ABSL_FLAG(std::string, preregistration, "",
          "text of stats/preregistration.proto with margin, metric, n, primary method and controls; its SHA-256 goes "
          "into the result, and flags must not say otherwise");
ABSL_FLAG(double, sd, 0, "standard deviation: of a variant over its units, or of the paired differences");
ABSL_FLAG(double, sd_b, 0, "that of the second variant. Default: --sd");
ABSL_FLAG(double, power, 0, "probability of finding equivalence, above 0 and below 1");
ABSL_FLAG(int32_t, n, 0, "units a variant, or pairs");
ABSL_FLAG(double, difference, 0, "a true difference to plan for, beside 0 and half the margin");
ABSL_FLAG(std::string, design, "welch", "welch, pooled or paired");
ABSL_FLAG(std::string, test, "exact", "which of McNemar's tests decides: exact, mid, chi_square or corrected");
ABSL_FLAG(std::string, output, "", "folder for report.html, report.md and report.json; made where it is missing");
ABSL_FLAG(std::string, title, "", "title of the report. Default: that of the preregistration");
ABSL_FLAG(std::string, claims, "", "CSV table of what a paper concluded about the same pairs, set beside the result");
ABSL_FLAG(bool, demo, false, "make a report of committed, made-up runs; --output is equivalence_demo by default");
ABSL_FLAG(bool, stamp, true,
          "commit, machine and time of the analysis go into the report; without them the same command writes the same "
          "bytes");
ABSL_FLAG(std::string, json, "", "file that takes the whole result as JSON (docs/statistics_json.md)");

namespace moebench::stats {
namespace {

constexpr char kRepeatable[] = "runs";

absl::Status CheckAllowed(const std::string& subcommand, const std::vector<std::string>& allowed,
                          const std::set<std::string>& given) {
  for (const std::string& name : given) {
    if (std::find(allowed.begin(), allowed.end(), name) != allowed.end()) continue;
    return absl::InvalidArgumentError(
        absl::StrCat("flag --", name, " is not for ", subcommand, "; `", subcommand, " --help` lists its flags"));
  }
  return absl::OkStatus();
}

CommandFlags FlagValues() {
  CommandFlags flags;
  flags.a = absl::GetFlag(FLAGS_a);
  flags.b = absl::GetFlag(FLAGS_b);
  flags.metric = absl::GetFlag(FLAGS_metric);
  flags.margin = absl::GetFlag(FLAGS_margin);
  flags.log_scale = absl::GetFlag(FLAGS_log_scale);
  flags.alpha = absl::GetFlag(FLAGS_alpha);
  flags.resamples = absl::GetFlag(FLAGS_resamples);
  flags.seed = absl::GetFlag(FLAGS_seed);
  flags.threads = absl::GetFlag(FLAGS_threads);
  flags.method = absl::GetFlag(FLAGS_method);
  flags.unpaired = absl::GetFlag(FLAGS_unpaired);
  flags.blocks = absl::GetFlag(FLAGS_blocks);
  flags.sequences_per_batch = absl::GetFlag(FLAGS_sequences_per_batch);
  flags.negative_control = absl::GetFlag(FLAGS_negative_control);
  flags.positive_control = absl::GetFlag(FLAGS_positive_control);
  flags.positive_control_of = absl::GetFlag(FLAGS_positive_control_of);
  flags.require_controls = absl::GetFlag(FLAGS_require_controls);
  flags.preregistration = absl::GetFlag(FLAGS_preregistration);
  flags.sd = absl::GetFlag(FLAGS_sd);
  flags.sd_b = absl::GetFlag(FLAGS_sd_b);
  flags.power = absl::GetFlag(FLAGS_power);
  flags.n = absl::GetFlag(FLAGS_n);
  flags.difference = absl::GetFlag(FLAGS_difference);
  flags.design = absl::GetFlag(FLAGS_design);
  flags.test = absl::GetFlag(FLAGS_test);
  flags.output = absl::GetFlag(FLAGS_output);
  flags.title = absl::GetFlag(FLAGS_title);
  flags.claims = absl::GetFlag(FLAGS_claims);
  flags.demo = absl::GetFlag(FLAGS_demo);
  flags.stamp = absl::GetFlag(FLAGS_stamp);
  flags.json = absl::GetFlag(FLAGS_json);
  return flags;
}

}  // namespace

absl::StatusOr<CommandFlags> ParseCommandFlags(const std::string& subcommand, const std::vector<std::string>& allowed,
                                               const std::vector<std::string>& arguments) {
  std::vector<std::string> words = {"equiv"};
  words.insert(words.end(), arguments.begin(), arguments.end());
  std::vector<char*> argv;
  for (std::string& word : words) argv.push_back(word.data());
  MOE_ASSIGN_OR_RETURN(const CommandLine line,
                       ParseProgramFlags(static_cast<int>(argv.size()), argv.data(), {kRepeatable}));
  MOE_RETURN_IF_ERROR(CheckAllowed(subcommand, allowed, line.given));
  CommandFlags flags = FlagValues();
  flags.runs = line.repeated.at(kRepeatable);
  flags.given = line.given;
  flags.command_line = absl::StrCat("bazel run //stats:equiv -- ", subcommand, absl::StripPrefix(line.text, words[0]));
  return flags;
}

std::string FlagsHelp(const std::vector<std::string>& flags, const std::map<std::string, std::string>& here) {
  std::string help;
  for (const std::string& name : flags) {
    const absl::CommandLineFlag* flag = absl::FindCommandLineFlag(name);
    const std::string by_default = flag->DefaultValue();
    const bool unset = by_default.empty() || by_default == "0" || by_default == "false";
    const auto own = here.find(name);
    const std::string what = own == here.end() ? flag->Help() : own->second;
    absl::StrAppend(&help, "  --", name, flag->IsOfType<bool>() ? "" : "=...", "\n",
                    Wrapped(absl::StrCat(what, unset ? "" : absl::StrCat(" (", by_default, ")")), 6));
  }
  return help;
}

}  // namespace moebench::stats
