#include "stats/estimators/bootstrap_interval.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/status_macros.h"
#include "stats/estimators/distributions.h"
#include "stats/estimators/draw_quantile.h"
#include "stats/estimators/sample_check.h"
#include "stats/estimators/summary.h"

namespace moebench::stats {
namespace {

constexpr double kEpsilon = std::numeric_limits<double>::epsilon();

// Differences of this size are rounding, not information.
double Rounding(double estimate) { return 8 * kEpsilon * std::abs(estimate); }

// BCa's level of the replicates for the one-sided level a, and back. The other tail is the same with both signs
// changed.
double Adjusted(double a, double bias_z, double acceleration) {
  const double y = bias_z + NormalQuantile(a), scale = 1 - acceleration * y;
  if (scale <= 0) return y > 0 ? 1 : 0;
  return NormalCdf(bias_z + y / scale);
}
double Unadjusted(double level, double bias_z, double acceleration) {
  if (level <= 0 || level >= 1) return level;
  const double w = NormalQuantile(level) - bias_z, scale = 1 + acceleration * w;
  if (scale <= 0) return w > 0 ? 1 : 0;
  return NormalCdf(w / scale - bias_z);
}

absl::Status CheckReplicates(const BootstrapReplicates& replicates, IntervalKind kind) {
  MOE_RETURN_IF_ERROR(CheckResamples(static_cast<int>(replicates.replicate.size())));
  MOE_RETURN_IF_ERROR(CheckSample("replicate", replicates.replicate));
  MOE_RETURN_IF_ERROR(CheckSample("estimate", {replicates.estimate}, 1));
  if (kind == IntervalKind::kBca && !replicates.acceleration.has_value()) {
    return absl::InvalidArgumentError(
        "a BCa interval needs a jackknife acceleration, and these replicates have none (blocks, crossed designs); use "
        "another kind");
  }
  if (kind == IntervalKind::kStudentized && replicates.replicate_error.size() != replicates.replicate.size()) {
    return absl::InvalidArgumentError(
        "a studentized interval needs the standard error of every replicate; set BootstrapOptions::standard_errors");
  }
  return absl::OkStatus();
}

}  // namespace

const char* IntervalKindName(IntervalKind kind) {
  switch (kind) {
    case IntervalKind::kPercentile:
      return "percentile";
    case IntervalKind::kBasic:
      return "basic";
    case IntervalKind::kBca:
      return "BCa";
    case IntervalKind::kStudentized:
      return "studentized";
    case IntervalKind::kNormal:
      return "normal";
  }
  return "unknown";
}

absl::StatusOr<BootstrapInference> BootstrapInference::Create(BootstrapReplicates replicates, IntervalKind kind) {
  MOE_RETURN_IF_ERROR(CheckReplicates(replicates, kind));
  BootstrapInference result;
  result.kind_ = kind;
  result.estimate_ = replicates.estimate;
  result.standard_error_ = replicates.standard_error;
  result.draws_ = std::move(replicates.replicate);
  const double rounding = Rounding(replicates.estimate);
  result.degenerate_ = std::all_of(result.draws_.begin(), result.draws_.end(),
                                   [&](double x) { return std::abs(x - replicates.estimate) <= rounding; });
  if (result.degenerate_) return result;
  if (kind == IntervalKind::kBca) MOE_RETURN_IF_ERROR(result.PrepareBca(replicates));
  if (kind == IntervalKind::kStudentized) MOE_RETURN_IF_ERROR(result.PrepareStudentized(replicates));
  if (kind == IntervalKind::kNormal) {
    MOE_ASSIGN_OR_RETURN(const double mean, Mean(result.draws_));
    result.center_ = 2 * result.estimate_ - mean;
    if (!(result.standard_error_ > 0)) {
      return absl::FailedPreconditionError(
          absl::StrCat("the standard error is ", result.standard_error_, " though the replicates vary"));
    }
  }
  return result;
}

absl::Status BootstrapInference::PrepareBca(const BootstrapReplicates& replicates) {
  double least = draws_[0], greatest = draws_[0];
  for (const double x : draws_) {
    least = std::min(least, x);
    greatest = std::max(greatest, x);
  }
  // Sums of the same values in another order tie with the estimate, too.
  const double tie = 1e-12 * (greatest - least) + Rounding(estimate_);
  int64_t below = 0, not_above = 0;
  for (const double x : draws_) {
    below += x < estimate_ - tie;
    not_above += x <= estimate_ + tie;
  }
  const double share = static_cast<double>(below + not_above) / (2 * static_cast<double>(draws_.size()));
  if (share == 0 || share == 1) {
    return absl::FailedPreconditionError(absl::StrCat("every replicate lies ", share == 0 ? "above" : "below",
                                                      " the estimate; BCa cannot correct such a bias"));
  }
  bias_z_ = NormalQuantile(share);
  acceleration_ = *replicates.acceleration;
  return absl::OkStatus();
}

absl::Status BootstrapInference::PrepareStudentized(const BootstrapReplicates& replicates) {
  sample_error_ = replicates.sample_error;
  MOE_RETURN_IF_ERROR(CheckSample("replicate_error", replicates.replicate_error));
  if (!(sample_error_ > 0)) {
    return absl::FailedPreconditionError(
        absl::StrCat("the standard error on the sample is ", sample_error_, " though the replicates vary"));
  }
  // Resamples of one value over and over: their error is 0 but for rounding.
  const double no_error = 1e-12 * sample_error_, no_deviation = Rounding(estimate_);
  for (size_t r = 0; r < draws_.size(); ++r) {
    const double deviation = draws_[r] - estimate_, error = replicates.replicate_error[r];
    if (error > no_error) {
      draws_[r] = deviation / error;
    } else if (std::abs(deviation) <= no_deviation) {
      draws_[r] = 0;
    } else {
      draws_[r] = std::copysign(std::numeric_limits<double>::infinity(), deviation);
    }
  }
  return absl::OkStatus();
}

double BootstrapInference::Limit(double a) const {
  switch (kind_) {
    case IntervalKind::kPercentile:
      return DrawQuantile(draws_, a);
    case IntervalKind::kBasic:
      return 2 * estimate_ - DrawQuantile(draws_, 1 - a);
    case IntervalKind::kBca:
      return DrawQuantile(draws_, Adjusted(a, bias_z_, acceleration_));
    case IntervalKind::kStudentized:
      return estimate_ - sample_error_ * DrawQuantile(draws_, 1 - a);
    case IntervalKind::kNormal:
      return center_ + NormalQuantile(a) * standard_error_;
  }
  return estimate_;
}

absl::StatusOr<Interval> BootstrapInference::TwoSided(double confidence) const {
  MOE_RETURN_IF_ERROR(CheckConfidence(confidence));
  if (degenerate_) return Interval{estimate_, estimate_, confidence};
  const double a = (1 - confidence) / 2, least = 1 / a - 1;
  if (kind_ != IntervalKind::kNormal && static_cast<double>(draws_.size()) < least * (1 - 1e-9)) {
    return absl::InvalidArgumentError(absl::StrCat("an interval of confidence ", confidence, " needs at least ",
                                                   std::ceil(least * (1 - 1e-9)), " resamples, not ", draws_.size()));
  }
  const Interval interval = {Limit(a), Limit(1 - a), confidence};
  if (std::isfinite(interval.lower) && std::isfinite(interval.upper)) return interval;
  return absl::FailedPreconditionError(absl::StrCat("the ", IntervalKindName(kind_),
                                                    " interval has no finite limit: too many resamples hold a single "
                                                    "value over and over; use another kind, or a larger sample"));
}

double BootstrapInference::LowerLevel(double value, bool passing) const {
  if (degenerate_) return (passing ? estimate_ > value : estimate_ >= value) ? 0 : 1;
  const auto below = passing ? LevelPassing : LevelReaching;
  const auto above = passing ? UpperLevelPassing : UpperLevelReaching;
  const double least = 1 / static_cast<double>(draws_.size() + 1);
  switch (kind_) {
    case IntervalKind::kPercentile:
      return below(draws_, value);
    case IntervalKind::kBasic:
      return above(draws_, 2 * estimate_ - value);
    case IntervalKind::kBca:
      return std::max(least, Unadjusted(below(draws_, value), bias_z_, acceleration_));
    case IntervalKind::kStudentized:
      return above(draws_, (estimate_ - value) / sample_error_);
    case IntervalKind::kNormal:
      return NormalCdf((value - center_) / standard_error_);
  }
  return 1;
}

double BootstrapInference::UpperLevel(double value, bool passing) const {
  if (degenerate_) return (passing ? estimate_ < value : estimate_ <= value) ? 0 : 1;
  const auto below = passing ? LevelPassing : LevelReaching;
  const auto above = passing ? UpperLevelPassing : UpperLevelReaching;
  const double least = 1 / static_cast<double>(draws_.size() + 1);
  switch (kind_) {
    case IntervalKind::kPercentile:
      return above(draws_, value);
    case IntervalKind::kBasic:
      return below(draws_, 2 * estimate_ - value);
    case IntervalKind::kBca:
      return std::max(least, Unadjusted(above(draws_, value), -bias_z_, -acceleration_));
    case IntervalKind::kStudentized:
      return below(draws_, (estimate_ - value) / sample_error_);
    case IntervalKind::kNormal:
      return NormalUpperTail((value - center_) / standard_error_);
  }
  return 1;
}

double BootstrapInference::PAtMost(double value) const { return LowerLevel(value, /*passing=*/false); }
double BootstrapInference::PAtLeast(double value) const { return UpperLevel(value, /*passing=*/false); }

double BootstrapInference::PTwoSided(double value) const {
  if (degenerate_) return std::abs(estimate_ - value) <= Rounding(estimate_) ? 1 : 0;
  return std::min(1.0, 2 * std::min(LowerLevel(value, /*passing=*/true), UpperLevel(value, /*passing=*/true)));
}

absl::StatusOr<Interval> BootstrapInterval(absl::Span<const double> sample, IntervalKind kind, double confidence,
                                           const BootstrapOptions& options) {
  BootstrapOptions wanted = options;
  wanted.standard_errors = kind == IntervalKind::kStudentized;
  MOE_ASSIGN_OR_RETURN(BootstrapReplicates replicates, BootstrapMean(sample, wanted));
  MOE_ASSIGN_OR_RETURN(const BootstrapInference inference, BootstrapInference::Create(std::move(replicates), kind));
  return inference.TwoSided(confidence);
}

absl::StatusOr<double> BootstrapPValue(absl::Span<const double> sample, IntervalKind kind, double value,
                                       const BootstrapOptions& options) {
  MOE_RETURN_IF_ERROR(CheckSample("value", {value}, 1));
  BootstrapOptions wanted = options;
  wanted.standard_errors = kind == IntervalKind::kStudentized;
  MOE_ASSIGN_OR_RETURN(BootstrapReplicates replicates, BootstrapMean(sample, wanted));
  MOE_ASSIGN_OR_RETURN(const BootstrapInference inference, BootstrapInference::Create(std::move(replicates), kind));
  return inference.PTwoSided(value);
}

}  // namespace moebench::stats
