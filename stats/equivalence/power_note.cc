#include "stats/equivalence/power_note.h"

#include "base/status_macros.h"
#include "stats/equivalence/power.h"

namespace moebench::stats {

absl::StatusOr<PowerNote> MakePowerNote(const PowerBasis& basis, double margin, double alpha) {
  PowerQuestion at_zero = basis.question;
  at_zero.margin = {-margin, margin};
  at_zero.true_difference = 0;
  at_zero.alpha = alpha;
  PowerQuestion at_half = at_zero;
  at_half.true_difference = margin / 2;
  PowerNote note;
  MOE_ASSIGN_OR_RETURN(note.power_at_zero, TostPower(at_zero, basis.n_a, basis.n_b));
  MOE_ASSIGN_OR_RETURN(note.power_at_half_margin, TostPower(at_half, basis.n_a, basis.n_b));
  MOE_ASSIGN_OR_RETURN(note.n_needed, UnitsNeeded(at_zero, kWantedPower));
  MOE_ASSIGN_OR_RETURN(note.n_needed_half, UnitsNeeded(at_half, kWantedPower));
  return note;
}

}  // namespace moebench::stats
