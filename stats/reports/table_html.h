#ifndef MOEBENCH_STATS_REPORTS_TABLE_HTML_H_
#define MOEBENCH_STATS_REPORTS_TABLE_HTML_H_

// Tables and matrices as HTML. The browser lays out their labels, so that names of any length and any number of
// variants do not overlap; what is wider than the screen scrolls by itself.

#include <string>

#include "stats/reports/report_model.h"

namespace moebench::stats {

std::string TableHtml(const Table& table);
std::string MatrixHtml(const MatrixChart& matrix);

// `<td class="..." title="...">text</td>`.
std::string CellHtml(const TableCell& cell, bool numeric);

// `<figcaption>` and the note below, or "" for an empty text.
std::string CaptionHtml(const std::string& caption);
std::string NoteHtml(const std::string& note);

}  // namespace moebench::stats

#endif  // MOEBENCH_STATS_REPORTS_TABLE_HTML_H_
