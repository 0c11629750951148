#ifndef MOEBENCH_STATS_REPORTS_REPORT_CONTEXT_H_
#define MOEBENCH_STATS_REPORTS_REPORT_CONTEXT_H_

// What a report says beside the study and its runs.

#include <string>
#include <vector>

#include "stats/records/run_record.pb.h"
#include "stats/reports/paper_claims.h"

namespace moebench::stats {

struct ReportContext {
  std::string title;                 // "" for "Equivalence report"
  std::string banner;                // said at the top, e.g. "Demonstration: the records are made up."
  std::string command;               // that makes this report again
  std::string preregistration_name;  // the file as it was named; "" for none
  std::string preregistration_text;  // shown, and hashed (SHA-256)
  Provenance analysis;               // of the machine and code that made the report; what is empty is not shown
  PaperClaims claims;                // what a paper concluded about these variants
  std::vector<std::string> notes;    // said with the provenance
};

}  // namespace moebench::stats

#endif  // MOEBENCH_STATS_REPORTS_REPORT_CONTEXT_H_
