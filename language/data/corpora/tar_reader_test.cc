#include "language/data/corpora/tar_reader.h"

#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/status_macros.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "language/data/corpora/test_corpora.h"

namespace moebench::language {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Pair;

using Files = std::vector<std::pair<std::string, std::string>>;

absl::StatusOr<Files> ReadTar(absl::string_view bytes, size_t block_bytes = 1000) {
  TarReader tar(InMemory(bytes, block_bytes));
  Files files;
  while (true) {
    MOE_ASSIGN_OR_RETURN(const bool more, tar.NextFile());
    if (!more) return files;
    files.emplace_back(tar.entry(), "");
    while (true) {
      MOE_ASSIGN_OR_RETURN(const absl::string_view block, tar.NextBlock());
      if (block.empty()) break;
      files.back().second.append(block.data(), block.size());
    }
  }
}

TEST(TarReaderTest, ReadsEveryFormOfTar) {
  const std::string long_name = absl::StrCat(std::string(150, 'n'), ".txt");
  const std::vector<TestMember> members = {
      {"folder/", ""}, {"folder/a.txt", "text"}, {"empty.txt", ""}, {"caf\u00e9.txt", "unicode"}, {long_name, "long"}};
  for (const TarForm form : {TarForm::kGnu, TarForm::kPax}) {
    EXPECT_THAT(ReadTar(Tar(members, form)).value(),
                ElementsAre(Pair("folder/a.txt", "text"), Pair("empty.txt", ""), Pair("caf\u00e9.txt", "unicode"),
                            Pair(long_name, "long")));
  }
  EXPECT_THAT(ReadTar(Tar({{"a.txt", "text"}}, TarForm::kUstar), 1).value(), ElementsAre(Pair("a.txt", "text")));
  EXPECT_TRUE(ReadTar(Tar({})).value().empty());
}

TEST(TarReaderTest, UnreadFilesArePassed) {
  TarReader tar(InMemory(Tar({{"a", std::string(5000, 'a')}, {"b", "b"}})));
  ASSERT_TRUE(tar.NextFile().value());
  ASSERT_TRUE(tar.NextFile().value());
  EXPECT_EQ(tar.EntryName(), "memory: b");
  EXPECT_EQ(tar.NextBlock().value(), "b");
}

TEST(TarReaderTest, ReadsArchivesJoinedEndToEnd) {
  EXPECT_THAT(ReadTar(Tar({{"a", "1"}}) + Tar({{"b", "2"}})).value(), ElementsAre(Pair("a", "1"), Pair("b", "2")));
}

TEST(TarReaderTest, CutAnywhereIsAnError) {
  const std::string whole = Tar({{"a", std::string(700, 'a')}, {"b", "b"}});
  // Headers and contents take 512 + 1024 + 512 + 512 bytes; one block of zeros after them is end mark enough.
  for (size_t bytes = 0; bytes < 2560 + 512; ++bytes) {
    const absl::Status status = ReadTar(whole.substr(0, bytes)).status();
    ASSERT_EQ(status.code(), absl::StatusCode::kDataLoss) << bytes;
    ASSERT_THAT(status.message(), HasSubstr("memory"));
  }
  EXPECT_EQ(ReadTar(whole.substr(0, 2560 + 512)).value().size(), 2);
  EXPECT_THAT(ReadTar(whole.substr(0, 2560)).status().message(), HasSubstr("has no end mark after b"));
  EXPECT_THAT(ReadTar(whole.substr(0, 1000)).status().message(), HasSubstr("(at memory: a)"));
}

TEST(TarReaderTest, RefusesLinksAndBytesBehindTheEnd) {
  EXPECT_THAT(ReadTar(Tar({{"a", "", "b"}})).status().message(), HasSubstr("memory: a is a link"));
  EXPECT_EQ(ReadTar(Tar({{"a", "1"}}) + std::string(512, 'x')).status().code(), absl::StatusCode::kDataLoss);
}

TEST(TarReaderTest, AnEntryIsAStream) {
  TarReader tar(InMemory(Tar({{"inner.tar", Tar({{"a", "text"}})}})));
  ASSERT_TRUE(tar.NextFile().value());
  TarReader inner(NewTarEntryStream(&tar));
  ASSERT_TRUE(inner.NextFile().value());
  EXPECT_EQ(inner.EntryName(), "memory: inner.tar: a");
  EXPECT_EQ(inner.NextBlock().value(), "text");
  EXPECT_FALSE(inner.NextFile().value());
}

}  // namespace
}  // namespace moebench::language
