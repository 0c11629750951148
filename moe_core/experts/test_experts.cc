#include "moe_core/experts/test_experts.h"

#include <google/protobuf/text_format.h>
#include <torch/autograd.h>
#include <torch/types.h>
#include <torch/utils.h>

#include <algorithm>
#include <cmath>

#include "gtest/gtest.h"
#include "moe_core/base/numeric_gradient.h"

namespace moebench {
namespace {

constexpr int64_t kTokens = 6, kSlots = 2, kCapacity = 3;

// Experts 0 .. E-2 in turn. Expert 0 is wanted by four tokens and drops the last one's; token 1 has an empty slot.
at::Tensor Slots(int64_t E) {
  at::Tensor expert = torch::empty({kTokens, kSlots}, torch::kLong);
  for (int64_t t = 0; t < kTokens; ++t) {
    expert[t][0] = t < 3 ? 0 : t % (E - 1);
    expert[t][1] = t == 1 ? E : (t + 1) % (E - 1);
  }
  expert[kTokens - 1][0] = 0;
  expert[kTokens - 1][1] = 1;
  return expert;
}

struct Batch {
  explicit Batch(const ExpertShape& shape)
      : plan(PlanOf(Slots(shape.num_experts), shape.num_experts, kCapacity)),
        x(torch::randn({kTokens, shape.dim}, torch::kDouble).requires_grad_()),
        weight((torch::rand({kTokens, kSlots}, torch::kDouble) + .1).requires_grad_()),
        direction(torch::randn({kTokens, shape.output_dim}, torch::kDouble)) {}

