#include "language/data/corpora/byte_stream.h"

#include <string>

#include "base/test_folder.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "language/data/corpora/test_corpora.h"

namespace moebench::language {
namespace {

using ::testing::HasSubstr;

TEST(ByteStreamTest, ReadsAFileInBlocks) {
  const TestFolder folder;
  const std::string text(600000, 'x');
  const std::string path = folder.Write("a", text);
  const std::unique_ptr<ByteStream> stream = OpenFileStream(path).value();
  EXPECT_EQ(stream->name(), path);
  const size_t first = stream->NextBlock().value().size();
  EXPECT_EQ(first, 1 << 18);
  EXPECT_EQ(stream->FileBytesRead(), first);
  EXPECT_EQ(first + ReadAll(stream.get())->size(), text.size());
  EXPECT_TRUE(stream->NextBlock()->empty()) << "the end may be asked for again";
}

TEST(ByteStreamTest, TellsFilesFromWhatIsNone) {
  const TestFolder folder;
  EXPECT_EQ(OpenFileStream(folder.path() + "/none").status().code(), absl::StatusCode::kNotFound);
  EXPECT_THAT(OpenFileStream(folder.path()).status().message(), HasSubstr("is not a regular file"));
  const std::string file = folder.Write("five", "12345");
  EXPECT_EQ(FileBytes(file).value(), 5);
  EXPECT_EQ(FileBytes(file + "/below").status().code(), absl::StatusCode::kNotFound);
}

TEST(ByteStreamTest, DropsTheByteOrderMarkAtTheFrontAlone) {
  const auto read = [](absl::string_view bytes, size_t block) {
    std::unique_ptr<ByteStream> stream = WithoutByteOrderMark(InMemory(bytes, block));
    return ReadAll(stream.get()).value();
  };
  for (const size_t block : {1, 2, 3, 4, 100}) {
    EXPECT_EQ(read("\xEF\xBB\xBFtext", block), "text");
    EXPECT_EQ(read("\xEF\xBB\xBF\xEF\xBB\xBFtext", block), "\xEF\xBB\xBFtext");
    EXPECT_EQ(read("\xEF\xBB", block), "\xEF\xBB");
    EXPECT_EQ(read("te\xEF\xBB\xBFxt", block), "te\xEF\xBB\xBFxt");
    EXPECT_EQ(read("\xEF\xBB\xBF", block), "");
    EXPECT_EQ(read("", block), "");
  }
}

}  // namespace
}  // namespace moebench::language
