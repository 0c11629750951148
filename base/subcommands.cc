#include "base/subcommands.h"

#include <algorithm>

#include "absl/flags/reflection.h"
#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "base/nearest_name.h"
#include "base/status_macros.h"

namespace moebench {
namespace {

constexpr size_t kColumns = 100;

bool AsksForHelp(absl::string_view word) {
  return word == "--help" || word == "-help" || word == "-h" || word == "--helpfull";
}

std::string Typed(const SubcommandProgram& program, const Subcommand& subcommand, absl::string_view example) {
  return absl::StrCat("  bazel run ", program.target, " -- ", subcommand.name, " ", example, "\n");
}

absl::StatusOr<size_t> FindSubcommand(const SubcommandProgram& program, const std::string& name) {
  std::vector<std::string> names;
  for (size_t i = 0; i < program.subcommands.size(); ++i) {
    if (program.subcommands[i].name == name) return i;
    names.push_back(program.subcommands[i].name);
  }
  return absl::InvalidArgumentError(
      absl::StrCat("unknown subcommand \"", name, "\"", DidYouMean(name, names), "; --help lists all"));
}

absl::Status CheckAllowed(const Subcommand& subcommand, const std::set<std::string>& given) {
  for (const std::string& name : given) {
    const auto is_it = [&](const SubcommandFlag& flag) { return flag.name == name; };
    if (std::any_of(subcommand.flags.begin(), subcommand.flags.end(), is_it)) continue;
    return absl::InvalidArgumentError(absl::StrCat("flag --", name, " is not for ", subcommand.name, "; `",
                                                   subcommand.name, " --help` lists its flags"));
  }
  return absl::OkStatus();
}

absl::StatusOr<CommandLine> ParseFlags(const SubcommandProgram& program, const Subcommand& subcommand,
                                       const std::vector<std::string>& arguments,
                                       const std::vector<std::string>& repeated_flags) {
  std::vector<std::string> words = {program.name};
  words.insert(words.end(), arguments.begin(), arguments.end());
  std::vector<char*> argv;
  for (std::string& word : words) argv.push_back(word.data());
  MOE_ASSIGN_OR_RETURN(CommandLine line, ParseProgramFlags(static_cast<int>(argv.size()), argv.data(), repeated_flags));
  MOE_RETURN_IF_ERROR(CheckAllowed(subcommand, line.given));
  line.text =
      absl::StrCat("bazel run ", program.target, " -- ", subcommand.name, absl::StripPrefix(line.text, program.name));
  return line;
}

// What there is behind the name of a flag: "=…" and its default.
std::string ValueHelp(const absl::CommandLineFlag& flag) {
  const std::string by_default = flag.DefaultValue();
  if (flag.IsOfType<bool>()) return by_default == "true" ? "  (default true; --no… for false)" : "";
  return absl::StrCat("=…", by_default.empty() ? "" : absl::StrCat("  (default ", by_default, ")"));
}

std::string FlagsHelp(const std::vector<SubcommandFlag>& flags) {
  std::string help;
  for (const SubcommandFlag& named : flags) {
    const absl::CommandLineFlag* flag = absl::FindCommandLineFlag(named.name);
    if (flag == nullptr) continue;
    absl::StrAppend(&help, "  --", named.name, ValueHelp(*flag), "\n",
                    WrappedText(named.help.empty() ? flag->Help() : named.help, 6));
  }
  return help;
}

}  // namespace

std::string WrappedText(absl::string_view text, int indent) {
  const std::string margin(static_cast<size_t>(indent), ' ');
  std::string wrapped;
  size_t column = kColumns;
  for (const absl::string_view word : absl::StrSplit(text, absl::ByAnyChar(" \n"), absl::SkipEmpty())) {
    const bool breaks = column + 1 + word.size() > kColumns;
    if (breaks) absl::StrAppend(&wrapped, wrapped.empty() ? "" : "\n", margin, word);
    if (!breaks) absl::StrAppend(&wrapped, " ", word);
    column = (breaks ? margin.size() : column + 1) + word.size();
  }
  return wrapped.empty() ? "" : wrapped + "\n";
}

std::string HelpOfProgram(const SubcommandProgram& program) {
  std::string help = absl::StrCat(WrappedText(program.about, 0), "\n");
  size_t width = 0;
  for (const Subcommand& subcommand : program.subcommands) width = std::max(width, subcommand.name.size());
  for (const Subcommand& subcommand : program.subcommands) {
    const std::string blanks(width - subcommand.name.size(), ' ');
    absl::StrAppend(&help, "  ", subcommand.name, blanks, "  ", subcommand.summary, "\n");
  }
  absl::StrAppend(&help, "\n");
  for (const Subcommand& subcommand : program.subcommands) {
    if (!subcommand.examples.empty()) absl::StrAppend(&help, Typed(program, subcommand, subcommand.examples[0]));
  }
  return absl::StrCat(help, "\n`", program.name, " SUBCOMMAND --help` lists the flags of each.\n",
                      WrappedText(program.exit_codes, 0));
}

std::string HelpOfSubcommand(const SubcommandProgram& program, const Subcommand& subcommand) {
  std::string help = absl::StrCat(program.name, " ", subcommand.name, ": ", subcommand.summary, "\n\n");
  for (const std::string& example : subcommand.examples) absl::StrAppend(&help, Typed(program, subcommand, example));
  return absl::StrCat(help, "\n", WrappedText(subcommand.about, 0), "\nFlags\n", FlagsHelp(subcommand.flags), "\n",
                      WrappedText(program.exit_codes, 0));
}

absl::StatusOr<SubcommandCall> ParseSubcommand(const SubcommandProgram& program,
                                               const std::vector<std::string>& arguments,
                                               const std::vector<std::string>& repeated_flags) {
  SubcommandCall call;
  if (arguments.empty()) {
    return absl::InvalidArgumentError(absl::StrCat("which subcommand?\n\n", HelpOfProgram(program)));
  }
  const bool help_first = AsksForHelp(arguments[0]) || arguments[0] == "help";
  if (help_first && arguments.size() == 1) {
    call.help = HelpOfProgram(program);
    return call;
  }
  MOE_ASSIGN_OR_RETURN(call.index, FindSubcommand(program, arguments[help_first ? 1 : 0]));
  const Subcommand& subcommand = program.subcommands[call.index];
  if (help_first || std::any_of(arguments.begin(), arguments.end(), AsksForHelp)) {
    call.help = HelpOfSubcommand(program, subcommand);
    return call;
  }
  MOE_ASSIGN_OR_RETURN(call.line,
                       ParseFlags(program, subcommand, {arguments.begin() + 1, arguments.end()}, repeated_flags));
  return call;
}

}  // namespace moebench
