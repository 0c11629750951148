// EQUIFINALITY's cosine router: experts are directions in a small routing space, and a token goes to the nearest.
//
//   z = normalize(W_p x),   s_i = tau z . normalize(c_i) / temperature,   top-K of s,   weights = softmax over the
//   chosen
//
// Parameters: "projection" W_p [d_s, D] (decoupled: [H, d_s, D], one a hop), "centroids" c [E, d_s] and, where
// config.kinematic, "kinematic" v [E, d_s]. Under no_bottleneck there is no projection and d_s is D.
//
// Where the position z of a later hop comes from (routing_mode): semantic projects every hop's own input; position
// keeps z of the first hop; kinematic moves it, z_h = normalize(z_{h-1} + sum_i w_i v_i). The last two hand z on
// through Routing::carry. In the other modes kinematic vectors are held and counted as the paper does, and nothing
// reads them.
//
// A frozen router (random-fixed) is a pure function of the layer's index, the same for every seed; nothing of it is
// trained.

#include <ATen/TensorOperators.h>
#include <ATen/ops/embedding.h>
#include <ATen/ops/linear.h>
#include <ATen/ops/randn.h>
#include <torch/nn/functional/normalization.h>

#include <cmath>

#include "absl/strings/str_cat.h"
#include "base/counter_random.h"
#include "base/status_macros.h"
#include "moe_core/routing/normal_draws.h"
#include "moe_core/routing/router_list.h"

namespace moebench {
namespace {

constexpr uint64_t kFrozenKey = 0x66726f7a656e;
// Small beside the unit vectors it is added to: routing starts close to that of position mode.
constexpr double kKinematicStddev = 0.02;

at::Tensor UnitRows(const at::Tensor& x) {  // [N, d] -> [N, d]
  return torch::nn::functional::normalize(x, torch::nn::functional::NormalizeFuncOptions().dim(1));
}

class CosineRouter : public Router {
 public:
  CosineRouter(const RouterConfig& config, const RouterShape& shape)
      : Router(config, shape), routing_dim_(config.no_bottleneck() ? shape.dim : config.routing_dim()) {
    const int64_t D = shape.dim, E = config.num_experts(), d = routing_dim_;
    if (config.decoupled()) {
      projection_ = AddParameter("projection", {shape.num_hops, d, D}, 1 / std::sqrt(D));
    } else if (!config.no_bottleneck()) {
      projection_ = AddParameter("projection", {d, D}, 1 / std::sqrt(D));
    }
    centroids_ = AddParameter("centroids", {E, d}, 1 / std::sqrt(d));
    if (config.kinematic()) kinematic_ = AddParameter("kinematic", {E, d}, kKinematicStddev);
  }

  // The mean over the layer's hops: only semantic routing projects in each of them.
  int64_t FlopsPerToken() const override {
    const int64_t scores = 2 * config().num_experts() * routing_dim_;
    const int64_t projection = projection_.defined() ? 2 * routing_dim_ * shape().dim : 0;
    if (config().routing_mode() == "semantic") return scores + projection;
    const int64_t move = config().routing_mode() == "kinematic" ? 2 * config().top_k() * routing_dim_ : 0;
    return scores + move + projection / shape().num_hops;
  }

 protected:
  Routing Route(const RouterInput& input) override {
    const at::Tensor position = Position(input);
    const at::Tensor direction = UnitRows(centroids_.to(input.x.scalar_type()));
    Routing routing =
        TopKOfLogits(at::linear(position, direction) * (config().cosine_scale() / input.temperature), config().top_k());
    routing.carry = NextPosition(position, routing);
    return routing;
  }

 private:
  at::Tensor AddParameter(const std::string& name, at::IntArrayRef sizes, double stddev) {
    const at::Tensor normal = config().frozen() ? FrozenDraws(sizes) : at::randn(sizes, at::kFloat);
    return register_parameter(name, normal * stddev, /*requires_grad=*/!config().frozen());
  }

  at::Tensor FrozenDraws(at::IntArrayRef sizes) const {
    const size_t parameter = parameters(/*recurse=*/false).size();
    const uint64_t key = MixSeed(MixSeed(kFrozenKey, shape().layer_index), parameter);
    const int64_t columns = sizes.back();
    return NormalDraws(c10::multiply_integers(sizes) / columns, columns, key).view(sizes).to(at::kFloat);
  }

  at::Tensor Position(const RouterInput& input) const {  // [T, d_s], unit rows
    if (input.hop > 0 && config().routing_mode() != "semantic") {
      TORCH_CHECK(input.carry.defined() && input.carry.sizes() == at::IntArrayRef({input.x.size(0), routing_dim_}),
                  "router of layer ", shape().layer, ": hop ", input.hop, " of routing_mode ", config().routing_mode(),
                  " needs RouterInput::carry [", input.x.size(0), ", ", routing_dim_, "], got ",
                  input.carry.defined() ? c10::str(input.carry.sizes()) : "none");
      return input.carry.to(input.x.scalar_type());
    }
    if (!projection_.defined()) return UnitRows(input.x);
    return UnitRows(at::linear(input.x, ProjectionOfHop(input.hop).to(input.x.scalar_type())));
  }

  at::Tensor ProjectionOfHop(int64_t hop) const {  // [d_s, D]
    if (!config().decoupled()) return projection_;
    TORCH_CHECK(hop < projection_.size(0), "router of layer ", shape().layer, " has ", projection_.size(0),
                " decoupled projections, asked for hop ", hop);
    return projection_.select(0, hop);
  }

  at::Tensor NextPosition(const at::Tensor& position, const Routing& routing) const {  // [T, d_s] or undefined
    if (config().routing_mode() == "semantic") return {};
    if (config().routing_mode() == "position") return position;
    const at::Tensor velocity = at::embedding(kinematic_.to(position.scalar_type()), routing.expert);  // [T, K, d_s]
    return UnitRows(position + (routing.weight.unsqueeze(2) * velocity).sum(1));
  }

  const int64_t routing_dim_;  // d_s
  at::Tensor projection_;      // undefined under no_bottleneck
  at::Tensor centroids_;
  at::Tensor kinematic_;  // undefined unless config.kinematic
};

absl::Status CheckCombination(const RouterConfig& config) {
  const std::string& mode = config.routing_mode();
  if (mode != "semantic" && mode != "kinematic" && mode != "position") {
    return absl::InvalidArgumentError(
        absl::StrCat("router.routing_mode is \"", mode, "\"; it must be semantic, kinematic or position"));
  }
  if (mode == "kinematic" && !config.kinematic()) {
    return absl::InvalidArgumentError(
        "router.routing_mode is \"kinematic\" but router.kinematic is false: there are no vectors to move by");
  }
  if (config.decoupled() && config.no_bottleneck()) {
    return absl::InvalidArgumentError(
        "router.decoupled asks for a projection a hop and router.no_bottleneck for none; unset one of them");
  }
  if (config.decoupled() && mode != "semantic") {
    return absl::InvalidArgumentError(absl::StrCat("router.decoupled needs router.routing_mode semantic, got \"", mode,
                                                   "\", where only the first hop projects"));
  }
  return absl::OkStatus();
}

}  // namespace

RouterOr MakeCosineRouter(const RouterConfig& config, const RouterShape& shape) {
  MOE_RETURN_IF_ERROR(CheckTopK(config, shape));
  MOE_RETURN_IF_ERROR(CheckCombination(config));
  return std::make_shared<CosineRouter>(config, shape);
}

}  // namespace moebench
