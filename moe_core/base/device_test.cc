#include "moe_core/base/device.h"

#include <ATen/Parallel.h>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace moebench {
namespace {

using ::testing::HasSubstr;

TEST(ResolveDevice, CpuAndAuto) {
  ASSERT_TRUE(ResolveDevice("cpu").ok());
  EXPECT_TRUE(ResolveDevice("cpu")->is_cpu());
  ASSERT_TRUE(ResolveDevice("auto").ok());
}

TEST(ResolveDevice, UnknownNameIsRefusedWithTheNearest) {
  const absl::Status status = ResolveDevice("cdua").status();
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(status.message(), HasSubstr("--device=cdua"));
  EXPECT_THAT(status.message(), HasSubstr("cuda"));
}

TEST(ResolveDevice, CudaWithoutAGpuSaysWhatToDo) {
  if (ResolveDevice("auto")->is_cuda()) GTEST_SKIP() << "a GPU answers here";
  const absl::Status status = ResolveDevice("cuda").status();
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(status.message(), HasSubstr("--device=cpu"));
}

TEST(SetNumThreads, SetsAndRefuses) {
  EXPECT_EQ(*SetNumThreads(1), 1);
  EXPECT_EQ(at::get_num_threads(), 1);
  EXPECT_GE(*SetNumThreads(0), 1);
  EXPECT_FALSE(SetNumThreads(-1).ok());
  EXPECT_FALSE(SetNumThreads(5000).ok());
}

}  // namespace
}  // namespace moebench
