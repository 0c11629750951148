#include "stats/equivalence/study_options.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/nearest_name.h"
#include "base/status_macros.h"
#include "stats/estimators/sample_check.h"

namespace moebench::stats {
namespace {

absl::Status CheckMargins(std::vector<double> margins) {
  if (margins.empty()) {
    return absl::InvalidArgumentError("no margin is given; declare how large a difference would not matter");
  }
  for (const double margin : margins) MOE_RETURN_IF_ERROR(CheckMargin(margin));
  std::sort(margins.begin(), margins.end());
  const auto twice = std::adjacent_find(margins.begin(), margins.end());
  if (twice == margins.end()) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrCat("the margin ", *twice, " is given twice"));
}

absl::Status CheckMethod(const std::string& method) {
  const std::vector<std::string> methods = {"auto", "welch", "paired_t", "bootstrap", "crossed"};
  if (std::find(methods.begin(), methods.end(), method) != methods.end()) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrCat("unknown method \"", method, "\"", DidYouMean(method, methods),
                                                 "; expected one of ", absl::StrJoin(methods, ", ")));
}

absl::Status CheckControlNames(const StudyOptions& options) {
  const std::string &negative = options.negative_control, &positive = options.positive_control;
  if (!negative.empty() && (negative == positive || negative == options.positive_control_of)) {
    return absl::InvalidArgumentError(
        absl::StrCat("\"", negative, "\" cannot be the negative control and part of the positive one"));
  }
  if (positive.empty() && !options.positive_control_of.empty()) {
    return absl::InvalidArgumentError(
        absl::StrCat("positive_control_of is \"", options.positive_control_of, "\" but there is no positive_control"));
  }
  if (!positive.empty() && positive == options.positive_control_of) {
    return absl::InvalidArgumentError(
        absl::StrCat("\"", positive,
                     "\" cannot be the control of itself; leave positive_control_of out to compare its "
                     "own seeds"));
  }
  if (!options.controls_required || (!negative.empty() && !positive.empty())) return absl::OkStatus();
  return absl::InvalidArgumentError(
      absl::StrCat("controls are required, but no ", negative.empty() ? "negative" : "positive", " control is named"));
}

}  // namespace

absl::Status CheckStudyOptions(const StudyOptions& options) {
  if (options.metric.empty()) return absl::InvalidArgumentError("no metric is named");
  MOE_RETURN_IF_ERROR(CheckMargins(options.margins));
  MOE_RETURN_IF_ERROR(CheckAlpha(options.alpha));
  MOE_RETURN_IF_ERROR(CheckResamples(options.resamples));
  MOE_RETURN_IF_ERROR(CheckMethod(options.method));
  for (const int length : options.block_lengths) {
    if (length < 1) {
      return absl::InvalidArgumentError(absl::StrCat("a block length is ", length, "; expected at least 1"));
    }
  }
  return CheckControlNames(options);
}

absl::Status CheckControls(const StudyOptions& options, const std::vector<std::string>& variants) {
  for (const std::string& name : {options.negative_control, options.positive_control, options.positive_control_of}) {
    if (name.empty() || std::find(variants.begin(), variants.end(), name) != variants.end()) continue;
    return absl::InvalidArgumentError(absl::StrCat("there are no runs of the control \"", name, "\"",
                                                   DidYouMean(name, variants), "; variants are ",
                                                   absl::StrJoin(variants, ", ")));
  }
  return absl::OkStatus();
}

bool ControlsByOwnSeeds(const StudyOptions& options) {
  return !options.positive_control.empty() && options.positive_control_of.empty();
}

}  // namespace moebench::stats
