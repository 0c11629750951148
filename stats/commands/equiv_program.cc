#include "stats/commands/equiv_program.h"

#include <algorithm>
#include <map>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "base/atomic_file.h"
#include "base/command_line.h"
#include "base/nearest_name.h"
#include "base/status_macros.h"
#include "stats/commands/command.h"
#include "stats/commands/command_flags.h"
#include "stats/commands/mcnemar_command.h"
#include "stats/commands/power_command.h"
#include "stats/commands/report_command.h"
#include "stats/commands/study_command.h"
#include "stats/commands/text_columns.h"
#include "stats/reports/study_json.h"

namespace moebench::stats {
namespace {

constexpr char kExitCodes[] =
    "Exit codes: 0 equivalent, or equivalent and different at once; 10 different; 11 inconclusive, or required "
    "controls failed; 12 degenerate (no variance); 64 wrong usage; 65 data that cannot be read or analysed; 70 "
    "internal.";

struct Subcommand {
  std::string name;
  std::string summary;
  std::string example;  // behind the name
  std::string about;
  std::vector<std::string> flags;  // in the order of --help
  absl::StatusOr<CommandResult> (*run)(const CommandFlags& flags);
  std::map<std::string, std::string> flag_help = {};  // of flags that are something else than elsewhere
  std::string exit_codes = kExitCodes;
};

Subcommand PairSubcommand() {
  return {
      "pair",
      "two variants: equivalent, different, both or neither",
      "--a=runs/A --b=runs/B --metric=val_loss --margin=0.02",
      "Each side is one variant: one run, whose batches, sequences or examples are then the units, or several seeds. "
      "Runs are paired by their keys and refused where they are not aligned: other data, tokenizer, precision or "
      "token counts.",
      {"a", "b", "runs", "metric", "margin", "preregistration", "log_scale", "alpha", "method", "unpaired",
       "sequences_per_batch", "blocks", "resamples", "seed", "threads", "json"},
      RunPair};
}

Subcommand MatrixSubcommand() {
  return {
      "matrix",
      "every pair of several variants, with controls and Holm's correction",
      "--runs='runs/equifinality/*/*' --metric=val_loss --margin=0.05,0.03,0.02 --negative_control=linear "
      "--positive_control=wide",
      "Exits with the worst pair that is no control, at the largest margin. A study without a negative and a positive "
      "control that pass is called not validated.",
      {"runs", "metric", "margin", "negative_control", "positive_control", "positive_control_of", "require_controls",
       "preregistration", "log_scale", "alpha", "method", "unpaired", "sequences_per_batch", "blocks", "resamples",
       "seed", "threads", "json"},
      RunMatrix};
}

Subcommand PowerSubcommand() {
  return {
      "power",
      "seeds or batches needed, power, or the smallest margin",
      "--sd=0.3 --margin=0.5 --power=0.9",
      "Of --margin, --power and --n two are given and the third is computed, for a true difference of 0 and of half "
      "the margin. The standard deviation comes from a pilot or an earlier study.",
      {"sd", "sd_b", "margin", "power", "n", "difference", "design", "alpha", "json"},
      RunPower,
      {{"margin", "how large a difference would not matter; of a list such as 0.05,0.02 each is answered"}},
      "Exit codes: 0; 64 wrong usage; 70 internal."};
}

Subcommand McNemarSubcommand() {
  return {
      "mcnemar",
      "two classifiers on the same examples",
      "--a=runs/A --b=runs/B --metric=correct",
      "One run on each side, with an outcome of 0 or 1 for each example. Not to find a difference is no proof of "
      "equivalence: with --margin=0.02 (two percentage points) that is tested, and decides the exit code.",
      {"a", "b", "runs", "metric", "margin", "test", "alpha", "method", "blocks", "resamples", "seed", "threads",
       "json"},
      RunMcNemar,
      {{"metric", "what is compared, 0 or 1 an example. Default: correct"},
       {"margin", "how large a difference of the accuracies would not matter, such as 0.02: two percentage points"}},
      "Exit codes: 10 different; 11 no difference found; 12 no example that only one has right; with --margin "
      "those of `pair`: 0 equivalent, or equivalent and different at once; 64 wrong usage; 65 data that cannot be "
      "read or analysed; 70 internal."};
}

Subcommand ReportSubcommand() {
  return {"report",
          "the whole study as HTML, Markdown and JSON",
          "--runs='runs/study/*/*' --preregistration=study.textproto --output=report",
          "The page stands alone: no script, no network. `report --demo` makes one of made-up runs that come with the "
          "program.",
          {"runs",
           "preregistration",
           "output",
           "demo",
           "title",
           "claims",
           "stamp",
           "metric",
           "margin",
           "negative_control",
           "positive_control",
           "positive_control_of",
           "require_controls",
           "log_scale",
           "alpha",
           "method",
           "unpaired",
           "sequences_per_batch",
           "blocks",
           "resamples",
           "seed",
           "threads",
           "json"},
          RunReport};
}

const std::vector<Subcommand>& Subcommands() {
  static const auto* const subcommands = new std::vector<Subcommand>{
      PairSubcommand(), MatrixSubcommand(), PowerSubcommand(), McNemarSubcommand(), ReportSubcommand()};
  return *subcommands;
}

std::string ProgramHelp() {
  std::string help =
      "equiv tells whether variants of a model are equivalent, different, both or neither, from run folders, run "
      "records,\nand CSV or JSON tables of any origin (docs/statistics_inputs.md).\n\n";
  std::vector<std::vector<std::string>> rows;
  for (const Subcommand& subcommand : Subcommands()) rows.push_back({subcommand.name, subcommand.summary});
  absl::StrAppend(&help, TextColumns(rows, 2), "\n");
  for (const Subcommand& subcommand : Subcommands()) {
    absl::StrAppend(&help, "  bazel run //stats:equiv -- ", subcommand.name, " ", subcommand.example, "\n");
  }
  return absl::StrCat(help, "\n`equiv SUBCOMMAND --help` lists the flags of each.\n", Wrapped(kExitCodes, 0));
}

std::string HelpOf(const Subcommand& subcommand) {
  return absl::StrCat("equiv ", subcommand.name, ": ", subcommand.summary, "\n\n  bazel run //stats:equiv -- ",
                      subcommand.name, " ", subcommand.example, "\n\n", Wrapped(subcommand.about, 0), "\nFlags\n",
                      FlagsHelp(subcommand.flags, subcommand.flag_help), "\n", Wrapped(subcommand.exit_codes, 0));
}

bool IsHelp(const std::string& argument) {
  return argument == "--help" || argument == "-help" || argument == "-h" || argument == "--helpfull";
}

absl::StatusOr<const Subcommand*> Find(const std::string& name) {
  std::vector<std::string> names;
  for (const Subcommand& subcommand : Subcommands()) {
    if (subcommand.name == name) return &subcommand;
    names.push_back(subcommand.name);
  }
  return absl::InvalidArgumentError(
      absl::StrCat("unknown subcommand \"", name, "\"", DidYouMean(name, names), "; --help lists all"));
}

absl::StatusOr<CommandResult> Run(const Subcommand& subcommand, const std::vector<std::string>& arguments) {
  MOE_ASSIGN_OR_RETURN(const CommandFlags flags, ParseCommandFlags(subcommand.name, subcommand.flags, arguments));
  MOE_ASSIGN_OR_RETURN(CommandResult result, subcommand.run(flags));
  if (!flags.json.empty()) {
    const absl::Status written = WriteFileAtomically(CallerPath(flags.json), JsonText(result.json));
    if (!written.ok()) return absl::InternalError(written.message());
  }
  return result;
}

ProgramOutput Failed(const absl::Status& status) {
  return {EquivExitCode(status), "", absl::StrCat("equiv: ", status.message(), "\n")};
}

}  // namespace

ProgramOutput RunEquiv(const std::vector<std::string>& arguments) {
  if (arguments.empty()) return {64, "", ProgramHelp()};
  if (IsHelp(arguments[0]) || arguments[0] == "help") return {0, ProgramHelp(), ""};
  const absl::StatusOr<const Subcommand*> subcommand = Find(arguments[0]);
  if (!subcommand.ok()) return Failed(subcommand.status());
  const std::vector<std::string> rest(arguments.begin() + 1, arguments.end());
  if (std::any_of(rest.begin(), rest.end(), IsHelp)) return {0, HelpOf(**subcommand), ""};
  absl::StatusOr<CommandResult> result = Run(**subcommand, rest);
  if (!result.ok()) return Failed(result.status());
  return {result->exit_code, std::move(result->text), ""};
}

}  // namespace moebench::stats
