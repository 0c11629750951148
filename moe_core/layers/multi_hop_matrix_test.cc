// The multi-hop layer of two hops against the loops of reference_layer.h: every variant of the cosine router x every
// kind of expert x {train, eval} x every device present. In fp32 alone: bf16 rounds what the second hop routes by, so
// that near ties may fall otherwise than in float64.

#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>
#include <torch/utils.h>

#include "moe_core/experts/expert_list.h"
#include "moe_core/layers/multi_hop_moe.h"
#include "moe_core/layers/test_matrix.h"
#include "moe_core/routing/router_list.h"

namespace moebench {
namespace {

using google::protobuf::TextFormat;

MultiHopMoe Make(const Setting& setting) {
  MultiHopConfig hops;
  hops.set_num_hops(kHops);
  hops.set_learned_magnitude(true);
  MoeShape shape = setting.Shape();
  shape.output_dim = kDim;
  return *MakeMultiHopMoe(setting.config, hops, shape);
}

void ExpectSameAsLoop(const Setting& setting, Tally& tally) {
  SCOPED_TRACE(setting.Text());
  torch::manual_seed(20);
  MultiHopMoe layer = Make(setting);
  Fill(*layer, setting);
  layer->train(setting.training);
  const RouterInput input = InputOf(Normal({kTokens, kDim}, setting).requires_grad_(), kTemperature);
  const MultiHopOutput out = layer->forward(input);

  const ParameterMap parameter = ReferenceOf(*layer);
  const ReferenceInput reference_input = ReferenceOf(input, setting.training);
  std::vector<ReferenceRouting> routing;
  const ReferenceOutput reference = HopsByLoop(setting.config, parameter, reference_input, kHops, routing);
  ASSERT_EQ(out.routing.size(), routing.size());
  for (int hop = 0; hop < kHops; ++hop) {
    ASSERT_NO_FATAL_FAILURE(ExpectSameSlots(out.routing[hop], routing[hop], setting, tally)) << "hop " << hop;
  }
  tally.Compare("output", RelativeError(out.output, reference.output), setting.OutputTolerance(), setting);
  ExpectSameLosses(out.losses, reference, setting, tally);
  ExpectSameGradients({out.output, out.losses.total, input.x}, *layer,
                      {reference.output, reference.total, reference_input.x}, parameter, setting, tally);
  ++tally.tested;
}

class HopMatrix : public testing::TestWithParam<std::string> {
 protected:
  static void TearDownTestSuite() { tally_.Print("cosine routers x experts x modes x devices, two hops"); }
  static inline Tally tally_;
};

TEST_P(HopMatrix, IsTheLoopOverTokensAndHops) {
  const int64_t before = tally_.tested;
  Setting setting;
  int64_t num_experts = 0;
  setting.config.router.set_kind("cosine");
  ASSERT_TRUE(TextFormat::MergeFromString(RouterSizes(), &setting.config.router));
  ASSERT_TRUE(TextFormat::MergeFromString(GetParam(), &setting.config.router));
  for (const ExpertKind& kind : ExpertKinds()) {
    for (const std::string& variant : kind.variants) {
      ++num_experts;
      ASSERT_TRUE(TextFormat::ParseFromString(variant, &setting.config.experts));
      setting.config.experts.set_kind(kind.name);
      for (const at::Device& device : DevicesPresent()) {
        for (const bool training : {true, false}) {
          setting.device = device;
          setting.training = training;
          setting.config.losses = LossesOf("cosine", training);
          ExpectSameAsLoop(setting, tally_);
        }
      }
    }
  }
  EXPECT_EQ(tally_.tested - before, num_experts * 2 * static_cast<int64_t>(DevicesPresent().size()));
}

std::vector<std::string> CosineVariants() {
  for (const RouterKind& kind : RouterKinds()) {
    if (kind.name == "cosine") return kind.variants;
  }
  return {};
}

INSTANTIATE_TEST_SUITE_P(CosineRouters, HopMatrix, testing::ValuesIn(CosineVariants()));

}  // namespace
}  // namespace moebench
