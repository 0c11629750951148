#include "language/data/shards/seen_documents.h"

#include "base/test_folder.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace moebench::language {
namespace {

using testing::HasSubstr;

TEST(SeenDocuments, KnowsWhatItSawAndWhatItsFileHolds) {
  const TestFolder folder;
  const std::string path = folder.path() + "/hashes";
  {
    auto seen = SeenDocuments::Open(path, 0);
    ASSERT_TRUE(seen.ok()) << seen.status();
    EXPECT_TRUE(*(*seen)->Insert(5));
    EXPECT_FALSE(*(*seen)->Insert(5));
    EXPECT_TRUE(*(*seen)->Insert(0));
    EXPECT_TRUE(*(*seen)->Insert(~uint64_t{0}));
    EXPECT_EQ((*seen)->size(), 3);
    ASSERT_TRUE((*seen)->Sync().ok());
  }
  // The third came after the record that is gone on from.
  auto seen = SeenDocuments::Open(path, 2);
  ASSERT_TRUE(seen.ok()) << seen.status();
  EXPECT_FALSE(*(*seen)->Insert(5));
  EXPECT_FALSE(*(*seen)->Insert(0));
  EXPECT_TRUE(*(*seen)->Insert(~uint64_t{0}));
}

TEST(SeenDocuments, RefusesAShortOrDamagedFile) {
  const TestFolder folder;
  EXPECT_THAT(SeenDocuments::Open(folder.Write("short", "12345678"), 2).status().message(),
              HasSubstr("has 8 bytes, and 16 were written"));
  EXPECT_THAT(SeenDocuments::Open(folder.Write("twice", "1234567812345678"), 2).status().message(),
              HasSubstr("holds 1 hashes twice"));
}

}  // namespace
}  // namespace moebench::language
