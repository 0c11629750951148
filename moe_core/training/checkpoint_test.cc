#include "moe_core/training/checkpoint.h"

#include <torch/types.h>
#include <torch/utils.h>

#include "base/atomic_file.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace moebench {
namespace {

using ::testing::HasSubstr;

std::string Path(const std::string& name) { return testing::TempDir() + "/" + name; }

TEST(Checkpoint, RoundTripsDtypesStridesAndMetadata) {
  torch::manual_seed(0);
  const NamedTensors saved = {{"conv", torch::randn({4, 3, 3, 3}).contiguous(at::MemoryFormat::ChannelsLast)},
                              {"half", torch::randn({5}).to(at::kBFloat16)},
                              {"count", torch::tensor(7, at::kLong)},
                              {"bytes", torch::tensor({1, 2, 255}, at::kByte)}};
  ASSERT_TRUE(SaveCheckpoint(Path("a.safetensors"), saved, {{"step", "12"}}).ok());
  EXPECT_EQ(ReadCheckpointMetadata(Path("a.safetensors"))->at("step"), "12");
  NamedTensors loaded;
  for (const auto& [name, tensor] : saved) loaded[name] = torch::zeros_like(tensor);
  ASSERT_TRUE(LoadCheckpoint(Path("a.safetensors"), loaded).ok());
  for (const auto& [name, tensor] : saved) EXPECT_TRUE(torch::equal(loaded[name], tensor)) << name;
  EXPECT_TRUE(loaded["conv"].is_contiguous(at::MemoryFormat::ChannelsLast));
  EXPECT_TRUE(torch::equal(*ReadCheckpointTensor(Path("a.safetensors"), "bytes"), saved.at("bytes")));
}

TEST(Checkpoint, SameStateSameBytes) {
  const NamedTensors tensors = {{"b", torch::ones({2})}, {"a", torch::zeros({3})}};
  ASSERT_TRUE(SaveCheckpoint(Path("b1"), tensors, {{"step", "1"}}).ok());
  ASSERT_TRUE(SaveCheckpoint(Path("b2"), tensors, {{"step", "1"}}).ok());
  EXPECT_EQ(*ReadFile(Path("b1")), *ReadFile(Path("b2")));
}

TEST(Checkpoint, MismatchesAreNamedAndChangeNothing) {
  ASSERT_TRUE(SaveCheckpoint(Path("c"), {{"w", torch::ones({2, 3})}, {"z", torch::ones({1})}}, {}).ok());
  at::Tensor w = torch::zeros({2, 3});
  EXPECT_THAT(LoadCheckpoint(Path("c"), {{"v", torch::ones({1})}, {"w", w}}).message(), HasSubstr("no tensor \"v\""));
  EXPECT_THAT(LoadCheckpoint(Path("c"), {{"w", w}}).message(), HasSubstr("\"z\" that this model does not have"));
  EXPECT_THAT(LoadCheckpoint(Path("c"), {{"w", w}, {"z", torch::ones({4})}}).message(),
              HasSubstr("is F32 [1], the model needs F32 [4]"));
  EXPECT_TRUE(torch::equal(w, torch::zeros({2, 3})));
  EXPECT_EQ(ReadCheckpointTensor(Path("c"), "q").status().code(), absl::StatusCode::kNotFound);
}

TEST(Checkpoint, ACorruptFileIsRefusedByName) {
  ASSERT_TRUE(SaveCheckpoint(Path("d"), {{"w", torch::ones({64})}}, {}).ok());
  std::string bytes = *ReadFile(Path("d"));
  bytes[bytes.size() - 5] ^= 1;
  ASSERT_TRUE(WriteFileAtomically(Path("d"), bytes).ok());
  const absl::Status status = LoadCheckpoint(Path("d"), {{"w", torch::ones({64})}});
  EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss);
  EXPECT_THAT(status.message(), HasSubstr(Path("d")));
}

}  // namespace
}  // namespace moebench
