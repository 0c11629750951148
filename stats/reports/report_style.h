#ifndef MOEBENCH_STATS_REPORTS_REPORT_STYLE_H_
#define MOEBENCH_STATS_REPORTS_REPORT_STYLE_H_

// The style sheet of report.html: light, dark and print; narrow screens; a palette that colour-blind readers tell apart
// (Okabe and Ito 2008, "Color Universal Design": blue 0072B2, bluish green 009E73, vermilion D55E00, orange E69F00, sky
// blue 56B4E9, reddish purple CC79A7; grey and black or white beside them; lighter or darker where the ground asks for
// it). Colour never stands alone: every decision has its symbol, every curve its dashes and marks.

namespace moebench::stats {

const char* ReportStyle();

}  // namespace moebench::stats

#endif  // MOEBENCH_STATS_REPORTS_REPORT_STYLE_H_
