#ifndef MOEBENCH_STATS_REPORTS_TEXT_ESCAPE_H_
#define MOEBENCH_STATS_REPORTS_TEXT_ESCAPE_H_

// Texts from files made safe for the place they are put: a run named <script> stays text.

#include <string>

#include "absl/strings/string_view.h"

namespace moebench::stats {

// Bytes that are no UTF-8, and characters that neither HTML nor a terminal may hold (controls other than tab and line
// feed), become U+FFFD; so do the marks that turn the direction of text around them (U+202A to U+202E, U+2066 to
// U+2069), with which a name could show other numbers than it has.
std::string PlainUtf8(absl::string_view text);

// For HTML text and attribute values in double quotes: PlainUtf8 with & < > " ' as character references.
std::string EscapeHtml(absl::string_view text);

// For a line of Markdown or a cell of its tables: PlainUtf8 with what Markdown or HTML would read as markup escaped,
// and line ends as blanks.
std::string EscapeMarkdown(absl::string_view text);

}  // namespace moebench::stats

#endif  // MOEBENCH_STATS_REPORTS_TEXT_ESCAPE_H_