  DispatchPlan plan;
  at::Tensor x, weight, direction;
};

at::Tensor PlainForward(const Parameters& parameters, const PlainExpert& expert, const Batch& batch, int64_t C) {
  const int64_t kept = batch.plan.offset[batch.plan.num_experts].item<int64_t>();
  const at::Tensor slots = Slots(batch.plan.num_experts);
  std::vector<at::Tensor> y;
  for (int64_t t = 0; t < kTokens; ++t) {
    at::Tensor sum = torch::zeros({1, C}, torch::kDouble);
    for (int64_t k = 0; k < kSlots; ++k) {
      if (batch.plan.inverse[t * kSlots + k].item<int64_t>() >= kept) continue;
      const int64_t i = slots[t][k].item<int64_t>();
      sum = sum + batch.weight[t][k] * expert(parameters, i, batch.x.narrow(0, t, 1));
    }
    y.push_back(sum);
  }
  return torch::cat(y);
}

// Of (y * direction).sum() with respect to x, weight and the parameters by name; zeros where y does not depend on one.
std::vector<at::Tensor> Gradients(const at::Tensor& y, const Batch& batch, const Parameters& parameters) {
  std::vector<at::Tensor> inputs = {batch.x, batch.weight};
  for (const auto& [name, parameter] : parameters) inputs.push_back(parameter);
  auto gradients = torch::autograd::grad({(y * batch.direction).sum()}, inputs, {}, /*retain_graph=*/true, false,
                                         /*allow_unused=*/true);
  for (size_t i = 0; i < inputs.size(); ++i) {
    if (!gradients[i].defined()) gradients[i] = torch::zeros_like(inputs[i]);
  }
  return gradients;
}

void ExpectClose(const at::Tensor& a, const at::Tensor& b, double tolerance, const std::string& what) {
  EXPECT_TRUE(torch::allclose(a, b, tolerance, tolerance)) << what << "\n" << a << "\n" << b;
}

void ExpectPlainForward(ExpertBank& bank, const PlainExpert& expert) {
  const Batch batch(bank.shape());
  const int64_t E = bank.shape().num_experts;
  const Parameters parameters = ParametersOf(bank);
  ASSERT_EQ(batch.plan.load[E - 1].item<int64_t>(), 0);
  ASSERT_GT(batch.plan.load[0].item<int64_t>(), kCapacity);
  const at::Tensor y = bank.forward(batch.x, batch.plan, batch.weight);
  const at::Tensor plain = PlainForward(parameters, expert, batch, bank.shape().output_dim);
  ExpectClose(y, plain, 1e-12, "forward");
  const auto gradients = Gradients(y, batch, parameters), expected = Gradients(plain, batch, parameters);
  for (size_t i = 0; i < gradients.size(); ++i) ExpectClose(gradients[i], expected[i], 1e-10, "gradient");

  bank.zero_grad();
  (y * batch.direction).sum().backward();
  for (const auto& [name, parameter] : parameters) {
    ASSERT_TRUE(parameter.grad().defined()) << name;
    EXPECT_EQ(parameter.grad()[E - 1].abs().max().item<double>(), 0) << name << " of an expert without tokens";
    EXPECT_GT(parameter.grad()[0].abs().max().item<double>(), 0) << name;
  }
}

void ExpectPlainForwardAll(ExpertBank& bank, const PlainExpert& expert) {
  const ExpertShape& shape = bank.shape();
  const Batch batch(shape);
  const Parameters parameters = ParametersOf(bank);
  const at::Tensor all = bank.ForwardAll(batch.x);
  ASSERT_EQ(all.sizes(), at::IntArrayRef({kTokens, shape.num_experts, shape.output_dim}));
  std::vector<at::Tensor> plain;
  for (int64_t i = 0; i < shape.num_experts; ++i) plain.push_back(expert(parameters, i, batch.x));
  const at::Tensor stacked = torch::stack(plain, 1);
  ExpectClose(all, stacked, 1e-12, "ForwardAll");
  const auto gradients = Gradients(all.sin().sum(1), batch, parameters);
  const auto expected = Gradients(stacked.sin().sum(1), batch, parameters);
  for (size_t i = 0; i < gradients.size(); ++i) ExpectClose(gradients[i], expected[i], 1e-10, "gradient of ForwardAll");
}

// As GradientError of numeric_gradient.h, for a tensor that `function` holds.
double HeldGradientError(const std::function<at::Tensor()>& function, const at::Tensor& held) {
  constexpr double kStep = 1e-6;
  const at::Tensor analytic = torch::autograd::grad({function()}, {held})[0].contiguous();
  at::NoGradGuard no_grad;
  double *values = held.data_ptr<double>(), worst = 0, largest = 1;
  for (int64_t i = 0; i < held.numel(); ++i) {
    const double original = values[i];
    values[i] = original + kStep;
    const double above = function().item<double>();
    values[i] = original - kStep;
    const double below = function().item<double>();
    values[i] = original;
    const double numeric = (above - below) / (2 * kStep);
    worst = std::max(worst, std::abs(numeric - analytic.data_ptr<double>()[i]));
    largest = std::max(largest, std::abs(numeric));
  }
  return worst / largest;
}

void ExpectNumericGradients(ExpertBank& bank) {
  const Batch batch(bank.shape());
  const auto loss = [&](const at::Tensor& x, const at::Tensor& weight) {
    return (bank.forward(x, batch.plan, weight) * batch.direction).sum();
  };
  EXPECT_LT(GradientError([&](const at::Tensor& x) { return loss(x, batch.weight); }, batch.x), 1e-6);
  EXPECT_LT(GradientError([&](const at::Tensor& weight) { return loss(batch.x, weight); }, batch.weight), 1e-6);
  for (const auto& [name, parameter] : ParametersOf(bank)) {
    EXPECT_LT(HeldGradientError([&] { return loss(batch.x, batch.weight); }, parameter), 1e-6) << name;
  }
}

void ExpectNoTokensWork(ExpertBank& bank) {
  const ExpertShape& shape = bank.shape();
  const DispatchPlan plan = PlanOf(torch::empty({0, kSlots}, torch::kLong), shape.num_experts);
  const at::Tensor y =
      bank.forward(torch::empty({0, shape.dim}, torch::kDouble), plan, torch::empty({0, kSlots}, torch::kDouble));
  EXPECT_EQ(y.sizes(), at::IntArrayRef({0, shape.output_dim}));
  EXPECT_EQ(bank.ForwardAll(torch::empty({0, shape.dim}, torch::kDouble)).sizes(),
            at::IntArrayRef({0, shape.num_experts, shape.output_dim}));
  bank.zero_grad();
  y.sum().backward();
  for (const auto& [name, parameter] : ParametersOf(bank)) {
    ASSERT_TRUE(parameter.grad().defined()) << name;
    EXPECT_EQ(parameter.grad().abs().max().item<double>(), 0) << name;
  }
}

// x in bf16 with parameters and weights in fp32. bf16 rounds by 2^-9; sums of a few terms of size 1 stay within 0.05.
void ExpectBf16(ExpertBank& bank, const PlainExpert& expert) {
  Batch batch(bank.shape());
  const at::Tensor plain = PlainForward(ParametersOf(bank), expert, batch, bank.shape().output_dim).detach();
  bank.to(torch::kFloat);
  const at::Tensor x = batch.x.detach().to(torch::kBFloat16).requires_grad_();
  const at::Tensor weight = batch.weight.detach().to(torch::kFloat).requires_grad_();
  const at::Tensor y = bank.forward(x, batch.plan, weight);
  EXPECT_EQ(y.scalar_type(), torch::kBFloat16);
  ExpectClose(y.to(torch::kDouble), plain, .05, "bf16");
  EXPECT_EQ(bank.ForwardAll(x).scalar_type(), torch::kBFloat16);
  bank.zero_grad();
  (y * batch.direction.to(torch::kBFloat16)).sum().backward();
  EXPECT_EQ(weight.grad().scalar_type(), torch::kFloat);
  for (const auto& [name, parameter] : ParametersOf(bank)) {
    EXPECT_EQ(parameter.grad().scalar_type(), torch::kFloat) << name;
    EXPECT_TRUE(torch::isfinite(parameter.grad()).all().item<bool>()) << name;
  }
  bank.to(torch::kDouble);
}

}  // namespace

ExpertConfig ExpertConfigOf(const std::string& text) {
  ExpertConfig config;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &config)) << text;
  return config;
}

