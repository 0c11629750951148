#include "language/data/shards/shard_folder.h"

#include <filesystem>
#include <set>
#include <string>

#include "absl/strings/str_cat.h"
#include "base/atomic_file.h"
#include "base/test_folder.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "language/data/shards/shard_writer.h"

namespace moebench::language {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

ShardSettings Settings() {
  ShardSettings settings;
  settings.vocabulary_size = 256;
  settings.tokens_per_shard = 100;
  settings.tokenizer_checksum = std::string(64, 'a');
  settings.input_name = "a.txt";
  return settings;
}

std::set<std::string> Names(const std::string& folder) {
  std::set<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) names.insert(entry.path().filename());
  return names;
}

absl::Status OpenStatus(const std::string& path, bool overwrite = false) {
  return ShardFolder::Open(path, Settings(), overwrite).status();
}

// A sealed shard of one document, under its name with a suffix.
void SealShard(const std::string& path) {
  ShardHeader layout;
  layout.vocabulary_size = 256;
  layout.tokenizer_checksum = std::string(64, 'a');
  auto writer = ShardWriter::Open(path, layout, PartialShard());
  ASSERT_TRUE((*writer)->Append(absl::string_view("a\0", 2), 1).ok());
  ASSERT_TRUE((*writer)->EndDocument().ok());
  ASSERT_TRUE((*writer)->Seal().ok());
}

TEST(ShardFolder, ANewOneBeginsAtTheBeginning) {
  const TestFolder test;
  const std::string path = test.path() + "/a/b";
  const auto folder = ShardFolder::Open(path, Settings(), false);
  ASSERT_TRUE(folder.ok()) << folder.status();
  EXPECT_EQ((*folder)->begin().counts.documents, 0);
  EXPECT_EQ((*folder)->ShardPath(Split::kValid, 3), path + "/valid_00003.tokens");
  EXPECT_TRUE(std::filesystem::exists(path + "/shards.unfinished.json"));
}

TEST(ShardFolder, HasOneWriter) {
  const TestFolder test;
  const auto folder = ShardFolder::Open(test.path(), Settings(), false);
  const absl::Status second = OpenStatus(test.path());
  EXPECT_EQ(second.code(), absl::StatusCode::kUnavailable);
  EXPECT_THAT(second.message(), HasSubstr("another process is writing shards to " + test.path()));
}

TEST(ShardFolder, AFinishedOneIsLeftAlone) {
  const TestFolder test;
  {
    const auto folder = ShardFolder::Open(test.path(), Settings(), false);
    SealShard((*folder)->ShardPath(Split::kTrain, 0));
    ASSERT_TRUE(ShardWriter::Publish((*folder)->ShardPath(Split::kTrain, 0)).ok());
    ASSERT_TRUE((*folder)->Finish(ShardManifest()).ok());
  }
  EXPECT_THAT(Names(test.path()), UnorderedElementsAre("shards.json", "train_00000.tokens"));
  // A run killed between the manifest and its cleaning up.
  test.Write("shards.unfinished.json", "{}");
  test.Write(".shards.unfinished.json.77-0.tmp", "{}");
  const absl::Status status = OpenStatus(test.path());
  EXPECT_EQ(status.code(), absl::StatusCode::kAlreadyExists);
  EXPECT_THAT(status.message(), HasSubstr("holds finished shards already; --overwrite replaces them"));
  EXPECT_THAT(Names(test.path()), UnorderedElementsAre("shards.json", "train_00000.tokens"));
}

TEST(ShardFolder, OverwriteRemovesOurFilesAndNoOthers) {
  const TestFolder test;
  for (const char* name : {"shards.json", "train_00000.tokens", "valid_00012.tokens", "train_00001.tokens.partial",
                           "train_00001.tokens.offsets", "train_123456.tokens", "notes.txt", "train_1.tokens",
                           "train_000001.tokens", "train_-0001.tokens", "train.tokens"}) {
    test.Write(name, "x");
  }
  ASSERT_TRUE(ShardFolder::Open(test.path(), Settings(), true).ok());
  EXPECT_THAT(Names(test.path()),
              UnorderedElementsAre("shards.unfinished.json", "shards.unfinished.lock", "notes.txt", "train_1.tokens",
                                   "train_000001.tokens", "train_-0001.tokens", "train.tokens"));
}

