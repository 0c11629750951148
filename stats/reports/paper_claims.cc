#include "stats/reports/paper_claims.h"

#include <algorithm>
#include <cmath>
#include <set>
#include <tuple>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "base/atomic_file.h"
#include "base/status_macros.h"
#include "stats/input/cell_table.h"
#include "stats/input/csv_table.h"

namespace moebench::stats {
namespace {

enum Column { kA, kB, kMargin, kEquivalent, kDifferent, kUnit, kSource, kNumColumns };
constexpr const char* kColumnNames[kNumColumns] = {"a", "b", "margin", "equivalent", "different", "unit", "source"};

absl::StatusOr<std::optional<bool>> YesOrNo(const CellTable& table, const CellRow& row, int column, bool may_be_empty) {
  const std::string& text = row.cells[column].text;
  if (text == "yes") return true;
  if (text == "no") return false;
  if (text.empty() && may_be_empty) return std::optional<bool>();
  return CellError(table, row, column, may_be_empty ? "is neither yes, no nor empty" : "is neither yes nor no");
}

absl::StatusOr<PaperClaim> ClaimOf(const CellTable& table, const CellRow& row, const int (&place)[kNumColumns]) {
  const auto text = [&](Column column) { return row.cells[place[column]].text; };
  PaperClaim claim;
  claim.a = text(kA);
  claim.b = text(kB);
  if (claim.a.empty()) return CellError(table, row, place[kA], "names no variant");
  if (claim.b.empty() || claim.b == claim.a) return CellError(table, row, place[kB], "names no other variant");
  if (!absl::SimpleAtod(text(kMargin), &claim.margin) || !std::isfinite(claim.margin) || claim.margin <= 0) {
    return CellError(table, row, place[kMargin], "is no margin: a number above 0");
  }
  MOE_ASSIGN_OR_RETURN(const std::optional<bool> equivalent, YesOrNo(table, row, place[kEquivalent], false));
  claim.equivalent = *equivalent;
  MOE_ASSIGN_OR_RETURN(claim.different, YesOrNo(table, row, place[kDifferent], true));
  claim.unit = text(kUnit);
  claim.source = text(kSource);
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

absl::StatusOr<std::vector<PaperClaim>> Parse(absl::string_view csv, const std::string& source) {
  MOE_ASSIGN_OR_RETURN(const CellTable table, ParseCsvTable(csv, source));
  int place[kNumColumns];
  MOE_RETURN_IF_ERROR(FindColumns(table, place));
  std::vector<PaperClaim> claims;
  std::set<std::tuple<std::string, std::string, double>> seen;
  for (const CellRow& row : table.rows) {
    MOE_ASSIGN_OR_RETURN(PaperClaim claim, ClaimOf(table, row, place));
    const auto [low, high] = std::minmax(claim.a, claim.b);
    if (!seen.emplace(low, high, claim.margin).second) {
      return LineError(table.source, row.line, absl::StrCat(claim.a, " and ", claim.b, " stand here a second time"));
    }
    claims.push_back(std::move(claim));
  }
  return claims;
}

}  // namespace

absl::StatusOr<std::vector<PaperClaim>> ParsePaperClaims(absl::string_view csv) { return Parse(csv, "claims"); }

absl::StatusOr<std::vector<PaperClaim>> ReadPaperClaims(const std::string& path) {
  MOE_ASSIGN_OR_RETURN(const std::string bytes, ReadFile(path, /*max_bytes=*/size_t{16} << 20));
  return Parse(bytes, path);
}

}  // namespace moebench::stats
