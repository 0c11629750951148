#include "vision/data/parallel_for.h"

#include <atomic>
#include <string>
#include <vector>

#include "gtest/gtest.h"

namespace moebench::vision {
namespace {

TEST(ParallelForTest, VisitsEveryItemOnceForAnyThreadCount) {
  for (const int threads : {0, 1, 2, 7}) {
    std::vector<std::atomic<int>> visits(1000);
    ASSERT_TRUE(ParallelFor(1000, threads, [&](int64_t i) {
                  ++visits[i];
                  return absl::OkStatus();
                }).ok());
    for (const auto& count : visits) EXPECT_EQ(count, 1);
  }
}

TEST(ParallelForTest, NothingToDoIsNoError) {
  EXPECT_TRUE(ParallelFor(0, 4, [](int64_t) { return absl::InternalError("called"); }).ok());
}

// Items 300 and above fail. 300 is handed out before them, so its error wins however the threads are scheduled.
TEST(ParallelForTest, ReturnsTheErrorOfTheLowestFailingItem) {
  for (int repetition = 0; repetition < 50; ++repetition) {
    const absl::Status status = ParallelFor(
        1000, 4, [](int64_t i) { return i < 300 ? absl::OkStatus() : absl::DataLossError(std::to_string(i)); });
    EXPECT_EQ(status, absl::DataLossError("300"));
  }
}

TEST(ParallelForTest, StartsNoItemAfterAnError) {
  std::atomic<int> started{0};
  const absl::Status status = ParallelFor(1'000'000, 2, [&](int64_t) {
    ++started;
    return absl::DataLossError("bad");
  });
  EXPECT_FALSE(status.ok());
  EXPECT_LE(started, 2);
}

}  // namespace
}  // namespace moebench::vision
