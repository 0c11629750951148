#include "stats/commands/study_command.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "base/status_macros.h"
#include "stats/commands/study_request.h"
#include "stats/commands/study_summary.h"
#include "stats/reports/study_json.h"

namespace moebench::stats {
namespace {

absl::StatusOr<CommandResult> Answer(const std::string& kind, const CommandFlags& flags, const StudyRequest& request) {
  MOE_ASSIGN_OR_RETURN(const Study study, AnalyzeRequest(request));
  CommandResult result;
  result.exit_code = study.exit_code;
  SummaryOptions summary;
  summary.sensitivity = kind == "pair";
  result.json = JsonHead(kind, flags, study.exit_code);
  result.json["preregistration"] = nullptr;
  if (request.preregistration.has_value()) {
    const PreregistrationFile& file = *request.preregistration;
    summary.preregistration = absl::StrCat(file.name, ", SHA-256 ", file.sha256);
    result.json["preregistration"] = {{"name", file.name}, {"sha256", file.sha256}};
  }
  result.json["study"] = StudyValue(study);
  result.text = StudySummary(study, summary);
  return result;
}

}  // namespace

absl::StatusOr<CommandResult> RunPair(const CommandFlags& flags) {
  MOE_ASSIGN_OR_RETURN(const StudyRequest request, ReadPairRequest(flags));
  return Answer("pair", flags, request);
}

absl::StatusOr<CommandResult> RunMatrix(const CommandFlags& flags) {
  MOE_ASSIGN_OR_RETURN(const StudyRequest request, ReadMatrixRequest(flags));
  return Answer("matrix", flags, request);
}

}  // namespace moebench::stats
