#include "stats/equivalence/cochran_q.h"

#include <limits>
#include <string>
#include <vector>

#include "base/atomic_file.h"
#include "base/runfiles.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "nlohmann/json.hpp"
#include "stats/equivalence/mcnemar.h"

namespace moebench::stats {
namespace {

using ::testing::HasSubstr;
using Outcomes = std::vector<std::vector<double>>;

TEST(CochranQTest, AgreesWithStatsmodelsMlxtendAndPingouin) {
  const auto reference =
      nlohmann::json::parse(*ReadFile(*Runfile("stats/equivalence/testdata/outcomes_reference.json")));
  ASSERT_GE(reference["cochran"].size(), 3u);
  for (const auto& expected : reference["cochran"]) {
    SCOPED_TRACE(expected["name"].get<std::string>());
    Outcomes outcomes;
    for (const std::string row : expected["outcomes"]) {
      outcomes.emplace_back();
      for (const char c : row) outcomes.back().push_back(c - '0');
    }
    const CochranQResult result = *CochranQ(outcomes);
    for (const char* package : {"statsmodels", "mlxtend", "pingouin"}) {
      EXPECT_NEAR(result.q, expected[package]["q"].get<double>(), 1e-10 * result.q) << package;
      EXPECT_NEAR(result.p, expected[package]["p"].get<double>(), 1e-10 * result.p) << package;
    }
  }
}

TEST(CochranQTest, ByHand) {
  // G = 3, 1, 2; N = 6; L = 3 (uninformative), 1, 2, 0 (uninformative): Q = 2 (3 x 14 - 36) / (18 - 14) = 3.
  const CochranQResult result = *CochranQ(Outcomes{{1, 1, 1, 0}, {1, 0, 0, 0}, {1, 0, 1, 0}});
  EXPECT_DOUBLE_EQ(result.q, 3);
  EXPECT_EQ(result.degrees_of_freedom, 2);
  EXPECT_EQ(result.classifiers, 3);
  EXPECT_EQ(result.examples, 4);
  EXPECT_EQ(result.informative, 2);
  EXPECT_NEAR(result.p, 0.22313016, 1e-8);  // exp(-3 / 2)
  EXPECT_EQ(result.note, "only 2 informative examples: the chi-square approximation is poor");
}

TEST(CochranQTest, TwoClassifiersAreMcNemarWithoutCorrection) {
  std::vector<double> a, b;
  for (int i = 0; i < 100; ++i) {
    a.push_back(i % 3 != 0);
    b.push_back(i % 5 != 0);
  }
  const CochranQResult result = *CochranQ(Outcomes{a, b});
  const McNemarResult mcnemar = *McNemar(*TabulatePairs(a, b));
  EXPECT_NEAR(result.q, mcnemar.chi_square, 1e-12);
  EXPECT_NEAR(result.p, mcnemar.p_chi_square, 1e-12);
  EXPECT_EQ(result.note, "");
}

TEST(CochranQTest, NothingInformativeIsDegenerateAndSaid) {
  const CochranQResult result = *CochranQ(Outcomes{{1, 0, 1}, {1, 0, 1}, {1, 0, 1}});
  EXPECT_TRUE(result.degenerate);
  EXPECT_EQ(result.q, 0);
  EXPECT_EQ(result.p, 1);
  EXPECT_THAT(result.note, HasSubstr("degenerate"));
}

std::string Refusal(const Outcomes& outcomes) { return std::string(CochranQ(outcomes).status().message()); }

TEST(CochranQTest, RefusesWhatHasNoAnswer) {
  EXPECT_EQ(Refusal({{1, 0}}), "there are 1 classifiers; at least 2 are needed");
  EXPECT_EQ(Refusal({{1, 0}, {1, 0, 1}}), "outcomes[1] has 3 examples and outcomes[0] has 2; expected the same ones");
  EXPECT_EQ(Refusal({{1, 0}, {1, 0.5}}), "outcomes[1][1] is 0.5; expected 0 or 1");
  EXPECT_EQ(Refusal({{1}, {0}}), "outcomes[0] has 1 value; at least 2 are needed");
  EXPECT_THAT(Refusal({{1, 0}, {std::numeric_limits<double>::quiet_NaN(), 0}}), HasSubstr("is nan"));
}

}  // namespace
}  // namespace moebench::stats
