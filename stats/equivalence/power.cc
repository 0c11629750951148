#include "stats/equivalence/power.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "absl/functional/function_ref.h"
#include "absl/strings/str_cat.h"
#include "base/status_macros.h"
#include "stats/equivalence/tost.h"
#include "stats/estimators/distributions.h"
#include "stats/estimators/sample_check.h"

namespace moebench::stats {
namespace {

constexpr int kMostUnits = 10000000;
constexpr double kWidestMargin = 1e6;  // in standard errors

// Abscissas and weights of 10-point Gauss-Legendre quadrature on [-1, 1] (Abramowitz and Stegun, table 25.4); each
// stands for itself and its mirror image.
constexpr std::array<double, 5> kAbscissa = {0.14887433898163122, 0.43339539412924719, 0.67940956829902441,
                                             0.86506336668898451, 0.97390652851717172};
constexpr std::array<double, 5> kWeight = {0.29552422471475287, 0.26926671930999636, 0.21908636251598204,
                                           0.14945134915058059, 0.06667134430868814};
constexpr int kPanels = 60;
constexpr int kWelchPanels = 6;  // on each of two axes
constexpr int kFewUnits = 50;    // above, Welch's degrees of freedom hardly vary

// The integral of f between two points, in panels of one width.
double Integrate(absl::FunctionRef<double(double)> f, double from, double to, int panels) {
  const double half = (to - from) / (2 * panels);
  double sum = 0;
  for (int panel = 0; panel < panels; ++panel) {
    const double middle = from + (2 * panel + 1) * half;
    for (size_t i = 0; i < kAbscissa.size(); ++i) {
      sum += kWeight[i] * (f(middle - half * kAbscissa[i]) + f(middle + half * kAbscissa[i]));
    }
  }
  return sum * half;
}

struct Precision {
  double standard_error, degrees_of_freedom;
};

// The bounds as distances from the true difference, in standard errors.
struct Reach {
  double lower, upper;

  // Of an interval of this half-width lying between them.
  double Probability(double half_width) const {
    if (2 * half_width >= upper - lower) return 0;
    return NormalCdf(upper - half_width) - NormalCdf(lower + half_width);
  }
};

Reach ReachOf(const Margin& margin, double true_difference, double standard_error) {
  return {(margin.lower - true_difference) / standard_error, (margin.upper - true_difference) / standard_error};
}

// That an interval lies between the bounds whose half-width is `half_width` times R, the root of a chi-square variate
// over its degrees of freedom. 1e-18 of R's probability is left out on either side. The integral is over u = sqrt(R),
// which takes away the singular derivative of R^(df - 1) at 0 where df is small and not whole; it ends where the
// interval does not fit any more, where the integrand has its kink.
double PowerGiven(const Reach& reach, double half_width, double df, int panels) {
  const double widest = (reach.upper - reach.lower) / (2 * half_width);
  const double from = std::pow(ChiSquareQuantile(1e-18, df) / df, 0.25);
  const double to = std::sqrt(std::min(widest, std::sqrt((df + 13 * std::sqrt(2 * df) + 90) / df)));
  if (!(from < to)) return 0;
  const double log_scale = std::log(2.0) + df / 2 * std::log(df / 2) - std::lgamma(df / 2);
  const auto density_times_probability = [&](double u) {
    const double r = u * u, density = std::exp(log_scale + (df - 1) * std::log(r) - df * r * r / 2);
    return density * 2 * u * reach.Probability(half_width * r);
  };
  return Integrate(density_times_probability, from, to, panels);
}

// The power, for arguments that have been checked.
double PowerAt(const Margin& margin, const Precision& precision, double true_difference, double alpha) {
  const Reach reach = ReachOf(margin, true_difference, precision.standard_error);
  const double t = StudentTQuantile(1 - alpha, precision.degrees_of_freedom);
  return std::min(1.0, PowerGiven(reach, t, precision.degrees_of_freedom, kPanels));
}

// Given that a's share of the two chi-squares that were found is w, their sum is independent of it and chi-square
// (Lukacs 1955): for each w one integral as above. w is beta distributed; w = sin(angle)^2 takes away the poles of its
// density.
double WelchPower(const PowerQuestion& question, double n_a, double n_b) {
  const double va = question.sd_a * question.sd_a / n_a, vb = question.sd_b * question.sd_b / n_b;
  const double df_a = n_a - 1, df_b = n_b - 1, df = df_a + df_b;
  const Reach reach = ReachOf(question.margin, question.true_difference, std::sqrt(va + vb));
  const double log_scale = std::log(2.0) + std::lgamma(df / 2) - std::lgamma(df_a / 2) - std::lgamma(df_b / 2);
  const auto given_angle = [&](double angle) {
    const double sine = std::sin(angle), cosine = std::cos(angle);
    const double found_a = va / (va + vb) * sine * sine * df / df_a;
    const double found_b = vb / (va + vb) * cosine * cosine * df / df_b;
    const double found = found_a + found_b, share_a = found_a / found, share_b = found_b / found;
    const double found_df = 1 / (share_a * share_a / df_a + share_b * share_b / df_b);
    const double half_width = StudentTQuantile(1 - question.alpha, found_df) * std::sqrt(found);
    const double density = std::exp(log_scale + (df_a - 1) * std::log(sine) + (df_b - 1) * std::log(cosine));
    return density * PowerGiven(reach, half_width, df, kWelchPanels);
  };
  const double from = std::asin(std::sqrt(BetaQuantile(1e-15, df_a / 2, df_b / 2)));
  const double to = std::acos(std::sqrt(BetaQuantile(1e-15, df_b / 2, df_a / 2)));
  return std::min(1.0, Integrate(given_angle, from, to, kWelchPanels));
}

Precision PrecisionOf(const PowerQuestion& question, double n_a, double n_b) {
  const double va = question.sd_a * question.sd_a / n_a, vb = question.sd_b * question.sd_b / n_b;
  switch (question.design) {
    case TostDesign::kPaired:
      return {std::sqrt(va), n_a - 1};
    case TostDesign::kPooled: {
      const double variance = (question.sd_a * question.sd_a + question.sd_b * question.sd_b) / 2;
      return {std::sqrt(variance * (1 / n_a + 1 / n_b)), n_a + n_b - 2};
    }
    case TostDesign::kWelch: {
      const double share_a = va / (va + vb), share_b = vb / (va + vb);
      return {std::sqrt(va + vb), 1 / (share_a * share_a / (n_a - 1) + share_b * share_b / (n_b - 1))};
    }
  }
  return {0, 0};
}

double PowerOf(const PowerQuestion& question, int n_a, int n_b) {
  if (question.design == TostDesign::kWelch && std::min(n_a, n_b) <= kFewUnits) return WelchPower(question, n_a, n_b);
  return PowerAt(question.margin, PrecisionOf(question, n_a, n_b), question.true_difference, question.alpha);
}

absl::Status CheckPositive(const char* name, double value) {
  if (std::isfinite(value) && value > 0) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrCat(name, " is ", value, "; expected a finite number above 0"));
}

absl::Status CheckPlan(double true_difference, double alpha) {
  MOE_RETURN_IF_ERROR(CheckAlpha(alpha));
  if (std::isfinite(true_difference)) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrCat("true_difference is ", true_difference, "; expected a finite number"));
}

