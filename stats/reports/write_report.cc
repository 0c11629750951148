#include "stats/reports/write_report.h"

#include <filesystem>
#include <system_error>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "base/atomic_file.h"
#include "base/status_macros.h"
#include "stats/reports/report_html.h"
#include "stats/reports/report_json.h"
#include "stats/reports/report_markdown.h"

namespace moebench::stats {

absl::Status WriteReport(const ReportModel& report, const std::string& folder) {
  MOE_ASSIGN_OR_RETURN(const std::string html, ReportHtml(report));
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error) return absl::UnavailableError(absl::StrCat("cannot make the folder ", folder, ": ", error.message()));
  MOE_RETURN_IF_ERROR(WriteFileAtomically(absl::StrCat(folder, "/report.json"), ReportJson(report)));
  MOE_RETURN_IF_ERROR(WriteFileAtomically(absl::StrCat(folder, "/report.md"), ReportMarkdown(report)));
  return WriteFileAtomically(absl::StrCat(folder, "/report.html"), html);
}

}  // namespace moebench::stats