std::shared_ptr<ExpertBank> MakeTestExperts(const std::string& config, const ExpertShape& shape, int64_t num_hops) {
  torch::manual_seed(17);
  ExpertsOr bank = MakeExperts(ExpertConfigOf(config), shape, num_hops);
  EXPECT_TRUE(bank.ok()) << bank.status();
  (*bank)->to(torch::kDouble);
  return *bank;
}

void SetParameter(ExpertBank& bank, const std::string& name, const at::Tensor& value) {
  torch::NoGradGuard no_grad;
  at::Tensor parameter = bank.named_parameters()[name];
  ASSERT_EQ(parameter.sizes(), value.sizes()) << name;
  parameter.copy_(value);
}

Parameters ParametersOf(const ExpertBank& bank) {
  Parameters parameters;
  for (const auto& item : bank.named_parameters()) parameters[item.key()] = item.value();
  return parameters;
}

int64_t NumParameters(const ExpertBank& bank) {
  int64_t count = 0;
  for (const at::Tensor& parameter : bank.parameters()) count += parameter.numel();
  return count;
}

DispatchPlan PlanOf(const at::Tensor& expert, int64_t num_experts, int64_t capacity) {
  Routing routing;
  routing.num_experts = num_experts;
  routing.expert = expert;
  routing.capacity = capacity;
  return MakeDispatchPlan(routing);
}

void ExpectBankIs(ExpertBank& bank, const PlainExpert& expert) {
  torch::manual_seed(18);
  ExpectPlainForward(bank, expert);
  ExpectPlainForwardAll(bank, expert);
  ExpectNumericGradients(bank);
  ExpectNoTokensWork(bank);
  ExpectBf16(bank, expert);
}

}  // namespace moebench
