#include "stats/validation/paper_counts.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace moebench::stats {
namespace {

using ::testing::HasSubstr;

BootstrapOptions Options(int threads = 1) {
  BootstrapOptions options;
  options.resamples = 1000;
  options.num_threads = threads;
  return options;
}

// Noise of 1e-5 nats: the counts are those of the published perplexities themselves. Logarithms of their ratios:
// wide - deep 0.0201 and nothing else lies beyond 0.02; all ten differ.
TEST(PaperCounts, WithoutNoiseThePublishedPerplexitiesDecide) {
  const BatchSpread none = {"none", 1e-5, ""};
  for (const int block : kPaperBlocks) {
    const auto counts = CountPairs(PaperBatchLosses(none, 1), block, Options());
    ASSERT_TRUE(counts.ok()) << counts.status();
    EXPECT_EQ(counts->equivalent[0], 9) << block;
    EXPECT_EQ(counts->equivalent[1], 10) << block;
    EXPECT_EQ(counts->equivalent[2], 10) << block;
    EXPECT_EQ(counts->different, 10) << block;
  }
}

TEST(PaperCounts, NoiseLeavesNothingEquivalent) {
  const BatchSpread loud = {"loud", 2.0, ""};  // the standard error of a difference is 0.4
  const auto counts = CountPairs(PaperBatchLosses(loud, 1), 1, Options());
  ASSERT_TRUE(counts.ok()) << counts.status();
  EXPECT_EQ(counts->equivalent[2], 0);
}

TEST(PaperCounts, SameForAnyNumberOfThreads) {
  const auto one = CountOverSeeds(kBatchSpreads[1], 5, Options(1));
  const auto two = CountOverSeeds(kBatchSpreads[1], 5, Options(2));
  ASSERT_TRUE(one.ok()) << one.status();
  for (size_t block = 0; block < kPaperBlocks.size(); ++block) {
    ASSERT_EQ((*one)[block].size(), 5u);
    for (size_t seed = 0; seed < 5; ++seed) {
      EXPECT_EQ((*one)[block][seed].equivalent, (*two)[block][seed].equivalent);
      EXPECT_EQ((*one)[block][seed].different, (*two)[block][seed].different);
    }
  }
}

TEST(PaperCounts, PageStatesSharesAndDistribution) {
  PaperOutcomes outcomes;
  outcomes[0] = {{{5, 10, 10}, 6}, {{5, 9, 10}, 6}, {{4, 10, 10}, 8}, {{6, 10, 10}, 7}};
  outcomes[1] = outcomes[2] = outcomes[0];
  const std::string page = PaperPairsPage({outcomes, outcomes}, Options(), "the command");
  EXPECT_THAT(page, HasSubstr("4 generator seeds, 1000 resamples, seed 42."));
  EXPECT_THAT(page,
              HasSubstr("| batches drawn singly | 0.500 | 0.750 | 1.000 | 0.250 | 5 (4 to 6) | 6.5 (6 to 8) |\n"));
  EXPECT_THAT(page, HasSubstr("| moving blocks of 5 † | 0 | 0 | 0 | 0 | 1 | 2 | 1 | 0 | 0 | 0 | 0 |\n"));
  EXPECT_THAT(page, HasSubstr("the command"));
}

TEST(PaperCounts, RefusesWhatTheBootstrapRefuses) {
  BootstrapOptions options = Options();
  options.resamples = 99;
  EXPECT_FALSE(CountOverSeeds(kBatchSpreads[0], 1, options).ok());
}

}  // namespace
}  // namespace moebench::stats
