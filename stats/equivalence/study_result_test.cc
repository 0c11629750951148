#include "stats/equivalence/study_result.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace moebench::stats {
namespace {

// 10,000 resamples, seed 42, blocks of 5 and 10: EQUIFINALITY, appendix B. A margin that nobody declared is
// exploratory.
TEST(StudyResultTest, DefaultsAreThePapers) {
  const StudyOptions options;
  EXPECT_EQ(options.resamples, 10000);
  EXPECT_EQ(options.seed, 42u);
  EXPECT_EQ(options.alpha, 0.05);
  EXPECT_THAT(options.block_lengths, testing::ElementsAre(5, 10));
  EXPECT_EQ(options.margin_source, MarginSource::kFlag);
  EXPECT_TRUE(options.margins.empty());
}

TEST(StudyResultTest, NothingIsClaimedBeforeItIsFound) {
  EXPECT_FALSE(MarginResult().all_pairs_equivalent);
  EXPECT_FALSE(MarginResult().validated);
  EXPECT_FALSE(ControlResult().passed);
  EXPECT_EQ(PairResult().decision_holm, Decision::kInconclusive);
  EXPECT_EQ(PairResult().p_equivalence_holm, 1);
}

}  // namespace
}  // namespace moebench::stats
