#ifndef MOEBENCH_STATS_ESTIMATORS_BOOTSTRAP_INTERVAL_H_
#define MOEBENCH_STATS_ESTIMATORS_BOOTSTRAP_INTERVAL_H_

// Confidence intervals from bootstrap replicates, and the p-values that belong to them (Davison and Hinkley 1997,
// chapter 5; Efron 1987 for BCa). With t the estimate, se its bootstrap standard error, Q the quantile function of the
// B replicates (rank (B + 1) p, linear between order statistics) and z that of the normal distribution, the lower limit
// at one-sided level a is
//
//   percentile   Q(a)
//   basic        2 t - Q(1 - a)
//   normal       t - (mean of replicates - t) + z(a) se
//   BCa          Q(Phi(z0 + (z0 + z(a)) / (1 - A (z0 + z(a))))), z0 = z(share of replicates below t, ties by half),
//                A the jackknife acceleration
//   studentised  t - s q(1 - a), q the quantiles of (replicate - t) / (standard error on that resample), s the standard
//                error on the sample
//
// the upper limit is the same at 1 - a, and a two-sided interval has a = (1 - confidence) / 2. The p-values invert
// these limits: the one-sided p of "value or less" is the smallest a whose lower limit reaches the value, but at least
// 1 / (B + 1) where quantiles are used. Limits that BCa places beyond the extreme replicates are these.
//
//   MOE_ASSIGN_OR_RETURN(const BootstrapReplicates mean, BootstrapMean(differences, {}));
//   MOE_ASSIGN_OR_RETURN(const auto inference, BootstrapInference::Create(mean, IntervalKind::kPercentile));
//   MOE_ASSIGN_OR_RETURN(const Interval ninety, inference.TwoSided(0.90));
//   inference.PAtMost(-0.02)   // H0: difference <= -0.02; <= 0.05 exactly when ninety.lower >= -0.02
//
// A sample without variance is answered and flagged: degenerate(), the interval is the point, p-values are 0 or 1.

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "stats/estimators/bootstrap.h"
#include "stats/estimators/interval.h"

namespace moebench::stats {

enum class IntervalKind { kPercentile, kBasic, kBca, kStudentized, kNormal };

// "percentile", "basic", "BCa", "studentized", "normal".
const char* IntervalKindName(IntervalKind kind);

class BootstrapInference {
 public:
  // Errors: InvalidArgument for fewer than 100 replicates, values that are not finite, kBca without an acceleration,
  // kStudentized without standard errors; FailedPrecondition for kBca when every replicate lies on one side of the
  // estimate, and for kStudentized and kNormal when the replicates vary but the standard error is 0.
  static absl::StatusOr<BootstrapInference> Create(BootstrapReplicates replicates, IntervalKind kind);

  IntervalKind kind() const { return kind_; }
  double estimate() const { return estimate_; }
  double standard_error() const { return standard_error_; }
  bool degenerate() const { return degenerate_; }  // every replicate equals the estimate

  // Errors: InvalidArgument for a confidence outside (0, 1), or so high that (B + 1) a < 1: the message says how many
  // resamples it needs; FailedPrecondition for a limit that is not finite (studentised, when too many resamples have no
  // variance of their own).
  absl::StatusOr<Interval> TwoSided(double confidence) const;

  // One-sided p-values: PAtMost of H0 "the truth is `value` or less", PAtLeast of "`value` or more".
  double PAtMost(double value) const;
  double PAtLeast(double value) const;
  // Below alpha exactly when `value` lies outside the closed TwoSided(1 - alpha): min(1, 2 min(PAtMost, PAtLeast)) of
  // what is just beyond `value`, which is another where replicates tie with it.
  double PTwoSided(double value) const;

 private:
  BootstrapInference() = default;

  absl::Status PrepareBca(const BootstrapReplicates& replicates);
  absl::Status PrepareStudentized(const BootstrapReplicates& replicates);
  // The level at which the lower (upper) limit reaches `value`, or passes it.
  double LowerLevel(double value, bool passing) const;
  double UpperLevel(double value, bool passing) const;
  // The limit at one-sided level a: a lower limit for a < 0.5.
  double Limit(double a) const;

  IntervalKind kind_ = IntervalKind::kPercentile;
  bool degenerate_ = false;
  double estimate_ = 0, standard_error_ = 0;
  double center_ = 0;                     // kNormal: the estimate less the bootstrap's bias
  double bias_z_ = 0, acceleration_ = 0;  // kBca: z0, A
  double sample_error_ = 0;               // kStudentized
  std::vector<double> draws_;             // the replicates, or studentised ones
};

// One interval of a mean, with `kind` deciding what is computed; the errors of BootstrapMean, Create and TwoSided.
absl::StatusOr<Interval> BootstrapInterval(absl::Span<const double> sample, IntervalKind kind, double confidence,
                                           const BootstrapOptions& options);

// The two-sided p-value of H0 "the mean is `value`" that belongs to it.
absl::StatusOr<double> BootstrapPValue(absl::Span<const double> sample, IntervalKind kind, double value,
                                       const BootstrapOptions& options);

}  // namespace moebench::stats

#endif  // MOEBENCH_STATS_ESTIMATORS_BOOTSTRAP_INTERVAL_H_
