#include "stats/input/sample_source.h"

#include <glob.h>

#include <algorithm>
#include <cstddef>
#include <filesystem>
#include <iterator>
#include <set>
#include <system_error>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "base/atomic_file.h"
#include "base/command_line.h"
#include "base/status_macros.h"
#include "stats/input/natural_order.h"
#include "stats/input/table_reader.h"
#include "stats/input/variant_names.h"
#include "stats/records/record_file.h"

namespace moebench::stats {
namespace {

constexpr size_t kMostBytes = size_t{1} << 31;

bool Exists(const std::string& path) {
  std::error_code error;
  return std::filesystem::exists(CallerPath(path), error);
}

std::vector<std::string> Globbed(const std::string& pattern) {
  glob_t found = {};
  std::vector<std::string> paths;
  if (glob(pattern.c_str(), GLOB_NOSORT, nullptr, &found) == 0) {
    paths.assign(found.gl_pathv, found.gl_pathv + found.gl_pathc);
  }
  globfree(&found);
  std::sort(paths.begin(), paths.end(), NaturalLess);
  return paths;
}

// Paths as the caller would write them.
absl::StatusOr<std::vector<std::string>> Expand(const std::string& name) {
  if (Exists(name)) return std::vector<std::string>{name};
  const std::string pattern = CallerPath(name);
  std::vector<std::string> paths = Globbed(pattern);
  const absl::string_view callers_folder = absl::string_view(pattern).substr(0, pattern.size() - name.size());
  for (std::string& path : paths) path = std::string(absl::StripPrefix(path, callers_folder));
  if (!paths.empty()) return paths;
  const bool is_pattern = name.find_first_of("*?[") != std::string::npos;
  return absl::NotFoundError(absl::StrCat(is_pattern ? "nothing matches " : "there is no ", name, " (looked for ",
                                          std::filesystem::absolute(pattern).string(), ")"));
}

absl::StatusOr<std::vector<std::string>> ExpandAll(absl::Span<const std::string> names) {
  std::vector<std::string> paths;
  std::set<std::string> met;
  for (const std::string& listed : names) {
    const std::vector<std::string> parts =
        Exists(listed) ? std::vector<std::string>{listed}
                       : std::vector<std::string>(absl::StrSplit(listed, ',', absl::SkipWhitespace()));
    for (const std::string& part : parts) {
      MOE_ASSIGN_OR_RETURN(const std::vector<std::string> expanded,
                           Expand(std::string(absl::StripAsciiWhitespace(part))));
      for (const std::string& path : expanded) {
        std::error_code error;
        const std::string canonical = std::filesystem::canonical(CallerPath(path), error).string();
        if (met.insert(error ? path : canonical).second) paths.push_back(path);
      }
    }
  }
  if (paths.empty()) return absl::InvalidArgumentError("no runs are named; give run folders, records or tables");
  return paths;
}

bool IsRecord(absl::string_view bytes, absl::string_view source) {
  absl::string_view text = bytes;
  absl::ConsumePrefix(&text, "\xEF\xBB\xBF");
  if (absl::StartsWith(absl::StripLeadingAsciiWhitespace(text), "{")) {
    return absl::StrContains(bytes, "\"schema_version\"");
  }
  // The tag of the first field, schema_version.
  return absl::StartsWith(bytes, "\x08") || absl::EndsWith(source, ".binpb");
}

// What is no record is bad data here, not a wrong argument.
absl::Status AsBadData(const absl::Status& status) {
  if (status.code() != absl::StatusCode::kInvalidArgument) return status;
  return absl::DataLossError(status.message());
}

absl::StatusOr<std::vector<RunSample>> ReadFolder(const std::string& path, const RecordOptions& options) {
  const absl::StatusOr<RunRecord> record = ReadRunRecord(CallerPath(path));
  if (absl::IsNotFound(record.status())) {
    return absl::NotFoundError(absl::StrCat(path,
                                            " holds no record, so it is no run folder, or its run has not come to "
                                            "an evaluation; runs in folders below it are named as ",
                                            path, "/*"));
  }
  MOE_RETURN_IF_ERROR(AsBadData(record.status()));
  MOE_ASSIGN_OR_RETURN(RunSample run, SampleFromRecord(*record, path, options));
  return std::vector<RunSample>{std::move(run)};
}

absl::StatusOr<std::vector<RunSample>> ReadPath(const std::string& path, const RecordOptions& options) {
  std::error_code error;
  if (std::filesystem::is_directory(CallerPath(path), error)) return ReadFolder(path, options);
  MOE_ASSIGN_OR_RETURN(const std::string bytes, ReadFile(CallerPath(path), kMostBytes));
  return ParseSamples(bytes, path, options);
}

}  // namespace

absl::StatusOr<std::vector<RunSample>> ParseSamples(const std::string& bytes, const std::string& source,
                                                    const RecordOptions& options) {
  if (!IsRecord(bytes, source)) return ParseTable(bytes, source, options.metric);
  const absl::StatusOr<RunRecord> record = ParseRunRecord(bytes, source);
  MOE_RETURN_IF_ERROR(AsBadData(record.status()));
  MOE_ASSIGN_OR_RETURN(RunSample run, SampleFromRecord(*record, source, options));
  return std::vector<RunSample>{std::move(run)};
}

absl::StatusOr<std::vector<RunSample>> ReadSamples(absl::Span<const std::string> names, const RecordOptions& options) {
  MOE_ASSIGN_OR_RETURN(const std::vector<std::string> paths, ExpandAll(names));
  std::vector<RunSample> runs;
  for (const std::string& path : paths) {
    MOE_ASSIGN_OR_RETURN(std::vector<RunSample> more, ReadPath(path, options));
    std::move(more.begin(), more.end(), std::back_inserter(runs));
  }
  ShortenVariants(&runs);
  MOE_RETURN_IF_ERROR(CheckVariants(runs));
  return runs;
}

}  // namespace moebench::stats