TEST(ShardFolder, ShardsAloneAreRefused) {
  const TestFolder test;
  test.Write("train_00000.tokens", "x");
  EXPECT_THAT(OpenStatus(test.path()).message(), HasSubstr("holds train_00000.tokens, and neither shards.json nor"));
  EXPECT_THAT(Names(test.path()), UnorderedElementsAre("train_00000.tokens"));
}

TEST(ShardFolder, OtherSettingsAreRefused) {
  const TestFolder test;
  ASSERT_TRUE(OpenStatus(test.path()).ok());
  ShardSettings other = Settings();
  other.input_name = "moved.txt";
  ASSERT_TRUE(ShardFolder::Open(test.path(), other, false).ok());
  other.tokens_per_shard = 7;
  other.tokenizer_checksum = std::string(64, 'b');
  const absl::Status status = ShardFolder::Open(test.path(), other, false).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(status.message(), AllOf(HasSubstr("cannot go on with the unfinished shards"),
                                      HasSubstr("tokens_per_shard was 100 and is 7"),
                                      HasSubstr("tokenizer_checksum was"), HasSubstr("--overwrite")));
}

TEST(ShardFolder, ADamagedJournalIsRefused) {
  const TestFolder test;
  test.Write("shards.unfinished.json", "{\"format\"");
  const absl::Status status = OpenStatus(test.path());
  EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss);
  EXPECT_THAT(status.message(), HasSubstr("--overwrite begins anew"));
  EXPECT_TRUE(OpenStatus(test.path(), true).ok());
}

// Killed between recording a sealed shard and renaming it; with parts of a shard that was not recorded.
TEST(ShardFolder, RenamesSealedShardsAndRemovesUnrecordedOnes) {
  const TestFolder test;
  {
    const auto folder = ShardFolder::Open(test.path(), Settings(), false);
    SealShard((*folder)->ShardPath(Split::kTrain, 0));
    ShardJournal journal = (*folder)->begin();
    journal.splits[0].finished_shards = 1;
    ASSERT_TRUE((*folder)->Record(journal).ok());
  }
  test.Write("train_00001.tokens.partial", "x");
  test.Write("valid_00000.tokens.offsets", "x");
  test.Write(".shards.json.9-1.tmp", "x");
  test.Write(".other.9-1.tmp", "x");
  ASSERT_TRUE(OpenStatus(test.path()).ok());
  EXPECT_THAT(Names(test.path()), UnorderedElementsAre("shards.unfinished.json", "shards.unfinished.lock",
                                                       ".other.9-1.tmp", "train_00000.tokens"));
}

TEST(ShardFolder, AMissingOrForeignFinishedShardIsRefused) {
  const TestFolder test;
  ShardJournal journal;
  {
    const auto folder = ShardFolder::Open(test.path(), Settings(), false);
    journal = (*folder)->begin();
    journal.splits[1].finished_shards = 1;
    ASSERT_TRUE((*folder)->Record(journal).ok());
  }
  EXPECT_THAT(OpenStatus(test.path()).message(), AllOf(HasSubstr("cannot go on"), HasSubstr("valid_00000.tokens")));
  test.Write("valid_00000.tokens", "PK\3\4");
  EXPECT_THAT(OpenStatus(test.path()).message(), HasSubstr("it looks like a zip file"));
}

TEST(ShardFolder, DiscardLeavesNothing) {
  const TestFolder test;
  const auto folder = ShardFolder::Open(test.path(), Settings(), false);
  test.Write("train_00000.tokens.partial", "x");
  ASSERT_TRUE((*folder)->Discard().ok());
  EXPECT_THAT(Names(test.path()), IsEmpty());
}

TEST(ShardFolder, AFileInTheWayIsNamed) {
  const TestFolder test;
  const std::string path = test.Write("a", "x");
  EXPECT_THAT(OpenStatus(path).message(), HasSubstr("cannot make the folder " + path));
  EXPECT_THAT(OpenStatus(path + "/b").message(), HasSubstr("cannot make the folder " + path + "/b"));
}

}  // namespace
}  // namespace moebench::language
