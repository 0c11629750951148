#include "stats/validation/agreement_sections.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "base/atomic_file.h"
#include "base/runfiles.h"
#include "base/status_macros.h"

namespace moebench::stats {

absl::StatusOr<std::vector<AgreementSection>> AllAgreement() {
  std::vector<AgreementSection> sections;
  for (const auto area :
       {SummaryAgreement, ImprovementAgreement, BootstrapAgreement, BlockAgreement, TostAgreement,
        BootstrapTostAgreement, OutcomeAgreement, PowerAgreement, StudyAgreement, MonteCarloAgreement}) {
    MOE_ASSIGN_OR_RETURN(AgreementSection section, area());
    sections.push_back(std::move(section));
  }
  return sections;
}

const std::vector<std::string>& ReferenceFiles() {
  static const auto& files = *new std::vector<std::string>{
      "stats/estimators/testdata/summary_reference.json",
      "stats/estimators/testdata/distributions_reference.json",
      "stats/estimators/testdata/variance_components_reference.json",
      "stats/estimators/testdata/improvement_reference.json",
      "stats/estimators/testdata/exact_bootstrap_reference.json",
      "stats/estimators/testdata/same_draws_reference.json",
      "stats/estimators/testdata/bootstrap_reference.json",
      "stats/estimators/testdata/same_draws_blocks_reference.json",
      "stats/estimators/testdata/block_length_arch.json",
      "stats/estimators/testdata/crossed_bootstrap_reference.json",
      "stats/estimators/testdata/block_bootstrap_reference.json",
      "stats/equivalence/testdata/tost_reference.json",
      "stats/equivalence/testdata/bootstrap_tost_reference.json",
      "stats/equivalence/testdata/linearized_reference.json",
      "stats/equivalence/testdata/outcomes_reference.json",
      "stats/equivalence/testdata/multiplicity_reference.json",
      "stats/equivalence/testdata/power_reference.json",
      "stats/equivalence/testdata/study_reference.json",
  };
  return files;
}

absl::StatusOr<nlohmann::json> ReadReference(const std::string& file) {
  MOE_ASSIGN_OR_RETURN(const std::string path, Runfile(file));
  MOE_ASSIGN_OR_RETURN(const std::string text, ReadFile(path));
  nlohmann::json values = nlohmann::json::parse(text, nullptr, /*allow_exceptions=*/false);
  if (values.is_discarded()) return absl::DataLossError(absl::StrCat(path, " is no JSON"));
  return values;
}

}  // namespace moebench::stats
