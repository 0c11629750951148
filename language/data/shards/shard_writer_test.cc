#include "language/data/shards/shard_writer.h"

#include <filesystem>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/atomic_file.h"
#include "base/test_folder.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace moebench::language {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

ShardHeader Layout() {
  ShardHeader layout;
  layout.vocabulary_size = 256;
  layout.tokenizer_checksum = std::string(64, 'a');
  return layout;
}

// Ids as they lie in a shard.
std::string Packed(const std::string& text) {
  std::string bytes;
  for (const char c : text) bytes += {c, '\0'};
  return bytes;
}

void AppendDocument(ShardWriter& writer, const std::string& text) {
  ASSERT_TRUE(writer.Append(Packed(text), static_cast<int64_t>(text.size())).ok());
  ASSERT_TRUE(writer.EndDocument().ok());
}

void Finish(ShardWriter& writer) {
  ASSERT_TRUE(writer.Seal().ok());
  ASSERT_TRUE(ShardWriter::Publish(writer.path()).ok());
}

std::vector<std::string> Documents(const std::string& path) {
  const auto shard = ShardReader::Open(path, "");
  EXPECT_TRUE(shard.ok()) << shard.status();
  EXPECT_TRUE((*shard)->Verify().ok());
  std::vector<std::string> documents;
  for (int64_t i = 0; i < (*shard)->header().documents; ++i) {
    std::vector<int32_t> ids((*shard)->DocumentEnd(i) - (*shard)->DocumentStart(i));
    EXPECT_TRUE((*shard)->tokens().Copy((*shard)->DocumentStart(i), absl::MakeSpan(ids)).ok());
    documents.emplace_back(ids.begin(), ids.end());
  }
  return documents;
}

size_t FilesIn(const std::string& folder) {
  return std::distance(std::filesystem::directory_iterator(folder), std::filesystem::directory_iterator());
}

TEST(ShardWriter, WritesAShardAndNothingElse) {
  const TestFolder folder;
  const std::string path = folder.path() + "/s.tokens";
  auto writer = ShardWriter::Open(path, Layout(), PartialShard());
  ASSERT_TRUE(writer.ok()) << writer.status();
  AppendDocument(**writer, "one");
  AppendDocument(**writer, "");
  AppendDocument(**writer, "three");
  EXPECT_FALSE(std::filesystem::exists(path));
  Finish(**writer);
  EXPECT_THAT(Documents(path), ElementsAre("one", "", "three"));
  EXPECT_EQ(FilesIn(folder.path()), 1u);
  EXPECT_TRUE(ShardWriter::Publish(path).ok());
}

TEST(ShardWriter, APartIsRefusedByReaders) {
  const TestFolder folder;
  const std::string path = folder.path() + "/s.tokens";
  auto writer = ShardWriter::Open(path, Layout(), PartialShard());
  AppendDocument(**writer, "one");
  ASSERT_TRUE((*writer)->Sync().ok());
  EXPECT_THAT(ShardReader::Open(path + ".partial", "").status().message(), HasSubstr("is no token shard"));
}

TEST(ShardWriter, TakesADocumentBack) {
  const TestFolder folder;
  const std::string path = folder.path() + "/s.tokens";
  auto writer = ShardWriter::Open(path, Layout(), PartialShard());
  AppendDocument(**writer, "one");
  const PartialShard before = (*writer)->state();
  ASSERT_TRUE((*writer)->Append(Packed("dro"), 3).ok());
  ASSERT_TRUE((*writer)->Sync().ok());
  ASSERT_TRUE((*writer)->Append(Packed("pped"), 4).ok());
  ASSERT_TRUE((*writer)->DropDocument(before).ok());
  AppendDocument(**writer, "two");
  Finish(**writer);
  EXPECT_THAT(Documents(path), ElementsAre("one", "two"));
}

// Everything after the state is cut off: more documents, a header and offsets.
TEST(ShardWriter, GoesOnFromAState) {
  const TestFolder folder;
  const std::string whole = folder.path() + "/whole.tokens", path = folder.path() + "/s.tokens";
  auto uninterrupted = ShardWriter::Open(whole, Layout(), PartialShard());
  for (const char* text : {"one", "two", "three"}) AppendDocument(**uninterrupted, text);
  Finish(**uninterrupted);
  for (const bool sealed : {false, true}) {
    auto first = ShardWriter::Open(path, Layout(), PartialShard());
    AppendDocument(**first, "one");
    const PartialShard state = (*first)->state();
    AppendDocument(**first, "unrecorded");
    ASSERT_TRUE(sealed ? (*first)->Seal().ok() : (*first)->Sync().ok());
    auto second = ShardWriter::Open(path, Layout(), state);
    ASSERT_TRUE(second.ok()) << second.status();
    AppendDocument(**second, "two");
    AppendDocument(**second, "three");
    Finish(**second);
    EXPECT_EQ(*ReadFile(path), *ReadFile(whole));
  }
}

TEST(ShardWriter, RefusesFilesThatDoNotHoldTheState) {
  const TestFolder folder;
  const std::string path = folder.path() + "/s.tokens";
  PartialShard state;
  {
    auto writer = ShardWriter::Open(path, Layout(), PartialShard());
    AppendDocument(**writer, "one");
    state = (*writer)->state();
    ASSERT_TRUE((*writer)->Sync().ok());
  }
  PartialShard more = state;
  more.tokens = 4;
  EXPECT_THAT(ShardWriter::Open(path, Layout(), more).status().message(), HasSubstr("has 134 bytes, and 136"));
  more = state;
  more.documents = 2;
  EXPECT_THAT(ShardWriter::Open(path, Layout(), more).status().message(), HasSubstr("offsets has 8 bytes, and 16"));
  more = state;
  more.crc32c ^= 1;
  EXPECT_THAT(ShardWriter::Open(path, Layout(), more).status().message(), HasSubstr("has the checksum"));
  EXPECT_TRUE(ShardWriter::Open(path, Layout(), state).ok());
}

// More documents than one block of offsets holds (131,072).
TEST(ShardWriter, ManyDocuments) {
  const TestFolder folder;
  const std::string path = folder.path() + "/s.tokens";
  auto writer = ShardWriter::Open(path, Layout(), PartialShard());
  for (int i = 0; i < 300000; ++i) AppendDocument(**writer, i % 3 == 0 ? "x" : "");
  Finish(**writer);
  const auto shard = ShardReader::Open(path, "");
  ASSERT_TRUE(shard.ok()) << shard.status();
  EXPECT_TRUE((*shard)->Verify().ok());
  EXPECT_EQ((*shard)->header().documents, 300000);
  EXPECT_EQ((*shard)->DocumentStart(200000), 66667);
}

TEST(ShardWriter, Discards) {
  const TestFolder folder;
  auto writer = ShardWriter::Open(folder.path() + "/s.tokens", Layout(), PartialShard());
  ASSERT_TRUE((*writer)->Discard().ok());
  EXPECT_EQ(FilesIn(folder.path()), 0u);
  EXPECT_THAT(ShardWriter::Publish(folder.path() + "/s.tokens").message(), HasSubstr("cannot rename"));
}

}  // namespace
}  // namespace moebench::language
