#include "stats/reports/build_report.h"

#include <utility>

#include "base/status_macros.h"
#include "stats/reports/conclusion_section.h"
#include "stats/reports/controls_section.h"
#include "stats/reports/curves_section.h"
#include "stats/reports/pair_sections.h"
#include "stats/reports/paper_conclusions.h"
#include "stats/reports/paper_section.h"
#include "stats/reports/provenance_section.h"
#include "stats/reports/routing_section.h"
#include "stats/reports/seeds_section.h"
#include "stats/reports/sensitivity_section.h"

namespace moebench::stats {

absl::StatusOr<ReportModel> BuildReport(const Study& study, absl::Span<const RunSample> runs,
                                        const ReportContext& context) {
  MOE_RETURN_IF_ERROR(CheckClaims(study, context.claims));
  ReportModel report;
  report.title = context.title.empty() ? "Equivalence report" : context.title;
  report.validated = IsValidated(study);
  const TableCell validation = ValidationCell(study);
  report.status = validation.text;
  report.status_tone = validation.tone;
  report.banner = context.banner;
  report.study = study;
  Section sections[] = {ConclusionSection(study),
                        PaperSection(study, runs, context.claims),
                        DifferencesSection(study),
                        MatrixSection(study),
                        SeedsSection(study),
                        ControlsSection(study),
                        SensitivitySection(study),
                        PowerSection(study),
                        CurvesSection(study, runs),
                        RoutingSection(study, runs),
                        ProvenanceSection(study, context),
                        RunsSection(runs),
                        NumbersSection(study),
                        WordsSection(study)};
  for (Section& section : sections) {
    if (!section.blocks.empty()) report.sections.push_back(std::move(section));
  }
  return report;
}

}  // namespace moebench::stats
