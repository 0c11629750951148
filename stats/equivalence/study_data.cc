#include "stats/equivalence/study_data.h"

#include <algorithm>
#include <cmath>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/status_macros.h"
#include "stats/equivalence/study_options.h"
#include "stats/estimators/sample_check.h"
#include "stats/input/alignment.h"

namespace moebench::stats {
namespace {

std::string Named(const RunSample& run) {
  return absl::StrCat("the run of \"", run.variant, "\"", run.seed.empty() ? "" : absl::StrCat(", seed ", run.seed),
                      run.source.empty() ? "" : absl::StrCat(" (", run.source, ")"));
}

absl::Status CheckUnits(const RunSample& run) {
  const size_t n = run.unit_value.size();
  for (const auto& [what, size] :
       {std::make_pair("weights", run.unit_weight.size()), std::make_pair("keys", run.unit_key.size())}) {
    if (size == 0 || size == n) continue;
    return absl::InvalidArgumentError(
        absl::StrCat(Named(run), " has ", n, " units and ", size, " ", what, "; expected one each, or none"));
  }
  for (const double value : run.unit_value) {
    if (std::isfinite(value)) continue;
    return absl::InvalidArgumentError(absl::StrCat(Named(run), " has a unit of value ", value));
  }
  for (const double weight : run.unit_weight) {
    if (std::isfinite(weight) && weight > 0) continue;
    return absl::InvalidArgumentError(absl::StrCat(Named(run), " has a unit of weight ", weight, "; expected above 0"));
  }
  return absl::OkStatus();
}

// The same for every run, by itself.
absl::StatusOr<StudyRun> Analysed(const RunSample& run, const StudyOptions& options) {
  if (!std::isfinite(run.value)) {
    return absl::InvalidArgumentError(
        absl::StrCat(Named(run), " has the value ", run.value, "; expected a finite number"));
  }
  MOE_RETURN_IF_ERROR(CheckUnits(run));
  if (options.margin_on_log_scale && run.value <= 0) {
    return absl::InvalidArgumentError(
        absl::StrCat(Named(run), " has the value ", run.value, "; a margin on the log scale needs values above 0"));
  }
  const double value = options.margin_on_log_scale ? std::log(run.value) : run.value;
  return StudyRun{run.seed, run.value, value, run.unit_value, run.unit_weight};
}

absl::StatusOr<std::vector<StudyVariant>> GroupByVariant(absl::Span<const RunSample> runs,
                                                         const StudyOptions& options) {
  std::vector<StudyVariant> variants;
  std::set<std::pair<std::string, std::string>> seen;
  for (const RunSample& run : runs) {
    if (!run.seed.empty() && !seen.insert({run.variant, run.seed}).second) {
      return absl::InvalidArgumentError(
          absl::StrCat("\"", run.variant, "\" has two runs of seed ", run.seed, "; one run twice is no second sample"));
    }
    auto variant = std::find_if(variants.begin(), variants.end(), [&](const auto& v) { return v.name == run.variant; });
    if (variant == variants.end()) {
      variants.push_back({run.variant, {}});
      variant = std::prev(variants.end());
    }
    MOE_ASSIGN_OR_RETURN(StudyRun analysed, Analysed(run, options));
    variant->runs.push_back(std::move(analysed));
  }
  return variants;
}

absl::Status CheckAllAligned(absl::Span<const RunSample> runs) {
  for (size_t i = 1; i < runs.size(); ++i) MOE_RETURN_IF_ERROR(CheckAligned(runs[0], runs[i]));
  return absl::OkStatus();
}

absl::Status CheckOneKindOfUnit(absl::Span<const RunSample> runs, InferenceUnit* unit) {
  const RunSample* first = nullptr;
  for (const RunSample& run : runs) {
    if (run.unit_value.empty()) continue;
    if (first == nullptr) first = &run;
    if (run.unit == first->unit) continue;
    return absl::FailedPreconditionError(absl::StrCat(Named(*first), " has ", InferenceUnitName(first->unit), " and ",
                                                      Named(run), " has ", InferenceUnitName(run.unit)));
  }
  if (first != nullptr) *unit = first->unit;
  return absl::OkStatus();
}

bool HasUnits(const StudyVariant& variant) {
  return std::all_of(variant.runs.begin(), variant.runs.end(),
                     [](const auto& run) { return run.unit_value.size() >= 2; });
}

// One run of every variant, where the positive control may have more to compare that one with.
bool OneRunEach(const std::vector<StudyVariant>& variants, const StudyOptions& options) {
  return std::all_of(variants.begin(), variants.end(), [&](const StudyVariant& v) {
    return v.runs.size() == 1 || (ControlsByOwnSeeds(options) && v.name == options.positive_control);
  });
}

// Puts the run first that has the seed most of the other variants have.
void PutCommonSeedFirst(const std::vector<StudyVariant>& variants, StudyVariant* variant) {
  size_t most = 0, best = 0;
  for (size_t i = 0; i < variant->runs.size(); ++i) {
    size_t shared = 0;
    for (const StudyVariant& other : variants) {
      shared += &other != variant && other.runs[0].seed == variant->runs[i].seed;
    }
    if (shared > most) {
      most = shared;
      best = i;
    }
  }
  std::rotate(variant->runs.begin(), variant->runs.begin() + best, variant->runs.begin() + best + 1);
}

void MarkTestable(StudyData* data) {
  for (StudyVariant& variant : data->variants) {
    const bool units = data->level == StudyLevel::kUnits;
    variant.testable = units ? HasUnits(variant) : variant.runs.size() >= 2;
    if (variant.testable) continue;
    data->warnings.push_back(
        units ? absl::StrCat(variant.name, " has no units to infer from, only a value: it is shown as a point")
              : absl::StrCat(variant.name,
                             " has one run: at the level of seeds it has no interval, and is shown as a "
                             "point"));
  }
}

absl::Status CheckFamily(const StudyData& data) {
  int testable = 0;
  for (const StudyVariant& variant : data.variants) testable += variant.testable && !variant.control;
  if (testable >= 2) return absl::OkStatus();
  if (data.level == StudyLevel::kUnits) {
    return absl::InvalidArgumentError(
        "there is one run of each variant, and values of batches, sequences or examples of fewer than two of them: "
        "nothing to infer from. Give values by batch, or two runs or more of each variant");
  }
  return absl::InvalidArgumentError(
      "fewer than two variants besides the controls have two runs or more, so that seeds cannot be compared. Give more "
      "seeds, or one run of each variant to compare checkpoints batch by batch");
}

bool EnoughToResample(const StudyData& data) {
  return std::all_of(data.variants.begin(), data.variants.end(), [](const StudyVariant& variant) {
    return !variant.testable || variant.runs.size() >= kFewestToResample;
  });
}

absl::Status CheckMethodAtSeeds(const StudyData& data, const StudyOptions& options) {
  if (options.method == "paired_t") {
    return absl::InvalidArgumentError(
        "paired_t needs one run of each variant: runs of equal seed numbers are no pairs. Use welch");
  }
  const bool resamples_seeds = options.method == "bootstrap" || options.method == "crossed";
  if (resamples_seeds && !EnoughToResample(data)) {
    return absl::InvalidArgumentError(
        absl::StrCat(options.method, " needs at least ", kFewestToResample,
                     " runs of each variant: over 3 seeds a bootstrap interval of 90 % covers 63 %. Use welch"));
  }
  if (options.method == "crossed" && !data.crossable) {
    return absl::InvalidArgumentError("crossed needs the same batches, sequences or examples of every run");
  }
  return absl::OkStatus();
}

absl::Status CheckMethodAtUnits(const StudyData& data, const StudyOptions& options) {
  if (options.margin_on_log_scale && options.metric != kPerplexity) {
    return absl::InvalidArgumentError(absl::StrCat("a margin on the log scale over batches is for the metric \"",
                                                   kPerplexity, "\", not for \"", options.metric,
                                                   "\": losses are logarithms already"));
  }
  if (options.method == "crossed") {
    return absl::InvalidArgumentError("crossed needs several runs of each variant; there is one");
  }
  if (options.method == "paired_t" && !data.paired) {
    return absl::InvalidArgumentError("paired_t was asked for runs that are analysed as unpaired; use welch");
  }
  const auto few = std::find_if(data.variants.begin(), data.variants.end(), [](const StudyVariant& variant) {
    return variant.testable && variant.runs[0].unit_value.size() < kFewestToResample;
  });
  if (options.method != "bootstrap" || few == data.variants.end()) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrCat("bootstrap needs at least ", kFewestToResample, " ",
                                                 InferenceUnitName(data.unit), "; ", few->name, " has ",
                                                 few->runs[0].unit_value.size()));
}

absl::Status ChooseLevel(const StudyOptions& options, StudyData* data) {
  const bool log_of_other = options.margin_on_log_scale && options.metric != kPerplexity;
  if (options.metric == kPerplexity && !options.margin_on_log_scale) data->scale = RunScale::kPerplexity;
  data->paired = !options.unpaired;
  data->level = OneRunEach(data->variants, options) ? StudyLevel::kUnits : StudyLevel::kSeeds;
  MarkTestable(data);
  MOE_RETURN_IF_ERROR(CheckFamily(*data));
  if (data->level == StudyLevel::kUnits) {
    for (StudyVariant& variant : data->variants) PutCommonSeedFirst(data->variants, &variant);
    return CheckMethodAtUnits(*data, options);
  }
  data->crossable = data->paired && !log_of_other &&
                    std::all_of(data->variants.begin(), data->variants.end(),
                                [](const StudyVariant& variant) { return !variant.testable || HasUnits(variant); });
  MOE_RETURN_IF_ERROR(CheckMethodAtSeeds(*data, options));
  const bool cross = options.method == "crossed" || options.method == "auto";
  data->unit = InferenceUnit::kSeeds;
  if (cross && data->crossable && EnoughToResample(*data)) {
    data->level = StudyLevel::kCrossed;
    data->unit = InferenceUnit::kSeedsAndBatches;
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<StudyData> PrepareStudy(absl::Span<const RunSample> runs, const StudyOptions& options) {
  MOE_RETURN_IF_ERROR(CheckStudyOptions(options));
  StudyData data;
  MOE_ASSIGN_OR_RETURN(data.variants, GroupByVariant(runs, options));
  std::vector<std::string> names;
  for (StudyVariant& variant : data.variants) {
    names.push_back(variant.name);
    variant.control = variant.name == options.negative_control ||
                      (variant.name == options.positive_control && !ControlsByOwnSeeds(options));
  }
  if (names.size() < 2) {
    return absl::InvalidArgumentError(absl::StrCat("the runs are of ", names.size(),
                                                   names.size() == 1 ? " variant" : " variants",
                                                   "; a comparison needs at least 2"));
  }
  MOE_RETURN_IF_ERROR(CheckControls(options, names));
  MOE_RETURN_IF_ERROR(CheckOneKindOfUnit(runs, &data.unit));
  if (!options.unpaired) MOE_RETURN_IF_ERROR(CheckAllAligned(runs));
  MOE_RETURN_IF_ERROR(ChooseLevel(options, &data));
  return data;
}

}  // namespace moebench::stats
