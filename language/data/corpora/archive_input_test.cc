#include "language/data/corpora/archive_input.h"

#include <archive.h>
#include <archive_entry.h>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "language/data/corpora/test_corpora.h"

namespace moebench::language {
namespace {

class FailingStream : public ByteStream {
 public:
  FailingStream() : ByteStream("failing") {}
  absl::StatusOr<absl::string_view> NextBlock() override { return absl::UnavailableError("the disk is gone"); }
  int64_t FileBytesRead() const override { return 0; }
};

TEST(ArchiveInputTest, GivesTheStreamsOwnError) {
  ArchiveInput input(std::make_unique<FailingStream>());
  archive_read_support_format_tar(input.reader());
  EXPECT_EQ(input.Open(), absl::UnavailableError("the disk is gone"));
}

TEST(ArchiveInputTest, NamesTheStreamInLibarchivesErrors) {
  ArchiveInput input(InMemory("no archive"));
  archive_read_support_format_tar(input.reader());
  archive_entry* entry = nullptr;
  absl::Status status = input.Open();
  if (status.ok() && archive_read_next_header(input.reader(), &entry) != ARCHIVE_OK) status = input.Error();
  EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss);
  EXPECT_THAT(status.message(), testing::HasSubstr("memory is cut or damaged: "));
}

TEST(ArchiveInputTest, CountsTheZerosAtTheEndAcrossBlocks) {
  for (const size_t block : {1, 100, 512, 100000}) {
    ArchiveInput input(InMemory(Tar({{"a", "b"}}) + std::string(5, 'x') + std::string(300, '\0'), block));
    archive_read_support_format_tar(input.reader());
    archive_read_set_format_option(input.reader(), "tar", "read_concatenated_archives", "1");
    ASSERT_TRUE(input.Open().ok());
    archive_entry* entry = nullptr;
    while (archive_read_next_header(input.reader(), &entry) == ARCHIVE_OK) continue;
    EXPECT_EQ(input.trailing_zeros(), 300);
  }
}

}  // namespace
}  // namespace moebench::language
