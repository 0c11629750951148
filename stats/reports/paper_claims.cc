#include "stats/reports/paper_claims.h"

#include <algorithm>
#include <cmath>
#include <set>
#include <tuple>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "base/atomic_file.h"
#include "base/status_macros.h"
#include "stats/input/cell_table.h"
#include "stats/input/csv_table.h"

namespace moebench::stats {
namespace {

enum Column { kA, kB, kMargin, kEquivalent, kDifferent, kUnit, kSource, kNumColumns };
constexpr const char* kColumnNames[kNumColumns] = {"a", "b", "margin", "equivalent", "different", "unit", "source"};

struct Row {
  const CellTable& table;
  const CellRow& cells;
  const int (&place)[kNumColumns];

  const std::string& text(Column column) const { return cells.cells[place[column]].text; }
  absl::Status Error(Column column, absl::string_view problem) const {
    return CellError(table, cells, place[column], problem);
  }
};

absl::StatusOr<std::optional<bool>> YesOrNo(const Row& row, Column column) {
  const std::string& text = row.text(column);
  if (text == "yes") return true;
  if (text == "no") return false;
  if (text.empty()) return std::optional<bool>();
  return row.Error(column, "is neither yes, no nor empty");
}

absl::StatusOr<std::optional<PairCount>> CountOf(const Row& row, Column column) {
  const std::string& text = row.text(column);
  if (text.empty()) return std::optional<PairCount>();
  const std::vector<std::string> parts = absl::StrSplit(text, " of ");
  PairCount count;
  const bool read =
      parts.size() == 2 && absl::SimpleAtoi(parts[0], &count.pairs) && absl::SimpleAtoi(parts[1], &count.of);
  if (read && count.pairs >= 0 && count.of >= 1 && count.pairs <= count.of) return count;
  return row.Error(column, "is no number of pairs, such as 5 of 10 where a and b are empty");
}

absl::StatusOr<double> MarginOf(const Row& row) {
  double margin = 0;
  if (absl::SimpleAtod(row.text(kMargin), &margin) && std::isfinite(margin) && margin > 0) return margin;
  return row.Error(kMargin, "is no margin: a number above 0");
}

absl::Status CheckSaysSomething(const Row& row, bool says) {
  return says ? absl::OkStatus() : row.Error(kEquivalent, "says nothing, and neither does the column different");
}

absl::StatusOr<PaperClaim> ClaimOf(const Row& row) {
  PaperClaim claim;
  claim.a = row.text(kA);
  claim.b = row.text(kB);
  if (claim.a.empty()) return row.Error(kA, "names no variant");
  if (claim.b.empty() || claim.b == claim.a) return row.Error(kB, "names no other variant");
  MOE_ASSIGN_OR_RETURN(claim.margin, MarginOf(row));
  MOE_ASSIGN_OR_RETURN(claim.equivalent, YesOrNo(row, kEquivalent));
  MOE_ASSIGN_OR_RETURN(claim.different, YesOrNo(row, kDifferent));
  MOE_RETURN_IF_ERROR(CheckSaysSomething(row, claim.equivalent || claim.different));
  claim.unit = row.text(kUnit);
  claim.source = row.text(kSource);
  return claim;
}

absl::StatusOr<CountClaim> CountClaimOf(const Row& row) {
  CountClaim claim;
  MOE_ASSIGN_OR_RETURN(claim.margin, MarginOf(row));
  MOE_ASSIGN_OR_RETURN(claim.equivalent, CountOf(row, kEquivalent));
  MOE_ASSIGN_OR_RETURN(claim.different, CountOf(row, kDifferent));
  MOE_RETURN_IF_ERROR(CheckSaysSomething(row, claim.equivalent || claim.different));
  claim.unit = row.text(kUnit);
  claim.source = row.text(kSource);
  return claim;
}

absl::Status FindColumns(const CellTable& table, int (&place)[kNumColumns]) {
  for (int column = 0; column < kNumColumns; ++column) {
    place[column] = table.Find(kColumnNames[column]);
    if (place[column] < 0) return LineError(table.source, 1, absl::StrCat("no column ", kColumnNames[column]));
  }
  if (table.columns.size() == kNumColumns) return absl::OkStatus();
  return LineError(table.source, 1, "columns beside a, b, margin, equivalent, different, unit, source");
}

absl::StatusOr<PaperClaims> Parse(absl::string_view csv, const std::string& source) {
  MOE_ASSIGN_OR_RETURN(const CellTable table, ParseCsvTable(csv, source));
  int place[kNumColumns];
  MOE_RETURN_IF_ERROR(FindColumns(table, place));
  PaperClaims claims;
  std::set<std::tuple<std::string, std::string, double>> seen;
  for (const CellRow& cells : table.rows) {
    const Row row = {table, cells, place};
    const std::string &a = row.text(kA), &b = row.text(kB);
    MOE_ASSIGN_OR_RETURN(const double margin, MarginOf(row));
    const auto [low, high] = std::minmax(a, b);
    if (!seen.emplace(low, high, margin).second) {
      const std::string what = a.empty() ? "counts of the margin" : absl::StrCat(a, " and ", b);
      return LineError(table.source, cells.line, absl::StrCat(what, " stand here a second time"));
    }
    if (a.empty() && b.empty()) {
      MOE_ASSIGN_OR_RETURN(claims.counts.emplace_back(), CountClaimOf(row));
    } else {
      MOE_ASSIGN_OR_RETURN(claims.pairs.emplace_back(), ClaimOf(row));
    }
  }
  return claims;
}

}  // namespace

absl::StatusOr<PaperClaims> ParsePaperClaims(absl::string_view csv) { return Parse(csv, "claims"); }

absl::StatusOr<PaperClaims> ReadPaperClaims(const std::string& path) {
  MOE_ASSIGN_OR_RETURN(const std::string bytes, ReadFile(path, /*max_bytes=*/size_t{16} << 20));
  return Parse(bytes, path);
}

}  // namespace moebench::stats
