#include "language/data/shards/evaluation_loader.h"

#include <string>
#include <vector>

#include "base/test_folder.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "language/data/shards/test_token_stream.h"

namespace moebench::language {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

EvaluationOptions Options(int64_t batch, int64_t sequence, int rank = 0, int world_size = 1) {
  return {batch, sequence, rank, world_size};
}

TEST(EvaluationLoader, ByHand) {
  const TestFolder folder;
  // Targets 1 .. 12 in blocks of 5, 5 and 2.
  const auto loader = EvaluationLoader::Create(CountingStream(folder, 13, 4), Options(2, 5));
  ASSERT_TRUE(loader.ok()) << loader.status();
  EXPECT_EQ(loader->blocks(), 3);
  ASSERT_EQ(loader->batches(), 2);
  std::vector<int32_t> batch(12, -1);
  std::vector<int64_t> targets(2, -1);
  ASSERT_TRUE(loader->Fill(0, absl::MakeSpan(batch), absl::MakeSpan(targets)).ok());
  EXPECT_THAT(batch, ElementsAre(0, 1, 2, 3, 4, 5, 5, 6, 7, 8, 9, 10));
  EXPECT_THAT(targets, ElementsAre(5, 5));
  ASSERT_TRUE(loader->Fill(1, absl::MakeSpan(batch), absl::MakeSpan(targets)).ok());
  EXPECT_THAT(batch, ElementsAre(10, 11, 12, 0, 0, 0, 0, 0, 0, 0, 0, 0));
  EXPECT_THAT(targets, ElementsAre(2, 0));
}

TEST(EvaluationLoader, EveryTokenButTheFirstIsATargetOnce) {
  for (int64_t size = 2; size < 70; ++size) {
    const TestFolder folder;
    const auto tokens = CountingStream(folder, size, 11);
    for (const int64_t batch_rows : {1, 3}) {
      for (const int world_size : {1, 2, 5}) {
        std::vector<int> seen(size);
        int64_t batches = -1;
        for (int rank = 0; rank < world_size; ++rank) {
          const auto loader = EvaluationLoader::Create(tokens, Options(batch_rows, 8, rank, world_size));
          ASSERT_TRUE(loader.ok());
          EXPECT_TRUE(batches == -1 || batches == loader->batches());
          batches = loader->batches();
          std::vector<int32_t> batch(batch_rows * 9);
          std::vector<int64_t> targets(batch_rows);
          for (int64_t i = 0; i < batches; ++i) {
            ASSERT_TRUE(loader->Fill(i, absl::MakeSpan(batch), absl::MakeSpan(targets)).ok());
            for (int64_t row = 0; row < batch_rows; ++row) {
              for (int64_t place = 0; place < targets[row]; ++place) {
                const int32_t target = batch[row * 9 + place + 1];
                EXPECT_EQ(target, batch[row * 9 + place] + 1);
                ++seen.at(target);
              }
            }
          }
        }
        EXPECT_EQ(seen[0], 0);
        for (int64_t i = 1; i < size; ++i) EXPECT_EQ(seen[i], 1) << size << " " << i;
      }
    }
  }
}

TEST(EvaluationLoader, RefusesWhatHasNoTargetAndWhatIsOutOfRange) {
  const TestFolder folder;
  EXPECT_THAT(EvaluationLoader::Create(CountingStream(folder, 1, 1), Options(1, 5)).status().message(),
              HasSubstr("counting has 1 tokens, and a target needs one before it"));
  EXPECT_FALSE(
      EvaluationLoader::Create(std::make_shared<const TokenStream>("none", std::vector<TokenArray>()), Options(1, 5))
          .ok());
  const auto tokens = CountingStream(folder, 20, 20);
  EXPECT_THAT(EvaluationLoader::Create(tokens, Options(0, 5)).status().message(), HasSubstr("batch is 0"));
  EXPECT_THAT(EvaluationLoader::Create(tokens, Options(1, 5, 2, 2)).status().message(), HasSubstr("rank is 2"));
  const auto loader = EvaluationLoader::Create(tokens, Options(2, 5));
  std::vector<int32_t> batch(12);
  std::vector<int64_t> targets(2);
  EXPECT_THAT(loader->Fill(2, absl::MakeSpan(batch), absl::MakeSpan(targets)).message(),
              HasSubstr("batch 2 is wanted of 2"));
  EXPECT_THAT(loader->Fill(0, absl::MakeSpan(batch), absl::MakeSpan(targets).first(1)).message(),
              HasSubstr("12 tokens and 1 counts, expected 2 rows of 6"));
}

}  // namespace
}  // namespace moebench::language
