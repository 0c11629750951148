// Computes every reference value of other packages again and writes how far the library's are from them:
//
//   ./bazelw run //stats/validation:agreement -- --output=docs/results/agreement.md
//
// Exits with 65 where a row is beyond its limit; the page is written all the same.

#include <string>
#include <vector>

#include "absl/flags/flag.h"
#include "absl/flags/usage.h"
#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "base/atomic_file.h"
#include "base/command_line.h"
#include "base/status_macros.h"
#include "stats/validation/agreement_page.h"
#include "stats/validation/agreement_sections.h"

ABSL_FLAG(std::string, output, "", "file for the page");

namespace moebench::stats {
namespace {

absl::Status Run(const std::string& output) {
  if (output.empty()) return absl::InvalidArgumentError("--output is missing: a file for the page");
  MOE_ASSIGN_OR_RETURN(const std::vector<AgreementSection> sections, AllAgreement());
  MOE_ASSIGN_OR_RETURN(const std::vector<ReferenceSource> sources, ReferenceSources());
  const char* command = "./bazelw run //stats/validation:agreement -- --output=docs/results/agreement.md";
  MOE_RETURN_IF_ERROR(WriteFileAtomically(CallerPath(output), AgreementPage(sections, sources, command)));
  for (const AgreementSection& section : sections) {
    for (const AgreementRow& row : section.rows()) {
      if (row.Agrees()) continue;
      return absl::DataLossError(absl::StrCat(row.key.function, " differs from ", row.key.package,
                                              " beyond its limit; see ", CallerPath(output)));
    }
  }
  return absl::OkStatus();
}

}  // namespace
}  // namespace moebench::stats

int main(int argc, char** argv) {
  absl::SetProgramUsageMessage("How far this library's statistics are from those of other packages.");
  absl::Status status = moebench::ParseProgramFlags(argc, argv, {}).status();
  if (status.ok()) status = moebench::stats::Run(absl::GetFlag(FLAGS_output));
  return moebench::ReportAndExitCode("agreement", status);
}
