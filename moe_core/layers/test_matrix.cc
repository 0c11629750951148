#include "moe_core/layers/test_matrix.h"

#include <ATen/Parallel.h>
#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/linalg_vector_norm.h>
#include <ATen/ops/randn.h>
#include <ATen/ops/zeros_like.h>
#include <gtest/gtest.h>
#include <torch/cuda.h>

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "absl/strings/str_cat.h"

namespace moebench {
namespace {

constexpr uint64_t kKey = 41;

// Routers compute in fp32 at both dtypes, so weights and losses are held to fp32 always. bf16 keeps 8 bits: a number is
// off by up to 2^-9 = .2 %, and outputs and gradients are made of several. Measured: .6 % and 1.1 % at most.
constexpr double kFp32 = 1e-5, kBf16Output = 1e-2, kBf16Gradient = 2e-2;

at::Tensor GradientOf(const at::Tensor& leaf) { return leaf.grad().defined() ? leaf.grad() : at::zeros_like(leaf); }

}  // namespace

std::vector<at::Device> DevicesPresent() {
  std::vector<at::Device> devices = {at::kCPU};
  if (torch::cuda::is_available()) devices.emplace_back(at::kCUDA, 0);
  return devices;
}

MoeShape Setting::Shape() const {
  MoeShape shape;
  shape.dim = kDim;
  shape.output_dim = config.experts.kind() == "linear" ? kClasses : kDim;
  shape.layer = "matrix";
  shape.layer_index = kLayerIndex;
  shape.num_hops = kHops;
  return shape;
}

double Setting::OutputTolerance() const { return dtype == at::kFloat ? kFp32 : kBf16Output; }
double Setting::GradientTolerance() const { return dtype == at::kFloat ? kFp32 : kBf16Gradient; }

std::string Setting::Text() const {
  return absl::StrCat("router { ", config.router.ShortDebugString(), " } experts { ", config.experts.ShortDebugString(),
                      " } ", c10::toString(dtype), training ? " train " : " eval ", device.str());
}

std::string RouterSizes() { return "num_experts: 8 top_k: 4 routing_dim: 6 hidden_dim: 7 bias_update_rate: 0.05"; }

RouterLossConfig LossesOf(const std::string& router, bool training) {
  RouterLossConfig losses;
  losses.set_switch_balance_weight(0.3);
  losses.set_importance_weight(0.5);
  if (router != "hash") losses.set_z_loss_weight(0.2);  // the hash has no logits
  if (router == "noisy_top_k" && training) losses.set_load_weight(0.4);
  return losses;
}

at::Tensor Normal(at::IntArrayRef sizes, const Setting& setting) {
  return at::randn(sizes, at::kFloat).to(setting.device, setting.dtype);
}

void Fill(torch::nn::Module& module, const Setting& setting) {
  at::set_num_threads(1);  // of 13 tokens, waking a second costs more than it does
  const at::NoGradGuard no_grad;
  for (at::Tensor& parameter : module.parameters()) {
    const double fan_in = parameter.dim() == 0 ? 1 : static_cast<double>(parameter.size(-1));
    parameter.set_data(Normal(parameter.sizes(), setting) / std::sqrt(fan_in));
  }
  for (at::Tensor& buffer : module.buffers()) buffer.set_data(buffer.to(setting.device));
}

RouterInput InputOf(const at::Tensor& x, double temperature) {
  RouterInput input;
  input.x = x;
  input.position = at::arange(kTokens, x.options().dtype(at::kLong).requires_grad(false)) * 3 + 2;
  input.temperature = temperature;
  input.key = kKey;
  return input;
}

ReferenceInput ReferenceOf(const RouterInput& input, bool training) {
  ReferenceInput reference;
  reference.x = input.x.detach().to(at::kCPU, at::kDouble).requires_grad_();
  const at::Tensor position = input.position.cpu();
  reference.position.assign(position.data_ptr<int64_t>(), position.data_ptr<int64_t>() + kTokens);
  reference.temperature = input.temperature;
  reference.training = training;
  reference.key = input.key;
  reference.layer_index = kLayerIndex;
  return reference;
}

ParameterMap ReferenceOf(const torch::nn::Module& module) {
  ParameterMap reference;
  for (const auto& item : module.named_parameters()) {
    reference[item.key()] =
        item.value().detach().to(at::kCPU, at::kDouble).clone().requires_grad_(item.value().requires_grad());
  }
  for (const auto& item : module.named_buffers()) {
    reference[item.key()] = item.value().detach().to(at::kCPU, at::kDouble).clone();
  }
  return reference;
}

void Learn(Router& router, const Setting& setting) {
  router.train();
  for (int batch = 0; batch < 3 && !router.named_buffers().is_empty(); ++batch) {
    const RouterInput input = InputOf(Normal({kTokens, kDim}, setting), /*temperature=*/1);
    const ParameterMap before = ReferenceOf(router);
    router.Update(router.forward(input).observation);
    if (!HasReferenceRouter(router.config().kind())) continue;
    const ReferenceRouting routing = RouteByLoop(router.config(), before, ReferenceOf(input, /*training=*/true));
    ParameterMap wanted = UpdateByLoop(router.config(), before, routing, batch == 0);
    for (const auto& item : router.named_buffers()) {
      if (item.key() == "batches") continue;
      EXPECT_LE(RelativeError(item.value(), wanted.at(item.key())), 1e-6) << item.key() << " after batch " << batch;
    }
  }
}

ReferenceRouting RouteByItself(const Setting& setting, const ReferenceInput& input, ParameterMap& parameter) {
  const std::shared_ptr<Router> router = *MakeLayerRouter(setting.config, setting.Shape());
  router->train(setting.training);
  for (auto& item : router->named_parameters()) {
    at::Tensor& wanted = parameter.at("router." + item.key());
    item.value().set_data(wanted.detach());
    wanted = item.value();
  }
  for (auto& item : router->named_buffers()) item.value().set_data(parameter.at("router." + item.key()));
  const Routing routing = router->forward(InputOf(input.x, input.temperature));
  ReferenceRouting reference;
  for (int64_t t = 0; t < kTokens; ++t) {
    reference.slots.emplace_back();
    for (int64_t k = 0; k < routing.expert.size(1); ++k) {
      const int64_t expert = routing.expert[t][k].item<int64_t>();
      if (expert < routing.num_experts) reference.slots.back().push_back({expert, routing.weight[t][k]});
    }
    reference.probability.push_back(routing.mean_probability);
    if (routing.logits.defined()) reference.logits.push_back(routing.logits[t]);
  }
  reference.capacity = routing.capacity;
  reference.first_choices_first = routing.drop_order == DropOrder::kChoice;
  return reference;
}

double RelativeError(const at::Tensor& value, const at::Tensor& reference) {
  const double size = at::linalg_vector_norm(reference.detach()).item<double>();
  const at::Tensor difference = value.detach().to(at::kCPU, at::kDouble) - reference.detach();
  return at::linalg_vector_norm(difference).item<double>() / (size == 0 ? 1 : size);
}

void Tally::Compare(const std::string& what, double error, double tolerance, const Setting& setting) {
  EXPECT_LE(error, tolerance) << what;
  double& so_far = largest[absl::StrCat(c10::toString(setting.dtype), " ", what.substr(0, what.find(' ')))];
  so_far = std::max(so_far, error);
}

void Tally::Print(const std::string& name) const {
  std::string text = absl::StrCat(name, ": ", tested, " cells compared, ", refused, " refused; on");
  for (const at::Device& device : DevicesPresent()) absl::StrAppend(&text, " ", device.str());
  for (const auto& [what, error] : largest) absl::StrAppend(&text, "\n  largest error of ", what, ": ", error);
  std::printf("%s\n", text.c_str());
}

void ExpectSameSlots(const Routing& routing, const ReferenceRouting& reference, const Setting& setting, Tally& tally) {
  const at::Tensor expert = routing.expert.cpu(), weight = routing.weight.detach().to(at::kCPU, at::kDouble);
  ASSERT_EQ(expert.size(0), static_cast<int64_t>(reference.slots.size()));
  double difference = 0, size = 0;
  for (int64_t t = 0; t < expert.size(0); ++t) {
    const std::vector<ReferenceSlot>& slots = reference.slots[t];
    for (int64_t k = 0; k < std::max<int64_t>(expert.size(1), slots.size()); ++k) {
      const bool empty = k >= static_cast<int64_t>(slots.size());
      ASSERT_LT(k, expert.size(1)) << "token " << t << " lacks a slot";
      ASSERT_EQ(expert[t][k].item<int64_t>(), empty ? routing.num_experts : slots[k].expert)
          << "token " << t << " slot " << k;
      const double wanted = empty ? 0 : slots[k].weight.item<double>(), found = weight[t][k].item<double>();
      if (empty) {
        ASSERT_EQ(found, 0);
      }
      difference += (found - wanted) * (found - wanted);
      size += wanted * wanted;
    }
  }
  tally.Compare("weights", std::sqrt(difference / size), kFp32, setting);
}

void ExpectSameLosses(const LossTerms& losses, const ReferenceOutput& reference, const Setting& setting, Tally& tally) {
  ASSERT_EQ(losses.terms.size(), reference.terms.size());
  for (const LossTerm& term : losses.terms) {
    ASSERT_EQ(reference.terms.count(term.name), 1) << term.name;
    tally.Compare(absl::StrCat("losses ", term.name), RelativeError(term.value, reference.terms.at(term.name)), kFp32,
                  setting);
  }
  tally.Compare("losses total", RelativeError(losses.total, reference.total), kFp32, setting);
}

void ExpectSameGradients(const Differentiated& layer, const torch::nn::Module& module, const Differentiated& reference,
                         const ParameterMap& parameter, const Setting& setting, Tally& tally) {
  // Leaning towards the output keeps <output, cotangent>, of which the gradient of a scalar factor is made, from being
  // a small difference of large sums.
  const at::Tensor cotangent =
      (Normal(layer.output.sizes(), setting).cpu() + reference.output.detach()).to(setting.dtype).to(at::kDouble);
  for (const Differentiated* side : {&layer, &reference}) {
    const at::Tensor output = side->output.to(at::kCPU, at::kDouble), loss = side->loss.to(at::kCPU, at::kDouble);
    ((output * cotangent).sum() + loss).backward();
  }
  tally.Compare("gradients of x", RelativeError(GradientOf(layer.x), GradientOf(reference.x)),
                setting.GradientTolerance(), setting);
  for (const auto& item : module.named_parameters()) {
    tally.Compare(absl::StrCat("gradients of ", item.key()),
                  RelativeError(GradientOf(item.value()), GradientOf(parameter.at(item.key()))),
                  setting.GradientTolerance(), setting);
  }
}

}  // namespace moebench
