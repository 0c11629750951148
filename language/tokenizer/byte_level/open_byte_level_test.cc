#include "language/tokenizer/byte_level/open_byte_level.h"

#include "base/runfiles.h"
#include "base/test_folder.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace moebench::language {
namespace {

using testing::HasSubstr;

TEST(OpenByteLevelTest, OpensAFolder) {
  const auto file = Runfile("language/tokenizer/byte_level/testdata/small/vocab.bpe");
  ASSERT_TRUE(file.ok()) << file.status();
  const auto tokenizer = OpenByteLevel(std::filesystem::path(*file).parent_path().string());
  ASSERT_TRUE(tokenizer.ok()) << tokenizer.status();
  EXPECT_EQ((*tokenizer)->VocabularySize(), 557);
  std::vector<int32_t> ids;
  ASSERT_TRUE((*tokenizer)->NewEncoder()->Encode("Any text\xFF", &ids).ok());
  EXPECT_EQ(*(*tokenizer)->Decode(ids), "Any text\xFF");
}

TEST(OpenByteLevelTest, NamesTheFileThatIsMissingOrWrong) {
  TestFolder folder;
  EXPECT_EQ(OpenByteLevel(folder.path()).status().code(), absl::StatusCode::kNotFound);
  folder.Write("vocab.bpe", "#version: 0.2\n");
  folder.Write("encoder.json", "{\"a\": 0}");
  const auto tokenizer = OpenByteLevel(folder.path());
  EXPECT_EQ(tokenizer.status().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(tokenizer.status().message()), HasSubstr(folder.path() + "/encoder.json: "));
}

}  // namespace
}  // namespace moebench::language
