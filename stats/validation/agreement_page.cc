#include "stats/validation/agreement_page.h"

#include <algorithm>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "base/status_macros.h"
#include "stats/validation/agreement_sections.h"

namespace moebench::stats {
namespace {

struct Totals {
  int rows = 0, numbers = 0, disagreeing = 0;
};

Totals TotalsOf(const std::vector<AgreementSection>& sections) {
  Totals totals;
  for (const AgreementSection& section : sections) {
    for (const AgreementRow& row : section.rows()) {
      ++totals.rows;
      totals.numbers += row.numbers;
      totals.disagreeing += !row.Agrees();
    }
  }
  return totals;
}

std::string Conclusion(const Totals& totals) {
  return absl::StrCat(totals.numbers, " numbers in ", totals.rows,
                      " rows, one a function and package; rows beyond their ",
                      "limit: ", totals.disagreeing == 0 ? "none." : absl::StrCat("**", totals.disagreeing, "**."));
}

}  // namespace

absl::StatusOr<std::vector<ReferenceSource>> ReferenceSources() {
  std::vector<ReferenceSource> sources;
  for (const std::string& file : ReferenceFiles()) {
    MOE_ASSIGN_OR_RETURN(const nlohmann::json values, ReadReference(file));
    if (!values.contains("_command")) return absl::DataLossError(absl::StrCat(file, " does not name its command"));
    ReferenceSource source = {file, values["_command"], {}};
    if (values.contains("_versions")) source.packages = absl::StrSplit(values["_versions"].get<std::string>(), ", ");
    sources.push_back(std::move(source));
  }
  return sources;
}

std::string AgreementPage(const std::vector<AgreementSection>& sections, const std::vector<ReferenceSource>& sources,
                          const std::string& command) {
  std::set<std::string> packages;
  for (const ReferenceSource& source : sources) packages.insert(source.packages.begin(), source.packages.end());
  std::string page = absl::StrCat(
      "# Do the numbers agree with other packages?\n\n", Conclusion(TotalsOf(sections)), "\n\n```\n", command,
      "\n```\n\nCompared with ", absl::StrJoin(packages, ", "),
      ", and with plain loops where no package has the method. TOSTER and PowerTOST are not in Debian; where they are "
      "named, base R computes the same.\n\nEach row is a function and a package: the largest differences, absolute and "
      "relative (to the larger of the two numbers), over all numbers of all cases, and the limit, which is for the one "
      "or "
      "for the other. Relative differences of numbers near 0 are large where rounding is all there is; such rows are "
      "judged by absolute ones.\n");
  for (const AgreementSection& section : sections) absl::StrAppend(&page, "\n", section.Markdown());
  absl::StrAppend(&page, "\n## Where the values come from\n\n| values | made by | packages |\n|---|---|---|\n");
  for (const ReferenceSource& source : sources) {
    absl::StrAppend(&page, "| `", source.file, "` | `", source.command, "` | ",
                    source.packages.empty() ? "none: plain loops" : absl::StrJoin(source.packages, ", "), " |\n");
  }
  return page;
}

}  // namespace moebench::stats
