#ifndef MOEBENCH_STATS_VALIDATION_AGREEMENT_SECTIONS_H_
#define MOEBENCH_STATS_VALIDATION_AGREEMENT_SECTIONS_H_

// The library against every set of reference values in testdata/, which other packages, or plain loops where no package
// has it, left there: each function reads the sets of one area, computes the same again and tells the differences.
// Resampling methods are compared draw by draw: the other package was given the draws that the library makes. Only
// MonteCarloAgreement, where it drew its own, has an error to be counted in.
//
// Errors: those of Runfile and ReadFile, DataLoss for a file that is no JSON, and those of the library itself.

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "nlohmann/json.hpp"
#include "stats/validation/agreement_table.h"

namespace moebench::stats {

absl::StatusOr<AgreementSection> SummaryAgreement();        // summary.h, distributions.h, variance_components.h
absl::StatusOr<AgreementSection> ImprovementAgreement();    // improvement.h, exact_bootstrap.h
absl::StatusOr<AgreementSection> BootstrapAgreement();      // bootstrap.h, bootstrap_interval.h
absl::StatusOr<AgreementSection> BlockAgreement();          // block_bootstrap.h, block_length.h, crossed_bootstrap.h
absl::StatusOr<AgreementSection> TostAgreement();           // tost.h
absl::StatusOr<AgreementSection> BootstrapTostAgreement();  // bootstrap_tost.h, linearized_units.h
absl::StatusOr<AgreementSection> OutcomeAgreement();        // mcnemar.h, cochran_q.h, multiplicity.h
absl::StatusOr<AgreementSection> PowerAgreement();          // power.h
absl::StatusOr<AgreementSection> StudyAgreement();          // study.h
absl::StatusOr<AgreementSection> MonteCarloAgreement();     // what was drawn by others, in standard errors

// All of them, in this order.
absl::StatusOr<std::vector<AgreementSection>> AllAgreement();

// The files that they read, as paths from the repository's root.
const std::vector<std::string>& ReferenceFiles();
absl::StatusOr<nlohmann::json> ReadReference(const std::string& file);

}  // namespace moebench::stats

#endif  // MOEBENCH_STATS_VALIDATION_AGREEMENT_SECTIONS_H_
