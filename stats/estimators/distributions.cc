#include "stats/estimators/distributions.h"

#include <boost/math/distributions/beta.hpp>
#include <boost/math/distributions/binomial.hpp>
#include <boost/math/distributions/chi_squared.hpp>
#include <boost/math/distributions/fisher_f.hpp>
#include <boost/math/distributions/non_central_t.hpp>
#include <boost/math/distributions/normal.hpp>
#include <boost/math/distributions/students_t.hpp>

namespace moebench::stats {
namespace {

namespace bm = boost::math;

// Answers instead of exceptions: NaN for a domain error, infinity for an overflow.
using Policy = bm::policies::policy<
    bm::policies::domain_error<bm::policies::ignore_error>, bm::policies::pole_error<bm::policies::ignore_error>,
    bm::policies::overflow_error<bm::policies::ignore_error>,
    bm::policies::evaluation_error<bm::policies::ignore_error>, bm::policies::promote_double<false>>;

using Normal = bm::normal_distribution<double, Policy>;
using StudentT = bm::students_t_distribution<double, Policy>;
using NoncentralT = bm::non_central_t_distribution<double, Policy>;
using F = bm::fisher_f_distribution<double, Policy>;
using ChiSquare = bm::chi_squared_distribution<double, Policy>;
using Binomial = bm::binomial_distribution<double, Policy>;
using Beta = bm::beta_distribution<double, Policy>;

}  // namespace

double NormalCdf(double z) { return bm::cdf(Normal(), z); }
double NormalUpperTail(double z) { return bm::cdf(bm::complement(Normal(), z)); }
double NormalQuantile(double p) { return bm::quantile(Normal(), p); }

double StudentTCdf(double t, double df) { return bm::cdf(StudentT(df), t); }
double StudentTUpperTail(double t, double df) { return bm::cdf(bm::complement(StudentT(df), t)); }
double StudentTQuantile(double p, double df) { return bm::quantile(StudentT(df), p); }
double NoncentralTCdf(double t, double df, double noncentrality) { return bm::cdf(NoncentralT(df, noncentrality), t); }

double FUpperTail(double f, double df1, double df2) { return bm::cdf(bm::complement(F(df1, df2), f)); }
double ChiSquareUpperTail(double x, double df) { return bm::cdf(bm::complement(ChiSquare(df), x)); }
double ChiSquareQuantile(double p, double df) { return bm::quantile(ChiSquare(df), p); }

double BinomialCdf(int64_t k, int64_t n, double p) {
  if (k < 0) return 0;
  return bm::cdf(Binomial(static_cast<double>(n), p), static_cast<double>(k));
}
double BinomialPmf(int64_t k, int64_t n, double p) {
  return bm::pdf(Binomial(static_cast<double>(n), p), static_cast<double>(k));
}

double BetaQuantile(double p, double a, double b) { return bm::quantile(Beta(a, b), p); }

}  // namespace moebench::stats
