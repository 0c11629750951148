#include "moe_core/ecology/e_number.h"

#include <cmath>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "base/status_macros.h"

namespace moebench {
namespace {

absl::StatusOr<double> Complexity(absl::string_view form, int num_classes) {
  if (form == "constant") return 1.0;
  if (form == "log") return std::log(num_classes) / std::log(10.0);
  if (form == "sqrt") return std::sqrt(num_classes / 10.0);
  return absl::InvalidArgumentError(
      absl::StrCat("ecology.complexity_form is \"", form, "\"; it is one of constant, log, sqrt"));
}

}  // namespace

absl::StatusOr<double> ENumber(const RouterConfig& router, const EcologyLossConfig& loss) {
  const double exploitation = loss.oracle_weight() + loss.balance_weight();
  if (!(exploitation > 0)) {
    return absl::InvalidArgumentError(
        absl::StrCat("E undefined: O + B = ", exploitation,
                     " in E = T_r H / (O + B); give loss.oracle_weight or loss.balance_weight a positive value, or set "
                     "ecology.report_e to false"));
  }
  return router.temperature() * loss.entropy_weight() / exploitation;
}

absl::StatusOr<double> ComplexityAdjustedE(double e_number, absl::string_view complexity_form, int num_classes) {
  MOE_ASSIGN_OR_RETURN(const double complexity, Complexity(complexity_form, num_classes));
  if (!(complexity > 0)) {
    return absl::InvalidArgumentError(absl::StrCat("E_C undefined: f(C) = ", complexity, " for ", num_classes,
                                                   " classes in the form \"", complexity_form,
                                                   "\"; set ecology.complexity_form to constant"));
  }
  return e_number / complexity;
}

}  // namespace moebench
