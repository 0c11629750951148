#include "stats/estimators/sample_check.h"

#include <cmath>

#include "absl/strings/str_cat.h"
#include "base/status_macros.h"

namespace moebench::stats {

absl::Status CheckSample(absl::string_view name, absl::Span<const double> sample, size_t min_n) {
  if (sample.size() < min_n) {
    return absl::InvalidArgumentError(absl::StrCat(name, " has ", sample.size(), " value",
                                                   sample.size() == 1 ? "" : "s", "; at least ", min_n, " are needed"));
  }
  for (size_t i = 0; i < sample.size(); ++i) {
    if (std::isfinite(sample[i])) continue;
    return absl::InvalidArgumentError(absl::StrCat(name, "[", i, "] is ", sample[i], "; expected a finite number"));
  }
  return absl::OkStatus();
}

absl::Status CheckPaired(absl::Span<const double> a, absl::Span<const double> b, size_t min_n) {
  if (a.size() != b.size()) {
    return absl::InvalidArgumentError(absl::StrCat("a has ", a.size(), " values and b has ", b.size(),
                                                   "; a paired analysis needs one of each for every pair"));
  }
  MOE_RETURN_IF_ERROR(CheckSample("a", a, min_n));
  return CheckSample("b", b, min_n);
}

absl::Status CheckAlpha(double alpha) {
  if (alpha > 0 && alpha < 0.5) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrCat("alpha is ", alpha, "; expected more than 0 and less than 0.5"));
}

absl::Status CheckConfidence(double confidence) {
  if (confidence > 0 && confidence < 1) return absl::OkStatus();
  return absl::InvalidArgumentError(
      absl::StrCat("confidence is ", confidence, "; expected more than 0 and less than 1, such as 0.9"));
}

absl::Status CheckMargin(double margin) {
  if (std::isfinite(margin) && margin > 0) return absl::OkStatus();
  return absl::InvalidArgumentError(
      absl::StrCat("margin is ", margin, "; expected a finite number above 0, in the unit of the difference"));
}

absl::Status CheckResamples(int resamples) {
  if (resamples >= 100) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrCat("resamples is ", resamples, "; expected at least 100"));
}

}  // namespace moebench::stats
