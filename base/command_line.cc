#include "base/command_line.h"

#include <algorithm>
#include <cctype>
#include <cstdio>
#include <cstdlib>

#include "absl/flags/parse.h"
#include "absl/flags/reflection.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"
#include "base/nearest_name.h"

namespace moebench {
namespace {

// "set" of "--set=x", "-set" or "--set"; "" of what is no flag.
absl::string_view FlagName(absl::string_view argument) {
  if (!absl::ConsumePrefix(&argument, "-")) return "";
  absl::ConsumePrefix(&argument, "-");
  return argument.substr(0, argument.find('='));
}

bool IsKnownFlag(absl::string_view name) {
  if (absl::FindCommandLineFlag(name) != nullptr) return true;
  if (absl::ConsumePrefix(&name, "no")) {
    const absl::CommandLineFlag* flag = absl::FindCommandLineFlag(name);
    return flag != nullptr && flag->IsOfType<bool>();
  }
  return false;
}

// The names that a user of this program may mean: Abseil's own are left out, but for help.
std::vector<std::string> OwnFlagNames() {
  std::vector<std::string> names = {"help"};
  for (const auto& [name, flag] : absl::GetAllFlags()) {
    if (!absl::StrContains(flag->Filename(), "absl/")) names.emplace_back(name);
  }
  return names;
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

bool TakesNextArgument(absl::string_view argument) {
  if (absl::StrContains(argument, '=')) return false;
  const absl::CommandLineFlag* flag = absl::FindCommandLineFlag(FlagName(argument));
  return flag != nullptr && !flag->IsOfType<bool>();
}

}  // namespace

absl::StatusOr<CommandLine> ParseProgramFlags(int argc, char** argv, const std::vector<std::string>& repeated_flags) {
  CommandLine line;
  line.text = absl::StrJoin(argv, argv + argc, " ",
                            [](std::string* out, const char* word) { absl::StrAppend(out, QuotedForShell(word)); });
  for (const std::string& name : repeated_flags) line.repeated[name];
  std::vector<char*> rest = {argv[0]};
  for (int i = 1; i < argc; ++i) {
    const absl::string_view argument = argv[i];
    const std::string name(FlagName(argument));
    if (name.empty()) {
      return absl::InvalidArgumentError(absl::StrCat("unexpected argument \"", argument, "\"; flags start with --"));
    }
    if (!IsKnownFlag(name)) {
      return absl::InvalidArgumentError(
          absl::StrCat("unknown flag --", name, DidYouMean(name, OwnFlagNames()), "; --help lists all"));
    }
    line.given.insert(name);
    const bool value_follows = TakesNextArgument(argument);
    if (value_follows && i + 1 == argc) {
      return absl::InvalidArgumentError(absl::StrCat("flag --", name, " needs a value"));
    }
    const auto repeated = line.repeated.find(name);
    if (repeated != line.repeated.end()) {
      repeated->second.emplace_back(value_follows ? absl::string_view(argv[i + 1])
                                                  : argument.substr(argument.find('=') + 1));
    } else {
      rest.push_back(argv[i]);
      if (value_follows) rest.push_back(argv[i + 1]);
    }
    i += value_follows;
  }
  absl::ParseCommandLine(static_cast<int>(rest.size()), rest.data());
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
