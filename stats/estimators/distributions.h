#ifndef MOEBENCH_STATS_ESTIMATORS_DISTRIBUTIONS_H_
#define MOEBENCH_STATS_ESTIMATORS_DISTRIBUTIONS_H_

// Distribution functions and quantiles, from Boost.Math. For programmers who have checked their arguments: a
// probability outside its range, or degrees of freedom that are not positive, give NaN. Quantiles at 0 and 1 are
// infinite where the support is. Upper tails are computed as such: 1 - cdf would lose the small p-values.

#include <cstdint>

namespace moebench::stats {

double NormalCdf(double z);
double NormalUpperTail(double z);  // P(Z > z)
double NormalQuantile(double p);

double StudentTCdf(double t, double df);
double StudentTUpperTail(double t, double df);
double StudentTQuantile(double p, double df);
double NoncentralTCdf(double t, double df, double noncentrality);

double FUpperTail(double f, double df1, double df2);
double ChiSquareUpperTail(double x, double df);
double ChiSquareQuantile(double p, double df);

// P(X <= k), P(X = k) of k successes in n trials.
double BinomialCdf(int64_t k, int64_t n, double p);
double BinomialPmf(int64_t k, int64_t n, double p);

// The beta quantile at p, for exact binomial (Clopper-Pearson) bounds.
double BetaQuantile(double p, double a, double b);

}  // namespace moebench::stats

#endif  // MOEBENCH_STATS_ESTIMATORS_DISTRIBUTIONS_H_
