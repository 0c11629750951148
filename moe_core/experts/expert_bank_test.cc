#include "moe_core/experts/expert_bank.h"

#include <ATen/TensorOperators.h>
#include <torch/autograd.h>
#include <torch/types.h>
#include <torch/utils.h>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "moe_core/experts/composition.h"

namespace moebench {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::ThrowsMessage;

// Expert i multiplies by i + 1.
class Multipliers : public ExpertBank {
 public:
  Multipliers(const ExpertConfig& config, int64_t num_experts) : ExpertBank(config, {num_experts, 2, 2}) {}

  at::Tensor Compute(const ExpertRows& rows, int64_t hop) override {
    seen_offset = rows.offset;
    seen_hop = hop;
    std::vector<at::Tensor> parts;
    for (int64_t i = 0; i < shape().num_experts; ++i) {
      parts.push_back(rows.x.narrow(0, rows.offset[i], rows.offset[i + 1] - rows.offset[i]) * (i + 1));
    }
    return torch::cat(parts);
  }

  int64_t FlopsPerAssignment() const override { return 2; }

  std::vector<int64_t> seen_offset;
  int64_t seen_hop = -1;
};

Routing Slots(int64_t num_experts, const at::Tensor& expert, int64_t capacity = 0) {
  Routing routing;
  routing.num_experts = num_experts;
  routing.expert = expert;
  routing.capacity = capacity;
  return routing;
}

TEST(ExpertBank, MovesKeptRowsAndCombinesThem) {
  Multipliers bank(ExpertConfig(), 3);
  const at::Tensor x = torch::tensor({{1.f, 2.f}, {10.f, 20.f}, {100.f, 200.f}});
  const at::Tensor expert = torch::tensor({{2, 0}, {2, 3}, {2, 1}}, torch::kLong);
  const DispatchPlan plan = MakeDispatchPlan(Slots(3, expert, /*capacity=*/2));
  const at::Tensor weight = torch::tensor({{.5f, .5f}, {1.f, 7.f}, {.5f, .25f}});
  // token 0: .5 * 3x + .5 * x = 2x; token 1: 3x, its other slot is empty; token 2: expert 2 is full, .25 * 2x
  EXPECT_TRUE(
      torch::equal(bank.forward(x, plan, weight, /*hop=*/4), torch::tensor({{2.f, 4.f}, {30.f, 60.f}, {50.f, 100.f}})));
  EXPECT_THAT(bank.seen_offset, ElementsAre(0, 1, 2, 4));
  EXPECT_EQ(bank.seen_hop, 4);
}

TEST(ExpertBank, EveryExpertOnEveryToken) {
  Multipliers bank(ExpertConfig(), 2);
  const at::Tensor x = torch::tensor({{1.f, 2.f}, {10.f, 20.f}, {5.f, 5.f}});
  EXPECT_TRUE(torch::equal(bank.ForwardAll(x), torch::stack({x, 2 * x}, 1)));
  EXPECT_EQ(bank.ForwardAll(torch::empty({0, 2})).sizes(), at::IntArrayRef({0, 2, 2}));
}

TEST(ExpertBank, ComposesWeightedOutputs) {
  torch::manual_seed(1);
  ExpertConfig config;
  config.set_composition("grouped_gated");
  Multipliers bank(config, 5);
  const at::Tensor x = torch::randn({6, 2}).to(torch::kBFloat16);
  const at::Tensor expert = torch::tensor({3, 1, 0, 5}, torch::kLong).expand({6, 4});
  const at::Tensor weight = torch::rand({6, 4});
  const at::Tensor y = bank.forward(x, MakeDispatchPlan(Slots(5, expert)), weight);
  const at::Tensor scale = torch::tensor({4.f, 2.f, 1.f, 0.f});  // the last slot is empty
  const at::Tensor outputs = (x.unsqueeze(1) * scale.reshape({1, 4, 1}).to(torch::kBFloat16)).to(torch::kFloat);
  EXPECT_EQ(y.scalar_type(), torch::kBFloat16);
  EXPECT_TRUE(torch::equal(y, GroupedGated(outputs * weight.unsqueeze(2)).to(torch::kBFloat16)));
}

TEST(ExpertBank, RefusesAPlanForAnotherBankAndOtherWidths) {
  Multipliers bank(ExpertConfig(), 2);
  const DispatchPlan three = MakeDispatchPlan(Slots(3, torch::zeros({1, 1}, torch::kLong)));
  EXPECT_THAT(
      [&] {
        bank.forward(torch::ones({1, 2}), three, torch::ones({1, 1}));
      },
      ThrowsMessage<c10::Error>(HasSubstr("the plan is for 3 experts, the bank has 2")));
  const DispatchPlan two = MakeDispatchPlan(Slots(2, torch::zeros({1, 1}, torch::kLong)));
  EXPECT_THAT(
      [&] {
        bank.forward(torch::ones({1, 3}), two, torch::ones({1, 1}));
      },
      ThrowsMessage<c10::Error>(HasSubstr("x [T, 2], got [1, 3]")));
}

}  // namespace
}  // namespace moebench
