#include "moe_core/training/progress.h"

#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_split.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "moe_core/training/text_table.h"

namespace moebench {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::SizeIs;

class ProgressTest : public ::testing::Test {
 protected:
  ProgressSink Sink(bool is_terminal) {
    ProgressSink sink;
    sink.is_terminal = is_terminal;
    sink.columns = 100;
    sink.write = [this](absl::string_view text) { written_.emplace_back(text); };
    sink.now = [this] { return now_; };
    return sink;
  }
  void Wait(double seconds) { now_ += absl::Seconds(seconds); }

  absl::Time now_ = absl::FromUnixSeconds(1000);
  std::vector<std::string> written_;
};

// 25 of 100 after 50 s: 0.5 a second, 75 left take 150 s.
TEST_F(ProgressTest, TheLineSaysHowFarHowFastAndHowLong) {
  Progress progress({"images", 100}, Sink(/*is_terminal=*/true));
  Wait(50);
  progress.Update(25, "loss 1.5");
  EXPECT_THAT(written_,
              ElementsAre("\r\x1b[K█████                 25 %  25/100 images  0.5 images/s  ETA 2 min 30 s  loss 1.5"));
}

// 10 done here in 5 s, 2 a second: 50 left take 25 s. The 40 of the earlier process do not count.
TEST_F(ProgressTest, AResumedRunsRateCountsFromItsStart) {
  Progress progress({"steps", 100, /*start=*/40}, Sink(true));
  Wait(5);
  progress.Update(50);
  EXPECT_THAT(written_.back(), HasSubstr("50/100 steps  2 steps/s  ETA 25 s"));
}

TEST_F(ProgressTest, ATerminalLineIsRewrittenTenTimesASecond) {
  Progress progress({"steps", 1000}, Sink(true));
  for (int step = 1; step <= 1000; ++step) {
    Wait(0.001);
    progress.Update(step);
  }
  progress.Finish();
  ASSERT_LE(written_.size(), 13u);
  EXPECT_GE(written_.size(), 10u);
  EXPECT_THAT(written_[written_.size() - 2], HasSubstr("100 %  1000/1000 steps  1000 steps/s"));
  EXPECT_THAT(written_[written_.size() - 2], Not(HasSubstr("ETA")));
  EXPECT_EQ(written_.back(), "\n");
}

TEST_F(ProgressTest, ATerminalLineFitsAndCanBeCleared) {
  Progress progress({"steps", 10}, Sink(true));
  Wait(1);
  progress.Update(1, std::string(300, 'x'));
  EXPECT_LT(DisplayWidth(written_[0].substr(std::string("\r\x1b[K").size())), 100);
  progress.Clear();
  EXPECT_EQ(written_.back(), "\r\x1b[K");
  progress.Update(2);  // at once, though no time has passed
  EXPECT_THAT(written_.back(), HasSubstr("2/10"));
  EXPECT_THAT(written_, SizeIs(3));
}

TEST_F(ProgressTest, ElsewhereThereIsALineForEveryTenth) {
  Progress progress({"steps", 1000}, Sink(/*is_terminal=*/false));
  for (int step = 1; step <= 1000; ++step) {
    Wait(0.1);
    progress.Update(step);
  }
  progress.Finish();
  ASSERT_THAT(written_, SizeIs(10));
  EXPECT_THAT(written_[0], HasSubstr(" 10 %  100/1000 steps  10 steps/s  ETA 1 min 30 s\n"));
  EXPECT_THAT(written_[9], HasSubstr("100 %"));
}

TEST_F(ProgressTest, SlowWorkGetsALineEveryThirtySecondsAndAPercent) {
  Progress progress({"steps", 1000}, Sink(false));
  for (int step = 1; step <= 99; ++step) {
    Wait(1);  // ten steps, one percent, in 10 s
    progress.Update(step);
  }
  EXPECT_THAT(written_, SizeIs(3));
  Progress slower({"steps", 100000}, Sink(false));
  written_.clear();
  for (int step = 1; step <= 99; ++step) {
    Wait(40);  // far less than a percent
    slower.Update(step);
  }
  EXPECT_THAT(written_, SizeIs(0));
}

TEST_F(ProgressTest, QuickWorkGetsFewLines) {
  Progress progress({"steps", 1000}, Sink(false));
  for (int step = 1; step <= 1000; ++step) {
    Wait(0.0001);
    progress.Update(step);
  }
  progress.Finish();
  EXPECT_THAT(written_, SizeIs(1));
  EXPECT_THAT(written_[0], HasSubstr("1000/1000"));
}

TEST_F(ProgressTest, NothingToDoIsDone) {
  Progress progress({"steps", 0}, Sink(true));
  progress.Update(0);
  EXPECT_THAT(written_.back(), HasSubstr("100 %  0/0 steps"));
}

TEST(ProgressThreadTest, ThreadsMayUpdateTogether) {
  std::string text;
  ProgressSink sink;
  sink.is_terminal = true;
  sink.write = [&text](absl::string_view part) { text.append(part.data(), part.size()); };
  Progress progress({"images", 4000}, sink);
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&progress] {
      for (int i = 0; i < 1000; ++i) progress.Update(i);
    });
  }
  for (std::thread& thread : threads) thread.join();
  progress.Update(4000);
  progress.Finish();
  EXPECT_THAT(text, HasSubstr("4000/4000 images"));
}

TEST(FormatTimeLeftTest, TwoUnitsAreEnough) {
  EXPECT_EQ(FormatTimeLeft(absl::Seconds(0)), "0 s");
  EXPECT_EQ(FormatTimeLeft(absl::Seconds(59.4)), "59 s");
  EXPECT_EQ(FormatTimeLeft(absl::Seconds(59.6)), "1 min 00 s");
  EXPECT_EQ(FormatTimeLeft(absl::Seconds(3599)), "59 min 59 s");
  EXPECT_EQ(FormatTimeLeft(absl::Minutes(127)), "2 h 07 min");
  EXPECT_EQ(FormatTimeLeft(absl::Hours(76)), "3 d 04 h");
}

}  // namespace
}  // namespace moebench
