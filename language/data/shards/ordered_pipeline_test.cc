#include "language/data/shards/ordered_pipeline.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/counter_random.h"
#include "gtest/gtest.h"

namespace moebench::language {
namespace {

struct Number {
  int64_t value = -1;
  int64_t square = -1;
};

// Squares 0 .. count - 1; `at` is where `fault` happens.
struct Squares {
  int64_t count = 500;
  int64_t produce_fails_at = -1, work_fails_at = -1, consume_fails_at = -1;
  std::atomic<int64_t> in_flight{0}, most_in_flight{0};
  std::vector<int64_t> consumed;

  absl::Status Run(int threads, int window) {
    int64_t next = 0;
    return RunOrdered<Number>(
        threads, window,
        [&](Number* number) -> absl::StatusOr<bool> {
          if (next == produce_fails_at) return absl::DataLossError("produce");
          if (next == count) return false;
          number->value = next++;
          most_in_flight = std::max(most_in_flight.load(), ++in_flight);
          return true;
        },
        [&] {
          return [&](Number* number) {
            // Some items take longer than those after them.
            std::this_thread::sleep_for(std::chrono::microseconds(MixSeed(1, number->value) % 60));
            number->square = number->value * number->value;
            return number->value == work_fails_at ? absl::InternalError("work") : absl::OkStatus();
          };
        },
        [&](Number* number) {
          if (number->value == consume_fails_at) return absl::CancelledError("consume");
          consumed.push_back(number->square);
          --in_flight;
          return absl::OkStatus();
        });
  }
};

TEST(OrderedPipeline, ConsumesInTheOrderOfProduction) {
  for (const int threads : {1, 2, 7}) {
    for (const int window : {1, 2, 16}) {
      Squares squares;
      ASSERT_TRUE(squares.Run(threads, window).ok());
      ASSERT_EQ(squares.consumed.size(), 500u);
      for (int64_t i = 0; i < 500; ++i) EXPECT_EQ(squares.consumed[i], i * i);
      EXPECT_LE(squares.most_in_flight, window);
    }
  }
}

TEST(OrderedPipeline, NothingToProduce) {
  Squares squares;
  squares.count = 0;
  EXPECT_TRUE(squares.Run(3, 4).ok());
  EXPECT_TRUE(squares.consumed.empty());
}

TEST(OrderedPipeline, TheFirstErrorEndsItAfterExactlyTheItemsBefore) {
  for (const int threads : {1, 4}) {
    Squares produce, work, consume, two;
    produce.produce_fails_at = 123;
    EXPECT_EQ(produce.Run(threads, 6).message(), "produce");
    EXPECT_EQ(produce.consumed.size(), 123u);
    work.work_fails_at = 77;
    EXPECT_EQ(work.Run(threads, 6).message(), "work");
    EXPECT_EQ(work.consumed.size(), 77u);
    consume.consume_fails_at = 45;
    EXPECT_EQ(consume.Run(threads, 6).message(), "consume");
    EXPECT_EQ(consume.consumed.size(), 45u);
    two.work_fails_at = 60, two.produce_fails_at = 62;
    EXPECT_EQ(two.Run(threads, 6).message(), "work");
  }
}

}  // namespace
}  // namespace moebench::language