// All but the margin.
absl::Status CheckQuestion(const PowerQuestion& question) {
  MOE_RETURN_IF_ERROR(CheckPositive("sd_a", question.sd_a));
  if (question.design != TostDesign::kPaired) MOE_RETURN_IF_ERROR(CheckPositive("sd_b", question.sd_b));
  return CheckPlan(question.true_difference, question.alpha);
}

absl::Status CheckUnits(int n) {
  if (n >= 2) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrCat("n is ", n, "; expected at least 2 units"));
}

absl::Status CheckWantedPower(double power) {
  if (power > 0 && power < 1) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrCat("power is ", power, "; expected more than 0 and less than 1"));
}

}  // namespace

absl::StatusOr<double> TostPower(const PowerQuestion& question, int n_a, int n_b) {
  MOE_RETURN_IF_ERROR(CheckMarginBounds(question.margin));
  MOE_RETURN_IF_ERROR(CheckQuestion(question));
  MOE_RETURN_IF_ERROR(CheckUnits(n_a));
  if (question.design != TostDesign::kPaired) MOE_RETURN_IF_ERROR(CheckUnits(n_b));
  return PowerOf(question, n_a, n_b);
}

absl::StatusOr<double> TostPowerAt(const Margin& margin, double standard_error, double degrees_of_freedom,
                                   double true_difference, double alpha) {
  MOE_RETURN_IF_ERROR(CheckMarginBounds(margin));
  MOE_RETURN_IF_ERROR(CheckPositive("standard_error", standard_error));
  MOE_RETURN_IF_ERROR(CheckPositive("degrees_of_freedom", degrees_of_freedom));
  MOE_RETURN_IF_ERROR(CheckPlan(true_difference, alpha));
  return PowerAt(margin, {standard_error, degrees_of_freedom}, true_difference, alpha);
}

absl::StatusOr<std::optional<int>> UnitsNeeded(const PowerQuestion& question, double power) {
  MOE_RETURN_IF_ERROR(CheckMarginBounds(question.margin));
  MOE_RETURN_IF_ERROR(CheckQuestion(question));
  MOE_RETURN_IF_ERROR(CheckWantedPower(power));
  const auto enough = [&](int n) { return PowerOf(question, n, n) >= power; };
  if (question.true_difference <= question.margin.lower || question.true_difference >= question.margin.upper) {
    return std::nullopt;  // on the margin power is alpha at most, and beyond it falls with n
  }
  if (enough(2)) return 2;
  int too_few = 2, many = 4;
  while (!enough(many)) {
    too_few = many;
    if (many >= kMostUnits) return std::nullopt;
    many = std::min(2 * many, kMostUnits);
  }
  while (many - too_few > 1) {
    const int n = too_few + (many - too_few) / 2;
    (enough(n) ? many : too_few) = n;
  }
  return many;
}

absl::StatusOr<std::optional<double>> MarginWithPower(const PowerQuestion& question, int n, double power) {
  MOE_RETURN_IF_ERROR(CheckQuestion(question));
  MOE_RETURN_IF_ERROR(CheckUnits(n));
  MOE_RETURN_IF_ERROR(CheckWantedPower(power));
  PowerQuestion with_margin = question;
  const auto enough = [&](double m) {
    with_margin.margin = {-m, m};
    return PowerOf(with_margin, n, n) >= power;
  };
  const double standard_error = PrecisionOf(question, n, n).standard_error;
  double low = std::abs(question.true_difference), step = standard_error;
  while (!enough(low + step)) {
    if (step > kWidestMargin * standard_error) return std::nullopt;
    low += step;
    step *= 2;
  }
  double high = low + step;
  while (high - low > 1e-10 * high) {
    const double middle = low + (high - low) / 2;
    if (middle <= low || middle >= high) break;
    (enough(middle) ? high : low) = middle;
  }
  return high;
}

}  // namespace moebench::stats
