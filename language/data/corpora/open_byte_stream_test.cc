#include "language/data/corpora/open_byte_stream.h"

#include "absl/strings/str_cat.h"
#include "base/test_folder.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "language/data/corpora/test_corpora.h"

namespace moebench::language {
namespace {

using ::testing::HasSubstr;

absl::StatusOr<std::string> Read(const std::string& path) {
  absl::StatusOr<std::unique_ptr<ByteStream>> stream = OpenByteStream(path);
  if (!stream.ok()) return stream.status();
  EXPECT_EQ((*stream)->name(), path);
  absl::StatusOr<std::string> bytes = ReadAll(stream->get());
  if (bytes.ok()) {
    EXPECT_EQ((*stream)->FileBytesRead(), *FileBytes(path));
    EXPECT_TRUE((*stream)->NextBlock()->empty()) << "the end may be asked for again";
  }
  return bytes;
}

std::string Numbers(int count) {
  std::string result;
  for (int64_t i = 0; i < count; ++i) absl::StrAppend(&result, i, " ", i * i, "\n");
  return result;
}

TEST(OpenByteStreamTest, ReadsEveryCompressionWhateverTheName) {
  const TestFolder folder;
  const std::string text = Numbers(60000);  // several blocks
  ASSERT_GT(text.size(), 3 << 18);
  for (const std::string& bytes : {text, Gzip(text), Zstd(text), Xz(text)}) {
    EXPECT_EQ(Read(folder.Write("corpus", bytes)).value(), text);
  }
  EXPECT_EQ(Read(folder.Write("corpus.gz", Gzip(text))).value(), text);
  EXPECT_EQ(Read(folder.Write("corpus.zst", Zstd(text))).value(), text);
  EXPECT_EQ(Read(folder.Write("corpus.xz", Xz(text))).value(), text);
}

TEST(OpenByteStreamTest, ReadsEmptyContents) {
  const TestFolder folder;
  for (const std::string& bytes : {std::string(), Gzip(""), Zstd(""), Xz("")}) {
    EXPECT_EQ(Read(folder.Write("empty", bytes)).value(), "");
  }
}

TEST(OpenByteStreamTest, EveryTruncationIsAnErrorThatNamesTheFile) {
  const TestFolder folder;
  const std::string text = Numbers(300);
  for (const std::string& whole : {Gzip(text), Zstd(text), Xz(text)}) {
    for (size_t bytes = 8; bytes < whole.size(); ++bytes) {
      const absl::Status status = Read(folder.Write("cut.bin", whole.substr(0, bytes))).status();
      ASSERT_EQ(status.code(), absl::StatusCode::kDataLoss) << bytes << " of " << whole.size();
      ASSERT_THAT(status.message(), HasSubstr("cut.bin"));
    }
  }
}

TEST(OpenByteStreamTest, AnEmptyStreamCutShortIsAnErrorToo) {
  const TestFolder folder;
  for (const std::string& whole : {Gzip(""), Zstd(""), Xz("")}) {
    for (size_t bytes = 6; bytes < whole.size(); ++bytes) {
      EXPECT_EQ(Read(folder.Write("cut", whole.substr(0, bytes))).status().code(), absl::StatusCode::kDataLoss)
          << bytes << " of " << whole.size();
    }
  }
}

TEST(OpenByteStreamTest, ANameThatPromisesCompressionMustKeepIt) {
  const TestFolder folder;
  EXPECT_THAT(Read(folder.Write("a.gz", "text")).status().message(), HasSubstr("does not begin as its name's"));
  EXPECT_THAT(Read(folder.Write("a.zst", "")).status().message(), HasSubstr("is empty"));
  EXPECT_THAT(Read(folder.Write("a.xz", "\xFD")).status().message(), HasSubstr("a.xz"));
}

TEST(OpenByteStreamTest, RefusesCompressionsThatItDoesNotRead) {
  const TestFolder folder;
  EXPECT_THAT(Read(folder.Write("a.bz2", "BZh91AY&SYxxxx")).status().message(), HasSubstr("is a bzip2 file"));
  EXPECT_THAT(Read(folder.Write("a.txt", Zip({{"a", "b"}}))).status().message(), HasSubstr("is a zip file"));
  EXPECT_EQ(Read(folder.Write("b.txt", "BZh is how this text begins")).value(), "BZh is how this text begins");
}

TEST(OpenByteStreamTest, DamageIsNoticed) {
  const TestFolder folder;
  const std::string text = Numbers(3000);
  for (std::string bytes : {Gzip(text), Xz(text)}) {
    bytes[bytes.size() / 2] ^= 1;
    EXPECT_EQ(Read(folder.Write("damaged", bytes)).status().code(), absl::StatusCode::kDataLoss);
  }
}

TEST(OpenByteStreamTest, WhatIsNoFileIsNamed) {
  const TestFolder folder;
  EXPECT_EQ(OpenByteStream(folder.path() + "/none").status().code(), absl::StatusCode::kNotFound);
  EXPECT_THAT(OpenByteStream(folder.path()).status().message(), HasSubstr("is not a regular file"));
}

}  // namespace
}  // namespace moebench::language
