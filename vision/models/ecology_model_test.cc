#include "vision/models/ecology_model.h"

#include <torch/types.h>
#include <torch/utils.h>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace moebench::vision {
namespace {

Experiment Small() {
  Experiment experiment;
  experiment.mutable_data()->set_image_size(16);
  experiment.mutable_encoder()->set_depth(10);
  experiment.mutable_encoder()->set_widen_factor(1);
  experiment.mutable_encoder()->set_feature_dim(12);
  experiment.mutable_router()->set_num_experts(4);
  experiment.mutable_router()->set_hidden_dim(6);
  return experiment;
}

TEST(EcologyModel, PaperSize) {
  Experiment experiment;  // defaults: WRN-28-10, 256 features, 16 experts
  EcologyModel model(experiment, 10);
  const std::vector<stats::PartCost> cost = model->Cost();
  // WideResNet-28-10 has 36,479,194 parameters with a 10-way head (640 * 10 + 10); ours is 256 wide.
  const int64_t encoder = 36479194 - 6410 + 640 * 256 + 256;
  const int64_t router = 256 * 128 + 128 + 128 * 16 + 16 + 16 * 256, experts = 16 * (256 * 10 + 10);
  EXPECT_EQ(cost[0].parameters(), encoder);
  EXPECT_EQ(cost[1].parameters(), router);
  EXPECT_EQ(cost[2].parameters(), experts);
  EXPECT_EQ(cost[2].active_parameters(), experts / 8);
  EXPECT_EQ(cost[3].parameters(), encoder + router + experts);
  EXPECT_EQ(cost[2].flops(), 2 * 2 * 256 * 10);
}

TEST(EcologyModel, ForwardShapesAndOptions) {
  torch::manual_seed(0);
  EcologyModel model(Small(), 5);
  UseChannelsLast(*model);
  const at::Tensor image = torch::randn({3, 3, 16, 16}).contiguous(at::MemoryFormat::ChannelsLast);
  ForwardOptions options;
  options.all_experts = true;
  const MoeOutput out = model->forward(image, options);
  EXPECT_EQ(out.output.sizes(), at::IntArrayRef({3, 5}));
  EXPECT_EQ(out.expert_outputs.sizes(), at::IntArrayRef({3, 4, 5}));
  options.random_dispatch = true;
  EXPECT_TRUE(model->forward(image, options).routing.weight.eq(0.5).all().item<bool>());
}

TEST(EcologyModel, Bf16IsCloseAndLeavesNothingBehind) {
  torch::manual_seed(1);
  Experiment experiment = Small();
  EcologyModel fp32(experiment, 5);
  experiment.mutable_training()->set_precision("bf16");
  torch::manual_seed(1);
  EcologyModel bf16(experiment, 5);
  const at::Tensor image = torch::randn({4, 3, 16, 16});
  const at::Tensor a = fp32->forward(image, {}).output, b = bf16->forward(image, {}).output;
  EXPECT_EQ(b.scalar_type(), at::kFloat);
  EXPECT_FALSE(torch::equal(a, b));
  EXPECT_TRUE(torch::allclose(a, b, 0.1, 0.1));
  EXPECT_EQ(torch::matmul(torch::ones({2, 2}), torch::ones({2, 2})).scalar_type(), at::kFloat);
}

TEST(EcologyModel, ParameterNamesAreCheckpointKeys) {
  EcologyModel model(Small(), 5);
  std::vector<std::string> names;
  for (const auto& item : model->named_parameters()) {
    if (item.key().rfind("encoder.", 0) != 0) names.push_back(item.key());
  }
  EXPECT_THAT(names, testing::UnorderedElementsAre("moe.router.hidden.weight", "moe.router.hidden.bias",
                                                   "moe.router.output.weight", "moe.router.output.bias",
                                                   "moe.router.prototypes", "moe.experts.weight", "moe.experts.bias"));
}

}  // namespace
}  // namespace moebench::vision
