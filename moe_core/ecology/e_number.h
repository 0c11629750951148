// The control parameter of ECOLOGY (section 3.2, equation 2), a dimensionless ratio of exploration to exploitation:
//
//   E = T_r H / (O + B)
//
// with T_r the routing temperature at the *start* of training and H, O, B the weights of the entropy, oracle and
// balance losses. The paper's claim under test: no expert is DEAD at the end where E >= 0.5 (ecology.critical_e).
//
//   MOE_ASSIGN_OR_RETURN(const double e, ENumber(experiment.router(), experiment.loss()));  // 3 * 0.1 / 0.55 = 0.545
//
// The same ratio may be set beside the task's complexity, E_C = E / f(C) for C classes: f is 1 ("constant"),
// log C / log 10 ("log") or sqrt(C / 10) ("sqrt"), each 1 at ten classes.
#ifndef MOEBENCH_MOE_CORE_ECOLOGY_E_NUMBER_H_
#define MOEBENCH_MOE_CORE_ECOLOGY_E_NUMBER_H_

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "moe_core/experiments/experiment_parts.pb.h"

namespace moebench {

// InvalidArgument where O + B = 0: E is then undefined, not infinite.
absl::StatusOr<double> ENumber(const RouterConfig& router, const EcologyLossConfig& loss);

// E_C. InvalidArgument for an unknown form, and where f(C) is not positive ("log" with fewer than two classes).
absl::StatusOr<double> ComplexityAdjustedE(double e_number, absl::string_view complexity_form, int num_classes);

}  // namespace moebench

#endif  // MOEBENCH_MOE_CORE_ECOLOGY_E_NUMBER_H_
