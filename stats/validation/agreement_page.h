#ifndef MOEBENCH_STATS_VALIDATION_AGREEMENT_PAGE_H_
#define MOEBENCH_STATS_VALIDATION_AGREEMENT_PAGE_H_

// The page that shows the agreement with other packages: what made it, a table an area, and where the reference values
// come from. It has no number that was not computed for it.

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "stats/validation/agreement_table.h"

namespace moebench::stats {

// A set of reference values.
struct ReferenceSource {
  std::string file, command;
  std::vector<std::string> packages;  // with their versions; none for plain loops
};

// Of every file in ReferenceFiles(). Errors: those of ReadReference; DataLoss for a file that does not name its
// command.
absl::StatusOr<std::vector<ReferenceSource>> ReferenceSources();

// Markdown; `command` makes the page again.
std::string AgreementPage(const std::vector<AgreementSection>& sections, const std::vector<ReferenceSource>& sources,
                          const std::string& command);

}  // namespace moebench::stats

#endif  // MOEBENCH_STATS_VALIDATION_AGREEMENT_PAGE_H_
