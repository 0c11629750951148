// Every parameter count that EQUIFINALITY states or that follows from its block and its tables, as the layers come out;
// the rest of the model is arithmetic here.

#include <google/protobuf/text_format.h>
#include <torch/utils.h>

#include "gtest/gtest.h"
#include "moe_core/layers/multi_hop_moe.h"

namespace moebench {
namespace {

int64_t Count(const torch::nn::Module& module) {
  int64_t count = 0;
  for (const at::Tensor& parameter : module.parameters()) count += parameter.numel();
  return count;
}

// Text of MultiHopConfig, RouterConfig and ExpertConfig, and the sizes of the model around the layer.
struct Variant {
  std::string hops, router, experts;
  int64_t dim = 1024, layers = 8;
};

struct LayerCount {
  int64_t router = 0, experts = 0, magnitude = 0;
};

LayerCount CountLayer(const Variant& variant) {
  MoeLayerConfig config;
  MultiHopConfig hops;
  google::protobuf::TextFormat::MergeFromString(variant.router, &config.router);
  google::protobuf::TextFormat::MergeFromString(variant.experts, &config.experts);
  google::protobuf::TextFormat::MergeFromString(variant.hops, &hops);
  MoeShape shape;
  shape.dim = variant.dim;
  const absl::StatusOr<MultiHopMoe> layer = MakeMultiHopMoe(config, hops, shape);
  EXPECT_TRUE(layer.ok()) << layer.status();
  const LayerCount count = {Count(*(*layer)->router()), Count(*(*layer)->experts()),
                            static_cast<int64_t>((*layer)->named_parameters().contains("magnitude"))};
  EXPECT_EQ(count.router + count.experts + count.magnitude, Count(**layer));
  return count;
}

int64_t RouterTotal(const Variant& variant) { return variant.layers * CountLayer(variant).router; }
int64_t ExpertTotal(const Variant& variant) { return variant.layers * CountLayer(variant).experts; }

// Tied embedding and head, a layer norm (weight, bias) on the embedding and one before the head; a block has attention
// with four projections and their biases, and two layer norms.
int64_t ModelTotal(const Variant& variant) {
  const int64_t d = variant.dim, L = variant.layers;
  const LayerCount layer = CountLayer(variant);
  const int64_t outside = 32000 * d + 2 * (2 * d);
  const int64_t attention = 4 * d * d + 4 * d, norms = 2 * (2 * d);
  return outside + L * (attention + norms + layer.router + layer.experts + layer.magnitude);
}

constexpr char kCosine[] = "kind: 'cosine' num_experts: 1024 top_k: 12";
constexpr char kRank1[] = "kind: 'rank' rank: 1";

std::string Cosine(const std::string& more) { return std::string(kCosine) + " " + more; }

const Variant kWide = {"", kCosine, kRank1};
const Variant kDecoupled = {"num_hops: 3", Cosine("top_k: 4 decoupled: true kinematic: false"), kRank1};
const Variant kLinear = {"", "kind: 'linear' num_experts: 1024 top_k: 12", kRank1};
const Variant kCosine341 = {"", Cosine("routing_dim: 341"), kRank1};
const Variant kRandomFixed = {"", Cosine("frozen: true kinematic: false"), kRank1};
const Variant kTop1 = {"", "kind: 'cosine' num_experts: 1024 top_k: 1 kinematic: false", kRank1};
const Variant kHash = {"", "kind: 'hash' num_experts: 1024 top_k: 12", kRank1};
const Variant kRank16 = {"", "kind: 'cosine' num_experts: 256 top_k: 4 kinematic: false", "kind: 'rank' rank: 16", 1024,
                         4};
const Variant kDense = {"", "kind: 'dense' num_experts: 1 top_k: 1", "kind: 'rank' rank: 1120"};

TEST(ParameterTotals, Routers) {
  EXPECT_EQ(RouterTotal(kWide), 1572864);         // 8 * 3 * 1024 * 64: projection, centroids, kinematic vectors
  EXPECT_EQ(RouterTotal(kLinear), 8388608);       // 8 * 1024 * 1024, without bias
  EXPECT_EQ(RouterTotal(kDecoupled), 2097152);    // 8 * 4 * 1024 * 64: three projections and the centroids
  EXPECT_EQ(RouterTotal(kCosine341), 8380416);    // 8 * 3 * 1024 * 341
  EXPECT_EQ(RouterTotal(kRandomFixed), 1048576);  // 8 * 2 * 1024 * 64, held though never trained
  EXPECT_EQ(RouterTotal(kTop1), 1048576);
  EXPECT_EQ(RouterTotal(kHash), 0);
  EXPECT_EQ(RouterTotal(kDense), 0);
  EXPECT_EQ(RouterTotal(kRank16), 327680);  // 4 * (64 * 1024 + 256 * 64)
}

TEST(ParameterTotals, RandomFixedIsHeldButNotTrained) {
  MoeLayerConfig config;
  google::protobuf::TextFormat::MergeFromString(kRandomFixed.router, &config.router);
  MoeShape shape;
  shape.dim = 1024;
  const std::shared_ptr<Router> router = *MakeLayerRouter(config, shape);
  for (const at::Tensor& parameter : router->parameters()) EXPECT_FALSE(parameter.requires_grad());
}

TEST(ParameterTotals, Experts) {
  EXPECT_EQ(ExpertTotal(kWide), 8 * 2 * 1024 * 1024);  // 2 N d
  EXPECT_EQ(ExpertTotal({"", kCosine, "kind: 'rank' rank: 2"}), 8 * 2 * 2 * 1024 * 1024);
  EXPECT_EQ(ExpertTotal(kRank16), 4 * 2 * 16 * 256 * 1024);
  EXPECT_EQ(ExpertTotal({"", kCosine, "kind: 'static'"}), 8 * 1024 * 1024);      // N d
  EXPECT_EQ(ExpertTotal(kDense), 8 * 2 * 1024 * 1120);                           // 2 d d_ff
  EXPECT_EQ(ExpertTotal({"num_hops: 3", kCosine, kRank1}), ExpertTotal(kWide));  // shared by hops
  EXPECT_EQ(ExpertTotal({"num_hops: 3", kCosine, "kind: 'rank' rank: 1 per_hop_pools: true"}), 3 * ExpertTotal(kWide));
}

// A dense layer is one relu-free feed-forward block of width d_ff without biases; both kinds that can be it agree.
TEST(ParameterTotals, DenseFeedForward) {
  const Variant relu = {"", kDense.router, "kind: 'relu_ffn' hidden_dim: 1120 bias: false"};
  EXPECT_EQ(ExpertTotal(relu), ExpertTotal(kDense));
}

TEST(ParameterTotals, LargeModels) {
  EXPECT_EQ(ModelTotal(kWide), 84742144);
  EXPECT_EQ(ModelTotal({"", kCosine, "kind: 'static'"}), 76353536);
  EXPECT_EQ(ModelTotal({"", kCosine, kRank1, 1024, 6}), 71749632);
  EXPECT_EQ(ModelTotal({"", kCosine, "kind: 'static'", 1024, 6}), 65458176);
  EXPECT_EQ(ModelTotal({"num_hops: 3", Cosine("top_k: 4"), kRank1}), 84742144);  // deep: hops cost no parameter
  EXPECT_EQ(ModelTotal({"learned_magnitude: true", kCosine, kRank1}), 84742144 + 8);
  EXPECT_EQ(ModelTotal(kDecoupled), 85266432);
  EXPECT_EQ(ModelTotal(kLinear), 91557888);
  EXPECT_EQ(ModelTotal(kCosine341), 91549696);
  EXPECT_EQ(ModelTotal({"", kCosine, "kind: 'rank' rank: 2"}), 101519360);
  EXPECT_EQ(ModelTotal(kTop1), 84217856);
  EXPECT_EQ(ModelTotal(kRandomFixed), 84217856);
  EXPECT_EQ(ModelTotal(kHash), 83169280);
  EXPECT_EQ(ModelTotal(kRank16), 83464192);
  EXPECT_EQ(ModelTotal({"num_hops: 2", "kind: 'cosine' num_experts: 256 top_k: 2 kinematic: false",
                        "kind: 'rank' rank: 16", 1024, 4}),
            83464192);
  EXPECT_EQ(ModelTotal({"", kDense.router, "kind: 'rank' rank: 12"}), 66588672);  // dense_iso_flop
  EXPECT_EQ(ModelTotal(kDense), 84742144);  // dense_iso_param: 2 * 1120 = 2 * 1024 + 3 * 64
}

TEST(ParameterTotals, SmallModels) {
  const auto small = [](const std::string& hops, const std::string& router, const std::string& experts) {
    return ModelTotal({hops, "kind: 'cosine' " + router, experts, 768, 4});
  };
  EXPECT_EQ(small("num_hops: 3", "num_experts: 512 top_k: 4", kRank1), 37645312);
  EXPECT_EQ(small("num_hops: 3", "num_experts: 512 top_k: 4", "kind: 'static'"), 36072448);
  EXPECT_EQ(small("num_hops: 3", "num_experts: 64 top_k: 2", "kind: 'rank' rank: 8"), 37415936);
  EXPECT_EQ(small("num_hops: 3", "num_experts: 128 top_k: 4", "kind: 'rank' rank: 4"), 37448704);
}

}  // namespace
}  // namespace moebench
