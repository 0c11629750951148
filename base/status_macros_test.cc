#include "base/status_macros.h"

#include <map>
#include <memory>
#include <string>

#include "gtest/gtest.h"

namespace moebench {
namespace {

absl::StatusOr<int> Half(int x) {
  if (x % 2 != 0) return absl::InvalidArgumentError("odd");
  return x / 2;
}

absl::Status CheckPositive(int x, int* checks) {
  ++*checks;
  return x > 0 ? absl::OkStatus() : absl::OutOfRangeError("not positive");
}

absl::StatusOr<std::string> QuarterAsText(int x, int* checks) {
  MOE_RETURN_IF_ERROR(CheckPositive(x, checks));
  MOE_ASSIGN_OR_RETURN(int value, Half(x));
  MOE_ASSIGN_OR_RETURN(value, Half(value));
  return std::to_string(value);
}

TEST(StatusMacrosTest, ValuesPassThrough) {
  int checks = 0;
  EXPECT_EQ(*QuarterAsText(12, &checks), "3");
  EXPECT_EQ(checks, 1);
}

TEST(StatusMacrosTest, TheFirstErrorIsReturned) {
  int checks = 0;
  EXPECT_EQ(QuarterAsText(-4, &checks).status(), absl::OutOfRangeError("not positive"));
  EXPECT_EQ(QuarterAsText(3, &checks).status(), absl::InvalidArgumentError("odd"));
  EXPECT_EQ(QuarterAsText(6, &checks).status(), absl::InvalidArgumentError("odd"));
}

absl::StatusOr<std::map<int, int>> OneEntry(int key, int value) { return std::map<int, int>{{key, value}}; }

absl::StatusOr<std::unique_ptr<int>> MoveOnly(int x) { return std::make_unique<int>(x); }

absl::Status UsesCommasAndMoves(int* sum) {
  MOE_ASSIGN_OR_RETURN(const auto entries, OneEntry(1, 2));
  MOE_ASSIGN_OR_RETURN(const std::unique_ptr<int> pointer, MoveOnly(40));
  *sum = entries.at(1) + *pointer;
  return absl::OkStatus();
}

TEST(StatusMacrosTest, CommasInCallsAndMoveOnlyValuesWork) {
  int sum = 0;
  EXPECT_TRUE(UsesCommasAndMoves(&sum).ok());
  EXPECT_EQ(sum, 42);
}

}  // namespace
}  // namespace moebench
