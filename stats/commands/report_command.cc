#include "stats/commands/report_command.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "base/command_line.h"
#include "base/runfiles.h"
#include "base/status_macros.h"
#include "stats/commands/study_request.h"
#include "stats/commands/study_summary.h"
#include "stats/commands/text_columns.h"
#include "stats/records/provenance.h"
#include "stats/reports/build_report.h"
#include "stats/reports/paper_claims.h"
#include "stats/reports/report_context.h"
#include "stats/reports/report_json.h"
#include "stats/reports/write_report.h"

namespace moebench::stats {
namespace {

constexpr char kDemoFolder[] = "stats/commands/testdata/demo";
constexpr char kDemoBanner[] = "Demonstration: the runs behind this report are made up.";
constexpr char kDemoOutput[] = "equivalence_demo";

// The flags that a demonstration is made by.
absl::StatusOr<CommandFlags> DemoFlags(CommandFlags flags) {
  for (const char* name : {"runs", "preregistration", "claims"}) {
    if (flags.given.count(name) == 0) continue;
    return absl::InvalidArgumentError(absl::StrCat("--demo has runs of its own; leave --", name, " or --demo out"));
  }
  MOE_ASSIGN_OR_RETURN(const std::string folder, Runfile(kDemoFolder));
  flags.runs = {absl::StrCat(folder, "/runs/*/*")};
  flags.preregistration = absl::StrCat(folder, "/study.textproto");
  if (flags.output.empty()) flags.output = kDemoOutput;
  return flags;
}

// Files of the program are named as they are in the repository, wherever they lie on this machine.
void NameInRepository(StudyRequest* request) {
  const auto shorten = [](std::string* path) {
    const size_t at = path->rfind(kDemoFolder);
    if (at != std::string::npos) path->erase(0, at);
  };
  for (RunSample& run : request->runs) shorten(&run.source);
  if (request->preregistration.has_value()) shorten(&request->preregistration->name);
}

absl::StatusOr<ReportContext> ContextOf(const CommandFlags& flags, const StudyRequest& request) {
  ReportContext context;
  context.title = flags.title;
  context.banner = flags.demo ? kDemoBanner : "";
  context.command = flags.command_line;
  if (flags.stamp) {
    context.analysis = CollectProvenance();
  } else {
    context.notes = {"Made without commit, machine and time, so that the same command writes the same bytes."};
  }
  if (request.preregistration.has_value()) {
    const PreregistrationFile& file = *request.preregistration;
    if (context.title.empty()) context.title = file.declared.title();
    context.preregistration_name = file.name;
    context.preregistration_text = file.text;
  }
  if (!flags.claims.empty()) {
    absl::StatusOr<PaperClaims> claims = ReadPaperClaims(CallerPath(flags.claims));
    MOE_RETURN_IF_ERROR(AboutTheData(claims.status()));
    context.claims = *std::move(claims);
  }
  return context;
}

}  // namespace

absl::StatusOr<CommandResult> RunReport(const CommandFlags& given) {
  CommandFlags flags = given;
  if (flags.demo) {
    MOE_ASSIGN_OR_RETURN(flags, DemoFlags(given));
  }
  if (flags.output.empty()) return absl::InvalidArgumentError("no folder to write to; give --output=report");
  MOE_ASSIGN_OR_RETURN(StudyRequest request, ReadMatrixRequest(flags));
  if (flags.demo) NameInRepository(&request);
  MOE_ASSIGN_OR_RETURN(const Study study, AnalyzeRequest(request));
  MOE_ASSIGN_OR_RETURN(const ReportContext context, ContextOf(flags, request));
  const absl::StatusOr<ReportModel> report = BuildReport(study, request.runs, context);
  MOE_RETURN_IF_ERROR(AboutTheData(report.status()));
  const std::string folder = CallerPath(flags.output);
  MOE_RETURN_IF_ERROR(WriteReport(*report, folder));

  CommandResult result;
  result.exit_code = study.exit_code;
  result.text = absl::StrCat(Wrapped(study.headline, 0), Wrapped(study.scope, 0), "\n");
  for (const char* name : {"report.html", "report.md", "report.json"}) {
    absl::StrAppend(&result.text, folder, "/", name, "\n");
  }
  result.json = JsonHead("report", flags, study.exit_code);
  result.json["output"] = flags.output;
  result.json["report"] = nlohmann::ordered_json::parse(ReportJson(*report));
  return result;
}

}  // namespace moebench::stats
