#include "stats/equivalence/methods_at_margin.h"

#include <memory>
#include <utility>

#include "base/status_macros.h"
#include "stats/equivalence/bootstrap_tost.h"
#include "stats/equivalence/tost.h"

namespace moebench::stats {
namespace {

Comparison Labelled(Comparison comparison, const ComparisonLabel& label) {
  comparison.a = label.a;
  comparison.b = label.b;
  comparison.metric = label.metric;
  if (!label.method.empty()) comparison.method = label.method;
  comparison.unit = label.unit;
  comparison.n_a = label.n_a;
  comparison.n_b = label.n_b;
  comparison.reliable = label.reliable;
  comparison.caution = label.caution;
  return comparison;
}

absl::StatusOr<Comparison> Run(TTest test, const std::vector<double>& a, const std::vector<double>& b,
                               const TostOptions& options) {
  switch (test) {
    case TTest::kPaired:
      return PairedTost(a, b, options);
    case TTest::kWelch:
      return WelchTost(a, b, options);
    case TTest::kPooled:
      return PooledTost(a, b, options);
  }
  return absl::InternalError("unknown t test");
}

}  // namespace

MarginTest TTestAt(TTest test, std::vector<double> a, std::vector<double> b, double alpha, ComparisonLabel label) {
  label.n_a = static_cast<int>(a.size());
  label.n_b = static_cast<int>(b.size());
  return [test, a = std::move(a), b = std::move(b), alpha,
          label = std::move(label)](const Margin& margin) -> absl::StatusOr<Comparison> {
    TostOptions options;
    options.margin = margin;
    options.alpha = alpha;
    MOE_ASSIGN_OR_RETURN(Comparison comparison, Run(test, a, b, options));
    return Labelled(std::move(comparison), label);
  };
}

MarginTest ReplicatesAt(BootstrapReplicates difference, IntervalKind kind, double alpha, ComparisonLabel label) {
  // Shared: a std::function is copied.
  auto replicates = std::make_shared<const BootstrapReplicates>(std::move(difference));
  return [replicates = std::move(replicates), kind, alpha,
          label = std::move(label)](const Margin& margin) -> absl::StatusOr<Comparison> {
    MOE_ASSIGN_OR_RETURN(Comparison comparison, CompareReplicates(*replicates, kind, margin, alpha));
    return Labelled(std::move(comparison), label);
  };
}

}  // namespace moebench::stats
