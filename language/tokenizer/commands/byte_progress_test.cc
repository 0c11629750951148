#include "language/tokenizer/commands/byte_progress.h"

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace moebench::language {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

class ByteProgressTest : public testing::Test {
 protected:
  ProgressSink Sink(bool is_terminal) {
    ProgressSink sink;
    sink.is_terminal = is_terminal;
    sink.columns = 120;
    sink.write = [this](absl::string_view text) { written_.append(text.data(), text.size()); };
    sink.now = [this] { return now_; };
    return sink;
  }

  std::string written_;
  absl::Time now_ = absl::UnixEpoch();
};

TEST_F(ByteProgressTest, MegabytesAndWhatIsLeft) {
  ByteProgress progress(100'000'000, 0, Sink(true));
  now_ += absl::Seconds(10);
  progress.Update(50'000'000, "7 tokens");
  EXPECT_THAT(written_, HasSubstr("50 %  50/100 MB  5 MB/s  ETA 10 s  7 tokens"));
}

TEST_F(ByteProgressTest, FewBytesAreKilobytes) {
  ByteProgress progress(1'500, 0, Sink(true));
  now_ += absl::Seconds(1);
  progress.Update(1'500, "");
  EXPECT_THAT(written_, HasSubstr("100 %  2/2 kB"));
}

TEST_F(ByteProgressTest, WhatWasReadBeforeCountsTowardsNoRate) {
  ByteProgress progress(100'000'000, 40'000'000, Sink(true));
  now_ += absl::Seconds(10);
  progress.Update(50'000'000, "");
  EXPECT_THAT(written_, HasSubstr("50/100 MB  1 MB/s  ETA 50 s"));
}

TEST_F(ByteProgressTest, ALogHasNoLineOfShortWork) {
  ByteProgress quick(100'000'000, 0, Sink(false));
  quick.Update(100'000'000, "");
  quick.Finish();
  EXPECT_THAT(written_, IsEmpty());
  ByteProgress slow(100'000'000, 0, Sink(false));
  now_ += absl::Seconds(3);
  slow.Update(100'000'000, "done");
  slow.Finish();
  EXPECT_THAT(written_, HasSubstr("100/100 MB"));
  EXPECT_EQ(written_.find('\n'), written_.size() - 1);
}

TEST_F(ByteProgressTest, OfAnUnknownTotalNothingIsShown) {
  ByteProgress progress(0, 0, Sink(true));
  progress.Update(5, "x");
  progress.Finish();
  EXPECT_THAT(written_, IsEmpty());
}

}  // namespace
}  // namespace moebench::language
