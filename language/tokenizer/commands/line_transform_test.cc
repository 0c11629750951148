#include "language/tokenizer/commands/line_transform.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "base/atomic_file.h"
#include "base/test_folder.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace moebench::language {
namespace {

using ::testing::HasSubstr;

absl::Status UpperCase(absl::string_view line, std::string* output, LineCounts* counts) {
  if (line == "bad") return absl::InvalidArgumentError("\"bad\" is no good");
  absl::StrAppend(output, absl::AsciiStrToUpper(line), "\n");
  ++counts->ids;
  if (line == "two") {
    absl::StrAppend(output, "more\n");
    ++counts->split_lines;
  }
  return absl::OkStatus();
}

class TransformLinesTest : public testing::Test {
 protected:
  absl::StatusOr<LineCounts> Transform(const std::string& text, int threads) {
    auto input = LineBlocks::Open(folder_.Write("in", text));
    auto output = OutputFile::Open(folder_.path() + "/out");
    LineTransformOptions options;
    options.threads = threads;
    options.progress = [this](const LineCounts& counts) { last_progress_ = counts.lines; };
    auto counts = TransformLines(options, **input, **output, [this] {
      ++functions_;
      return UpperCase;
    });
    EXPECT_TRUE(!counts.ok() || (*output)->Commit().ok());
    return counts;
  }
  std::string Output() { return *ReadFile(folder_.path() + "/out"); }

  TestFolder folder_;
  std::atomic<int> functions_{0};
  int64_t last_progress_ = 0;
};

TEST_F(TransformLinesTest, EveryLineGivesALine) {
  const auto counts = Transform("one\n\nthree", 1);
  ASSERT_TRUE(counts.ok()) << counts.status();
  EXPECT_EQ(Output(), "ONE\n\nTHREE\n");
  EXPECT_EQ(counts->lines, 3);
  EXPECT_EQ(counts->ids, 3);
  EXPECT_EQ(counts->input_bytes, 10);
  EXPECT_EQ(counts->output_bytes, 11);
  EXPECT_EQ(counts->first_split_line, 0);
  EXPECT_EQ(last_progress_, 3);
}

TEST_F(TransformLinesTest, AnEmptyFileGivesAnEmptyFile) {
  const auto counts = Transform("", 2);
  ASSERT_TRUE(counts.ok());
  EXPECT_EQ(Output(), "");
  EXPECT_EQ(counts->lines, 0);
}

TEST_F(TransformLinesTest, LinesOfSeveralLinesAreCounted) {
  const auto counts = Transform("one\ntwo\nthree\ntwo\n", 1);
  EXPECT_EQ(Output(), "ONE\nTWO\nmore\nTHREE\nTWO\nmore\n");
  EXPECT_EQ(counts->split_lines, 2);
  EXPECT_EQ(counts->first_split_line, 2);
}

TEST_F(TransformLinesTest, TheOutputIsThatOfOneThread) {
  std::string text;
  for (int i = 0; i < 150000; ++i) absl::StrAppend(&text, "line ", i % 7 == 0 ? std::string(100, 'x') : "", i, "\n");
  ASSERT_TRUE(Transform(text, 1).ok());
  const std::string expected = Output();
  EXPECT_EQ(expected, absl::AsciiStrToUpper(text));
  for (const int threads : {2, 3, 8}) {
    functions_ = 0;
    const auto counts = Transform(text, threads);
    ASSERT_TRUE(counts.ok());
    EXPECT_EQ(functions_, threads);
    EXPECT_EQ(counts->lines, 150000);
    EXPECT_TRUE(Output() == expected) << threads;
  }
}

TEST_F(TransformLinesTest, TheFirstBadLineIsNamedWhateverTheThreads) {
  std::string text;
  for (int i = 1; i <= 200000; ++i)
    absl::StrAppend(&text, i == 90001 || i == 90002 || i > 190000 ? "bad" : "good", "\n");
  for (const int threads : {1, 2, 8}) {
    const auto counts = Transform(text, threads);
    EXPECT_THAT(counts.status().message(), HasSubstr("/in, line 90001: \"bad\" is no good")) << threads;
  }
  EXPECT_FALSE(ReadFile(folder_.path() + "/out").ok());
}

TEST_F(TransformLinesTest, SplitLinesAreNumberedThroughoutTheFile) {
  std::string text;
  for (int i = 1; i <= 100000; ++i) absl::StrAppend(&text, i == 98765 ? "two" : "other", "\n");
  EXPECT_EQ(Transform(text, 4)->first_split_line, 98765);
}

TEST_F(TransformLinesTest, AFullDeviceEndsIt) {
  auto input = LineBlocks::Open(folder_.Write("in", std::string(4000000, '\n')));
  auto output = OutputFile::Open("/dev/full");
  EXPECT_THAT(TransformLines({/*threads=*/3, nullptr}, **input, **output, [] { return UpperCase; }).status().message(),
              HasSubstr("No space left on device"));
}

TEST_F(TransformLinesTest, AFullDeviceEndsItThoughThePipeStaysOpen) {
  const std::string path = folder_.path() + "/pipe";
  ASSERT_EQ(mkfifo(path.c_str(), 0600), 0);
  const int both = open(path.c_str(), O_RDWR | O_CLOEXEC);
  ASSERT_EQ(write(both, "line\n", 5), 5);
  auto input = LineBlocks::Open(path);
  auto output = OutputFile::Open("/dev/full");
  EXPECT_FALSE(TransformLines({/*threads=*/2, nullptr}, **input, **output, [] { return UpperCase; }).ok());
  close(both);
}

}  // namespace
}  // namespace moebench::language
