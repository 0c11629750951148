#include "stats/input/variant_names.h"

#include <map>
#include <set>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "base/status_macros.h"
#include "stats/input/config_fields.h"
#include "stats/input/name_check.h"

namespace moebench::stats {
namespace {

std::string LastPart(const std::string& name) { return name.substr(name.find_last_of('/') + 1); }

bool AllFields(absl::string_view) { return true; }

absl::Status CheckConfigurations(const RunSample& a, const RunSample& b) {
  if (!a.record.has_value() || !b.record.has_value()) return absl::OkStatus();
  if (a.record->config_text() == b.record->config_text()) return absl::OkStatus();
  const std::string difference = FirstDifference(a.record->config_text(), b.record->config_text(), AllFields);
  return absl::FailedPreconditionError(absl::StrCat(a.source, " and ", b.source, " are both called ", Shown(a.variant),
                                                    " and were configured differently", difference.empty() ? "" : ": ",
                                                    difference, "; leave one of them out"));
}

}  // namespace

void ShortenVariants(std::vector<RunSample>* runs) {
  std::map<std::string, std::set<std::string>> full_names;  // by last part, a table's names as they are
  for (const RunSample& run : *runs) {
    full_names[run.record.has_value() ? LastPart(run.variant) : run.variant].insert(run.variant);
  }
  for (RunSample& run : *runs) {
    const std::string last = LastPart(run.variant);
    if (run.record.has_value() && !last.empty() && full_names[last].size() == 1) run.variant = last;
  }
}

absl::Status CheckVariants(absl::Span<const RunSample> runs) {
  std::map<std::pair<std::string, std::string>, const RunSample*> by_seed;
  std::map<std::string, const RunSample*> configured;  // the first run of a variant with a record
  for (const RunSample& run : runs) {
    const auto [at, is_new] = by_seed.emplace(std::make_pair(run.variant, run.seed), &run);
    if (!is_new) {
      return absl::FailedPreconditionError(absl::StrCat(
          at->second->source, " and ", run.source, " are both variant ", Shown(run.variant),
          run.seed.empty() ? " without a seed" : absl::StrCat(", seed ", run.seed), "; leave one of them out"));
    }
    if (!run.record.has_value()) continue;
    MOE_RETURN_IF_ERROR(CheckConfigurations(*configured.emplace(run.variant, &run).first->second, run));
  }
  return absl::OkStatus();
}

}  // namespace moebench::stats
