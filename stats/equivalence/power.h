#ifndef MOEBENCH_STATS_EQUIVALENCE_POWER_H_
#define MOEBENCH_STATS_EQUIVALENCE_POWER_H_

// How likely TOST is to find equivalence, given a true difference; how many units that takes; and how small a margin
// can be hoped for. With t = t(1 - alpha, df), se the standard error of the difference, R the root of a chi-square of
// df degrees of freedom over df, and phi_R its density, the power at a true difference d is
//
//   integral over r of max(0, Phi((upper - d) / se - t r) - Phi((lower - d) / se + t r)) phi_R(r) dr
//
// which is the exact bivariate noncentral t probability, the same number as the difference of two of Owen's Q functions
// (Owen 1965; Phillips 1990) that PowerTOST's method "exact" and TOSTER's power_t_TOST compute. It is integrated by
// Gauss-Legendre quadrature; R carries the dependence of the two tests, which the noncentral t approximation leaves
// out.
//
//   paired   se = sd / sqrt(n), df = n - 1; sd that of the differences         exact
//   pooled   se = sqrt((sd_a^2 + sd_b^2) / 2 (1 / n_a + 1 / n_b)), df = n_a + n_b - 2     exact for sd_a = sd_b
//   Welch    se = sqrt(sd_a^2 / n_a + sd_b^2 / n_b), df by Welch and Satterthwaite: the test's own df depend on both
//            standard deviations found, so the integral is over both, up to 50 units in the smaller sample; above, df
//            are those at the given standard deviations, within 0.001 of it
//
//   PowerQuestion question;
//   question.design = TostDesign::kWelch;
//   question.margin = {-0.5, 0.5};
//   question.sd_a = question.sd_b = 0.3;
//   MOE_ASSIGN_OR_RETURN(const std::optional<int> n, UnitsNeeded(question, 0.9));
//
// The true difference is one to plan for (0, half the margin), never the observed one: power at the observed effect
// only says the p-value again. Unit: that of the metric. Assumptions: those of tost.h. Errors: InvalidArgument for
// bounds without lower < 0 < upper, standard deviations that are not positive and finite, alpha outside (0, 0.5), a
// true difference that is not finite, n < 2, a wanted power outside (0, 1).

#include <optional>

#include "absl/status/statusor.h"
#include "stats/equivalence/comparison.h"

namespace moebench::stats {

enum class TostDesign { kPaired, kPooled, kWelch };

struct PowerQuestion {
  TostDesign design = TostDesign::kWelch;
  Margin margin;
  double sd_a = 0;  // kPaired: of the differences
  double sd_b = 0;  // kPaired: not read
  double true_difference = 0;
  double alpha = 0.05;
};

// n_b is not read for kPaired.
absl::StatusOr<double> TostPower(const PowerQuestion& question, int n_a, int n_b);

// Any estimate of a difference with a t distribution: standard error and degrees of freedom (> 0; they need not be
// whole) as found or planned.
absl::StatusOr<double> TostPowerAt(const Margin& margin, double standard_error, double degrees_of_freedom,
                                   double true_difference, double alpha);

// The fewest units a variant (pairs, for kPaired) with at least that power; none where no number up to 10,000,000 has
// it, as when the true difference lies on the margin or beyond.
absl::StatusOr<std::optional<int>> UnitsNeeded(const PowerQuestion& question, double power);

// The smallest symmetric margin [-m, m] at which n units a variant have that power; question.margin is not read. None
// where no margin can (more than 1e6 standard errors).
absl::StatusOr<std::optional<double>> MarginWithPower(const PowerQuestion& question, int n, double power);

}  // namespace moebench::stats

#endif  // MOEBENCH_STATS_EQUIVALENCE_POWER_H_
