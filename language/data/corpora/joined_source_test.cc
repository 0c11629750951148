#include "language/data/corpora/joined_source.h"

#include "base/test_folder.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "language/data/corpora/plain_text_source.h"
#include "language/data/corpora/test_corpora.h"

namespace moebench::language {
namespace {

using ::testing::ElementsAre;

TEST(JoinedSourceTest, ReadsOneFileAfterAnother) {
  const TestFolder folder;
  const auto source =
      NewJoinedSource({folder.Write("b", "1\n2"), folder.Write("empty", ""), folder.Write("a", "3\n")}, NewLineSource)
          .value();
  EXPECT_EQ(source->BytesTotal(), 5);
  EXPECT_EQ(source->BytesRead(), 0);
  EXPECT_THAT(ReadDocuments(source.get()).value(), ElementsAre("1", "2", "3"));
  EXPECT_EQ(source->BytesRead(), 5);
}

TEST(JoinedSourceTest, AMissingFileFailsBeforeAnyIsRead) {
  const TestFolder folder;
  EXPECT_EQ(NewJoinedSource({folder.Write("a", "1"), folder.path() + "/none"}, NewLineSource).status().code(),
            absl::StatusCode::kNotFound);
}

TEST(JoinedSourceTest, PassesOnErrors) {
  const TestFolder folder;
  const auto source = NewJoinedSource({folder.Write("a", "1"), folder.Write("b.gz", "no gzip")}, NewLineSource).value();
  Piece piece;
  EXPECT_TRUE(source->Next(&piece).value());
  EXPECT_EQ(source->Next(&piece).status().code(), absl::StatusCode::kDataLoss);
}

}  // namespace
}  // namespace moebench::language
