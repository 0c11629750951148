#include "base/command_line.h"

#include <algorithm>
#include <cctype>
#include <cstdio>
#include <cstdlib>
#include <map>

#include "absl/flags/commandlineflag.h"
#include "absl/flags/reflection.h"
#include "absl/flags/usage.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "absl/types/optional.h"
#include "base/nearest_name.h"

namespace moebench {
namespace {

// "set" of "--set=x", "-set" or "--set"; "" of what is no flag.
absl::string_view FlagName(absl::string_view argument) {
  if (!absl::ConsumePrefix(&argument, "-")) return "";
  absl::ConsumePrefix(&argument, "-");
  return argument.substr(0, argument.find('='));
}

// Abseil's own flags are left out.
std::map<std::string, const absl::CommandLineFlag*> OwnFlags() {
  std::map<std::string, const absl::CommandLineFlag*> flags;
  for (const auto& [name, flag] : absl::GetAllFlags()) {
    if (!absl::StrContains(flag->Filename(), "absl/")) flags.emplace(name, flag);
  }
  return flags;
}

// The names that a user of this program may mean.
std::vector<std::string> OwnFlagNames() {
  std::vector<std::string> names = {"help"};
  for (const auto& [name, flag] : OwnFlags()) names.push_back(name);
  return names;
}

// `text` in lines of at most 100 columns, each indented.
std::string Wrapped(absl::string_view text) {
  constexpr size_t kColumns = 100, kIndent = 6;
  std::string wrapped;
  size_t column = kColumns;
  for (const absl::string_view word : absl::StrSplit(text, absl::ByAnyChar(" \n"), absl::SkipEmpty())) {
    if (column + 1 + word.size() > kColumns) {
      absl::StrAppend(&wrapped, wrapped.empty() ? "" : "\n", std::string(kIndent, ' '), word);
      column = kIndent + word.size();
    } else {
      absl::StrAppend(&wrapped, " ", word);
      column += 1 + word.size();
    }
  }
  return wrapped;
}

std::string QuotedForShell(absl::string_view word) {
  const bool plain = !word.empty() && std::all_of(word.begin(), word.end(), [](unsigned char c) {
    return std::isalnum(c) || absl::StrContains("-_=./:,@+", std::string(1, c));
  });
  if (plain) return std::string(word);
  std::string quoted = "'";
  for (char c : word) quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return quoted + "'";
}

// A flag on the command line, and its value where that stands in the same word.
struct FlagWord {
  absl::CommandLineFlag* flag = nullptr;
  absl::optional<std::string> value;
};

// --name=value, --name, or --noname of a boolean flag. A name without a flag leaves `flag` empty.
FlagWord ReadFlag(absl::string_view word, absl::string_view name) {
  FlagWord found;
  const size_t equals = word.find('=');
  if (equals != absl::string_view::npos) found.value = std::string(word.substr(equals + 1));
  found.flag = absl::FindCommandLineFlag(name);
  if (found.flag != nullptr) {
    if (!found.value && found.flag->IsOfType<bool>()) found.value = "true";
    return found;
  }
  if (found.value || !absl::ConsumePrefix(&name, "no")) return found;
  absl::CommandLineFlag* negated = absl::FindCommandLineFlag(name);
  if (negated != nullptr && negated->IsOfType<bool>()) return {negated, "false"};
  return found;
}

}  // namespace

std::string ProgramHelp() {
  std::string help = absl::StrCat(absl::ProgramUsageMessage(), "\n\n");
  for (const auto& [name, flag] : OwnFlags()) {
    const std::string value =
        flag->IsOfType<std::string>() ? absl::StrCat("\"", flag->DefaultValue(), "\"") : flag->DefaultValue();
    absl::StrAppend(&help, "  --", name, flag->IsOfType<bool>() ? "" : "=...",
                    value == "\"\"" ? "" : absl::StrCat("  (default ", value, ")"), "\n", Wrapped(flag->Help()), "\n");
  }
  return help;
}

absl::StatusOr<CommandLine> ParseProgramFlags(int argc, char** argv, const std::vector<std::string>& repeated_flags) {
  CommandLine line;
  line.text = absl::StrJoin(argv, argv + argc, " ",
                            [](std::string* out, const char* word) { absl::StrAppend(out, QuotedForShell(word)); });
  for (const std::string& name : repeated_flags) line.repeated[name];
  for (int i = 1; i < argc; ++i) {
    const absl::string_view word = argv[i];
    const std::string name(FlagName(word));
    if (name.empty()) {
      return absl::InvalidArgumentError(absl::StrCat("unexpected argument \"", word, "\"; flags start with --"));
    }
    if (name == "help") {
      std::fputs(ProgramHelp().c_str(), stdout);
      std::exit(0);
    }
    FlagWord found = ReadFlag(word, name);
    if (found.flag == nullptr) {
      return absl::InvalidArgumentError(
          absl::StrCat("unknown flag --", name, DidYouMean(name, OwnFlagNames()), "; --help lists all"));
    }
    if (!found.value) {
      if (++i == argc) return absl::InvalidArgumentError(absl::StrCat("flag --", name, " needs a value"));
      found.value = argv[i];
    }
    const std::string flag_name(found.flag->Name());
    line.given.insert(flag_name);
    const auto repeated = line.repeated.find(flag_name);
    if (repeated != line.repeated.end()) {
      repeated->second.push_back(*found.value);
      continue;
    }
    std::string error;
    if (!found.flag->ParseFrom(*found.value, &error)) {
      return absl::InvalidArgumentError(absl::StrCat("--", flag_name, ": ", error));
    }
  }
  return line;
}

std::string CallerPath(absl::string_view path) {
  const char* folder = std::getenv("BUILD_WORKING_DIRECTORY");
  if (path.empty() || path[0] == '/' || folder == nullptr || *folder == '\0') return std::string(path);
  return absl::StrCat(folder, "/", path);
}

int ExitCode(const absl::Status& status) {
  switch (status.code()) {
    case absl::StatusCode::kOk:
      return 0;
    case absl::StatusCode::kInvalidArgument:
      return 64;
    case absl::StatusCode::kDataLoss:
    case absl::StatusCode::kFailedPrecondition:
    case absl::StatusCode::kOutOfRange:
      return 65;
    case absl::StatusCode::kNotFound:
      return 66;
    case absl::StatusCode::kUnavailable:
    case absl::StatusCode::kResourceExhausted:
    case absl::StatusCode::kPermissionDenied:
      return 74;
    default:
      return 70;
  }
}

int ReportAndExitCode(absl::string_view program, const absl::Status& status) {
  if (!status.ok()) std::fputs(absl::StrCat(program, ": ", status.message(), "\n").c_str(), stderr);
  return ExitCode(status);
}

}  // namespace moebench
