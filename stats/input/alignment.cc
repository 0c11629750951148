#include "stats/input/alignment.h"

#include <algorithm>
#include <cstddef>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "stats/input/config_fields.h"
#include "stats/input/name_check.h"

namespace moebench::stats {
namespace {

std::string Named(const RunSample& run) {
  return absl::StrCat(Shown(run.variant), run.seed.empty() ? "" : absl::StrCat(", seed ", run.seed), " (", run.source,
                      ")");
}

bool ConcernsTokenizer(absl::string_view path) {
  const std::vector<absl::string_view> names = absl::StrSplit(path, '.');
  return std::any_of(names.begin(), names.end(),
                     [](absl::string_view name) { return absl::StartsWith(name, "tokenizer"); });
}

bool ConcernsPrecision(absl::string_view path) { return absl::EndsWith(path, "precision"); }

std::string OtherText(absl::string_view what, const std::string& a, const std::string& b) {
  if (a == b) return "";
  return absl::StrCat("other ", what, " (", a.empty() ? "none" : a, " and ", b.empty() ? "none" : b, ")");
}

std::string OtherConfig(absl::string_view what, const RunRecord& a, const RunRecord& b,
                        bool (*concerns)(absl::string_view)) {
  const std::string difference = FirstDifference(a.config_text(), b.config_text(), concerns);
  return difference.empty() ? "" : absl::StrCat("other ", what, " (", difference, ")");
}

std::string Unfinished(const RunSample& run) {
  if (!run.record.has_value() || run.record->status() == RunRecord::FINISHED) return "";
  return absl::StrCat(run.source, " has not finished (", RunRecord::Status_Name(run.record->status()), ")");
}

std::string RecordsDiffer(const RunRecord& a, const RunRecord& b) {
  for (const std::string& problem :
       {OtherText("data set", a.dataset(), b.dataset()),
        OtherText("data checksum", a.provenance().data_checksum(), b.provenance().data_checksum()),
        OtherConfig("tokenizer", a, b, ConcernsTokenizer), OtherConfig("precision", a, b, ConcernsPrecision)}) {
    if (!problem.empty()) return problem;
  }
  return "";
}

std::string KeysDiffer(const RunSample& a, const RunSample& b) {
  if (a.unit_key == b.unit_key) return "";
  std::vector<std::string> sorted_a = a.unit_key, sorted_b = b.unit_key;
  std::sort(sorted_a.begin(), sorted_a.end());
  std::sort(sorted_b.begin(), sorted_b.end());
  const std::string units = InferenceUnitName(a.unit);
  if (sorted_a == sorted_b) return absl::StrCat("the same ", units, " in another order");
  const size_t at = static_cast<size_t>(std::mismatch(a.unit_key.begin(), a.unit_key.end(), b.unit_key.begin()).first -
                                        a.unit_key.begin());
  return absl::StrCat("other ", units, " (number ", at + 1, " is ", Shown(a.unit_key[at]), " and ",
                      Shown(b.unit_key[at]), ")");
}

std::string UnitsDiffer(const RunSample& a, const RunSample& b) {
  if (a.unit_value.empty() && b.unit_value.empty()) return "";
  if (a.unit_value.empty() != b.unit_value.empty()) {
    return absl::StrCat("of one of them only the value of the whole run is known, of the other ",
                        InferenceUnitName(a.unit_value.empty() ? b.unit : a.unit));
  }
  if (a.unit != b.unit) return OtherText("units", InferenceUnitName(a.unit), InferenceUnitName(b.unit));
  const std::string units = InferenceUnitName(a.unit);
  for (const RunSample* run : {&a, &b}) {
    if (run->unit_key.empty()) return absl::StrCat("the ", units, " of ", run->source, " have no keys to pair them by");
  }
  if (a.unit_key.size() != b.unit_key.size()) {
    return absl::StrCat("other ", units, " (", a.unit_key.size(), " and ", b.unit_key.size(), " of them)");
  }
  return KeysDiffer(a, b);
}

std::string WeightsDiffer(const RunSample& a, const RunSample& b) {
  if (a.unit_weight.empty() != b.unit_weight.empty()) return "only one of them has numbers of tokens";
  for (size_t i = 0; i < a.unit_weight.size(); ++i) {
    if (a.unit_weight[i] == b.unit_weight[i]) continue;
    return absl::StrCat("other numbers of tokens (", Shown(a.unit_key[i]), " has ", a.unit_weight[i], " and ",
                        b.unit_weight[i], ")");
  }
  return "";
}

std::string Misalignment(const RunSample& a, const RunSample& b) {
  for (const RunSample* run : {&a, &b}) {
    if (const std::string problem = Unfinished(*run); !problem.empty()) return problem;
  }
  if (a.record.has_value() && b.record.has_value()) {
    if (const std::string problem = RecordsDiffer(*a.record, *b.record); !problem.empty()) return problem;
  }
  const std::string problem = UnitsDiffer(a, b);
  return problem.empty() ? WeightsDiffer(a, b) : problem;
}

}  // namespace

absl::Status CheckAligned(const RunSample& a, const RunSample& b) {
  const std::string problem = Misalignment(a, b);
  if (problem.empty()) return absl::OkStatus();
  return absl::FailedPreconditionError(absl::StrCat(Named(a), " and ", Named(b), " are not aligned: ", problem,
                                                    "; such runs are compared only if analysed as unpaired"));
}

}  // namespace moebench::stats
