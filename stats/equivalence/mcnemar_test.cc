#include "stats/equivalence/mcnemar.h"

#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "base/atomic_file.h"
#include "base/runfiles.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "nlohmann/json.hpp"

namespace moebench::stats {
namespace {

using ::testing::HasSubstr;

TEST(McNemarTest, AgreesWithStatsmodelsMlxtendAndR) {
  const auto reference =
      nlohmann::json::parse(*ReadFile(*Runfile("stats/equivalence/testdata/outcomes_reference.json")));
  ASSERT_GE(reference["tables"].size(), 9u);
  for (const auto& expected : reference["tables"]) {
    const std::vector<int64_t> t = expected["table"];
    SCOPED_TRACE(expected["table"].dump());
    const McNemarResult result = *McNemar(*PairedTableFromRows({{t[0], t[1]}, {t[2], t[3]}}));
    const auto near = [](double ours, const nlohmann::json& theirs) {
      EXPECT_NEAR(ours, theirs.get<double>(), 1e-10 * theirs.get<double>());
    };
    const auto& r = expected["r"];
    near(result.chi_square, r["chi_square"]);
    near(result.p_chi_square, r["p_chi_square"]);
    near(result.chi_square_corrected, r["chi_square_corrected"]);
    near(result.p_corrected, r["p_corrected"]);
    near(result.p_exact, r["p_exact"]);
    near(result.p_mid, r["p_mid"]);
    near(result.odds_interval->lower, r["odds_lower"]);
    if (r["odds_upper"].is_null()) {
      EXPECT_TRUE(std::isinf(result.odds_interval->upper));
    } else {
      near(result.odds_interval->upper, r["odds_upper"]);
    }
    const auto& statsmodels = expected["statsmodels"];
    near(result.p_exact, statsmodels["p_exact"]);
    near(result.p_chi_square, statsmodels["p_chi_square"]);
    if (t[1] == t[2]) continue;  // there it corrects to (0 - 1)^2 / m: the mistake tested below
    near(result.chi_square_corrected, statsmodels["chi_square_corrected"]);
    near(result.p_corrected, statsmodels["p_corrected"]);
    near(result.p_corrected, expected["mlxtend"]["p_corrected"]);
    near(result.p_exact, expected["mlxtend"]["p_exact"]);
  }
}

TEST(McNemarTest, ByHand) {
  // b = 1, c = 3: P(X <= 1) = (1 + 4) / 16, P(X = 1) = 4 / 16.
  const McNemarResult result = *McNemar({5, 1, 3, 1});
  EXPECT_EQ(result.examples, 10);
  EXPECT_EQ(result.discordant, 4);
  EXPECT_DOUBLE_EQ(result.difference, -0.2);
  EXPECT_DOUBLE_EQ(result.p_exact, 10.0 / 16);
  EXPECT_DOUBLE_EQ(result.p_mid, 6.0 / 16);
  EXPECT_DOUBLE_EQ(result.chi_square, 1);
  EXPECT_DOUBLE_EQ(result.chi_square_corrected, 0.25);
  EXPECT_DOUBLE_EQ(*result.odds_ratio, 1.0 / 3);
  EXPECT_FALSE(result.degenerate);
  EXPECT_THAT(result.note, HasSubstr("only 4 discordant examples"));
  EXPECT_EQ(McNemar({5, 13, 12, 1})->note, "");
}

// The example of Fagerland, Lydersen and Laake 2013, table 1: exact .0703, mid-p .0391.
TEST(McNemarTest, ThePapersOwnExample) {
  const McNemarResult result = *McNemar({1, 1, 7, 12});
  EXPECT_NEAR(result.p_exact, 0.0703, 5e-5);
  EXPECT_NEAR(result.p_mid, 0.0391, 5e-5);
}

// Mistake 8: |b - c| - 1 is -1 at b = c, and its square 1.
TEST(McNemarTest, EqualCountsWithCorrectionGiveZero) {
  const McNemarResult result = *McNemar({10, 6, 6, 10});
  EXPECT_EQ(result.chi_square_corrected, 0);
  EXPECT_EQ(result.p_corrected, 1);
  EXPECT_EQ(result.chi_square, 0);
  EXPECT_EQ(result.p_chi_square, 1);
  EXPECT_EQ(*result.odds_ratio, 1);
}

// Mistake 8: twice P(X <= b) exceeds 1 at b = c.
TEST(McNemarTest, NoPExceedsOne) {
  for (int64_t b = 0; b <= 30; ++b) {
    for (int64_t c = 0; c <= 30; ++c) {
      const McNemarResult result = *McNemar({1, b, c, 1});
      for (const double p : {result.p_exact, result.p_mid, result.p_chi_square, result.p_corrected}) {
        EXPECT_LE(p, 1);
        EXPECT_GE(p, 0);
      }
      EXPECT_LE(result.p_mid, result.p_exact);
      EXPECT_GE(result.p_corrected, result.p_chi_square);
    }
  }
  EXPECT_EQ(McNemar({1, 3, 3, 1})->p_exact, 1);
}

// Mistake 8: transposed tables. The p-values cannot tell; the difference and the odds ratio can.
TEST(McNemarTest, OnlyAIsWhatAAloneHasRight) {
  const std::vector<double> a = {1, 1, 1, 0, 0, 1}, b = {1, 0, 0, 1, 0, 0};
  const PairedTable table = *TabulatePairs(a, b);
  EXPECT_EQ(table.both, 1);
  EXPECT_EQ(table.only_a, 3);
  EXPECT_EQ(table.only_b, 1);
  EXPECT_EQ(table.neither, 1);
  const McNemarResult result = *McNemar(table), transposed = *McNemar(*TabulatePairs(b, a));
  EXPECT_DOUBLE_EQ(result.difference, 4.0 / 6 - 2.0 / 6);
  EXPECT_DOUBLE_EQ(*result.odds_ratio, 3);
  EXPECT_DOUBLE_EQ(*transposed.odds_ratio, 1.0 / 3);
  EXPECT_NEAR(transposed.odds_interval->lower, 1 / result.odds_interval->upper, 1e-12);
  EXPECT_EQ(transposed.p_exact, result.p_exact);
  EXPECT_EQ(transposed.p_mid, result.p_mid);
  EXPECT_EQ(PairedTableFromRows({{5, 7}, {2, 1}})->only_a, 7) << "rows are a: a right, b wrong is the first row";
}

// Mistake 8: b + c = 0.
TEST(McNemarTest, NoDiscordantExampleIsDegenerateAndSaid) {
  const McNemarResult result = *McNemar({70, 0, 0, 30});
  EXPECT_TRUE(result.degenerate);
  EXPECT_EQ(result.p_exact, 1);
  EXPECT_EQ(result.p_mid, 1);
  EXPECT_EQ(result.p_chi_square, 1);
  EXPECT_EQ(result.p_corrected, 1);
  EXPECT_EQ(result.chi_square, 0);
  EXPECT_FALSE(result.odds_ratio.has_value());
  EXPECT_FALSE(result.odds_interval.has_value());
  EXPECT_THAT(result.note, HasSubstr("degenerate"));
}

TEST(McNemarTest, OneSidedTablesHaveInfiniteOrZeroOdds) {
  EXPECT_TRUE(std::isinf(*McNemar({5, 4, 0, 1})->odds_ratio));
  EXPECT_TRUE(std::isinf(McNemar({5, 4, 0, 1})->odds_interval->upper));
  EXPECT_GT(McNemar({5, 4, 0, 1})->odds_interval->lower, 0);
  EXPECT_EQ(*McNemar({5, 0, 4, 1})->odds_ratio, 0);
  EXPECT_EQ(McNemar({5, 0, 4, 1})->odds_interval->lower, 0);
}

TEST(McNemarTest, HugeTablesHaveTheirPValue) {
  const int64_t million = 1000000;
  const McNemarResult result = *McNemar({million, million, million + 3000, million});
  EXPECT_NEAR(result.p_exact, result.p_corrected, 1e-4);
  EXPECT_GT(result.p_exact, 0);
}

template <typename T>
std::string Refusal(const absl::StatusOr<T>& result) {
  return std::string(result.status().message());
}

// Mistake 8: tables that are not 2 x 2.
TEST(McNemarTest, RefusesWhatIsNoTableOfPairs) {
  EXPECT_EQ(Refusal(PairedTableFromRows({{1, 2, 3}, {4, 5, 6}, {7, 8, 9}})),
            "the table has 3 rows of 3 counts; expected 2 x 2: a right and a wrong by b right and b wrong");
  EXPECT_THAT(Refusal(PairedTableFromRows({{1, 2}, {3}})), HasSubstr("expected 2 x 2"));
  EXPECT_THAT(Refusal(PairedTableFromRows({})), HasSubstr("0 rows of 0 counts"));
  EXPECT_THAT(Refusal(PairedTableFromRows({{1, -2}, {3, 4}})), HasSubstr("a count is -2; expected 0 to 2^52"));
  EXPECT_EQ(Refusal(McNemar({1, 0, 0, 0})), "the table has 1 examples; at least 2 are needed");
  EXPECT_EQ(Refusal(TabulatePairs({1, 0.5}, {1, 0})), "a[1] is 0.5; expected 0 or 1");
  EXPECT_EQ(Refusal(TabulatePairs({1, 0}, {1, 2})), "b[1] is 2; expected 0 or 1");
  EXPECT_THAT(Refusal(TabulatePairs({1, 0, 1}, {1, 0})), HasSubstr("a has 3 values and b has 2"));
  EXPECT_THAT(Refusal(TabulatePairs({1}, {1})), HasSubstr("at least 2 are needed"));
  EXPECT_FALSE(TabulatePairs({1, std::numeric_limits<double>::quiet_NaN()}, {1, 0}).ok());
  EXPECT_FALSE(McNemar({1, 1, 1, 1}, 1.0).ok());
}

}  // namespace
}  // namespace moebench::stats
