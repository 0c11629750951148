#include "stats/equivalence/mcnemar.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <limits>

#include "absl/strings/str_cat.h"
#include "base/status_macros.h"
#include "stats/estimators/distributions.h"
#include "stats/estimators/sample_check.h"

namespace moebench::stats {
namespace {

constexpr int64_t kFewDiscordant = 25;               // below, the chi-square approximation is poor
constexpr int64_t kMostExamples = int64_t{1} << 52;  // counts are exact as doubles, sums do not overflow

absl::Status CheckOutcomes(absl::string_view name, absl::Span<const double> outcomes) {
  for (size_t i = 0; i < outcomes.size(); ++i) {
    if (outcomes[i] == 0 || outcomes[i] == 1) continue;
    return absl::InvalidArgumentError(absl::StrCat(name, "[", i, "] is ", outcomes[i], "; expected 0 or 1"));
  }
  return absl::OkStatus();
}

absl::Status CheckTable(const PairedTable& table) {
  int64_t examples = 0;
  for (const int64_t count : {table.both, table.only_a, table.only_b, table.neither}) {
    if (count < 0 || count > kMostExamples) {
      return absl::InvalidArgumentError(absl::StrCat("a count is ", count, "; expected 0 to 2^52 examples"));
    }
    examples += count;
  }
  if (examples >= 2) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrCat("the table has ", examples, " examples; at least 2 are needed"));
}

Interval OddsInterval(int64_t only_a, int64_t only_b, double confidence) {
  const double b = static_cast<double>(only_a), c = static_cast<double>(only_b), tail = (1 - confidence) / 2;
  const auto odds = [](double q) { return q / (1 - q); };
  return {only_a == 0 ? 0 : odds(BetaQuantile(tail, b, c + 1)),
          only_b == 0 ? std::numeric_limits<double>::infinity() : odds(BetaQuantile(1 - tail, b + 1, c)), confidence};
}

}  // namespace

absl::StatusOr<PairedTable> TabulatePairs(absl::Span<const double> a, absl::Span<const double> b) {
  MOE_RETURN_IF_ERROR(CheckPaired(a, b));
  MOE_RETURN_IF_ERROR(CheckOutcomes("a", a));
  MOE_RETURN_IF_ERROR(CheckOutcomes("b", b));
  PairedTable table;
  for (size_t i = 0; i < a.size(); ++i) {
    if (a[i] == 1) {
      ++(b[i] == 1 ? table.both : table.only_a);
    } else {
      ++(b[i] == 1 ? table.only_b : table.neither);
    }
  }
  return table;
}

absl::StatusOr<PairedTable> PairedTableFromRows(const std::vector<std::vector<int64_t>>& rows) {
  if (rows.size() != 2 || rows[0].size() != 2 || rows[1].size() != 2) {
    return absl::InvalidArgumentError(
        absl::StrCat("the table has ", rows.size(), " rows of ", rows.empty() ? 0 : rows[0].size(),
                     " counts; expected 2 x 2: a right and a wrong by b right and b wrong"));
  }
  const PairedTable table = {rows[0][0], rows[0][1], rows[1][0], rows[1][1]};
  MOE_RETURN_IF_ERROR(CheckTable(table));
  return table;
}

absl::StatusOr<McNemarResult> McNemar(const PairedTable& table, double confidence) {
  MOE_RETURN_IF_ERROR(CheckTable(table));
  MOE_RETURN_IF_ERROR(CheckConfidence(confidence));
  const int64_t b = table.only_a, c = table.only_b, m = b + c, fewer = std::min(b, c);
  McNemarResult result;
  result.table = table;
  result.examples = table.both + m + table.neither;
  result.discordant = m;
  result.difference = static_cast<double>(b - c) / static_cast<double>(result.examples);
  if (m == 0) {
    result.degenerate = true;
    result.note = "degenerate: both are right and wrong on the same examples, so there is nothing to test";
    return result;
  }
  const double at_fewer = BinomialPmf(fewer, m, 0.5);
  result.p_exact = std::min(1.0, 2 * BinomialCdf(fewer, m, 0.5));
  result.p_mid = b == c ? 1 - at_fewer / 2 : std::max(0.0, result.p_exact - at_fewer);
  const double gap = static_cast<double>(std::abs(b - c)), corrected = std::max(0.0, gap - 1);
  result.chi_square = gap * gap / static_cast<double>(m);
  result.p_chi_square = ChiSquareUpperTail(result.chi_square, 1);
  result.chi_square_corrected = corrected * corrected / static_cast<double>(m);
  result.p_corrected = ChiSquareUpperTail(result.chi_square_corrected, 1);
  result.odds_ratio =
      c == 0 ? std::numeric_limits<double>::infinity() : static_cast<double>(b) / static_cast<double>(c);
  result.odds_interval = OddsInterval(b, c, confidence);
  if (m < kFewDiscordant) {
    result.note = absl::StrCat("only ", m, " discordant examples: use the exact or the mid-p value, not chi-square");
  }
  return result;
}

}  // namespace moebench::stats
