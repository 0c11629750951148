// A short run of what fuzz_corpora.cc does at length.
#include "base/test_folder.h"
#include "gtest/gtest.h"
#include "language/data/corpora/test_corpus_fuzz.h"

namespace moebench::language {
namespace {

TEST(FuzzCorporaTest, DamagedCorporaAreReadOrRefusedByName) {
  const TestFolder folder;
  const absl::StatusOr<CorpusFuzzCounts> counts = FuzzCorpora(folder.path(), 600, 7);
  ASSERT_TRUE(counts.ok()) << counts.status();
  EXPECT_EQ(counts->read + counts->refused, 600);
  EXPECT_GT(counts->read, 100);
  EXPECT_GT(counts->refused, 100);
}

}  // namespace
}  // namespace moebench::language
