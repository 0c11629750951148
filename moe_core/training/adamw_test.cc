#include "moe_core/training/adamw.h"

#include <ATen/Parallel.h>
#include <torch/types.h>
#include <torch/utils.h>

#include <cmath>

#include "gtest/gtest.h"

namespace moebench {
namespace {

TrainingConfig Config() {
  TrainingConfig config;
  config.set_weight_decay(0.1);
  return config;
}

TEST(AdamW, TwoStepsByHand) {
  at::Tensor x = torch::tensor({2.0f}).requires_grad_();
  AdamW optimizer(Config(), {{{"x"}, {x}}});
  double theta = 2, m = 0, v = 0;
  for (int step = 1; step <= 2; ++step) {
    const double gradient = step == 1 ? 0.5 : -3.0;
    x.mutable_grad() = torch::tensor({static_cast<float>(gradient)});
    optimizer.Step({0.01});
    theta -= 0.01 * 0.1 * theta;
    m = 0.9 * m + 0.1 * gradient;
    v = 0.999 * v + 0.001 * gradient * gradient;
    const double m_hat = m / (1 - std::pow(0.9, step)), v_hat = v / (1 - std::pow(0.999, step));
    theta -= 0.01 * m_hat / (std::sqrt(v_hat) + 1e-8);
    EXPECT_NEAR(x.item<float>(), theta, 1e-6) << step;
  }
}

TEST(AdamW, ParametersWithoutGradientStay) {
  at::Tensor x = torch::ones({3}).requires_grad_(), y = torch::ones({3}).requires_grad_();
  AdamW optimizer(Config(), {{{"x", "y"}, {x, y}}});
  x.mutable_grad() = torch::ones({3});
  optimizer.Step({0.1});
  EXPECT_TRUE(torch::equal(y, torch::ones({3})));
  EXPECT_FALSE(torch::equal(x, torch::ones({3})));
}

TEST(AdamW, StridesAndThreadsDoNotChangeTheResult) {
  torch::manual_seed(0);
  const at::Tensor start = torch::randn({64, 32, 3, 3}), gradient = torch::randn({64, 32, 3, 3});
  auto stepped = [&](bool channels_last, int threads) {
    at::set_num_threads(threads);
    at::Tensor x = start.clone();
    if (channels_last) x = x.contiguous(at::MemoryFormat::ChannelsLast);
    x.requires_grad_();
    AdamW optimizer(Config(), {{{"x"}, {x}}});
    for (int i = 0; i < 3; ++i) {
      x.mutable_grad() = gradient.clone();
      optimizer.Step({0.01});
    }
    return x.detach().contiguous();
  };
  const at::Tensor expected = stepped(false, 1);
  EXPECT_TRUE(torch::equal(stepped(false, 2), expected));
  EXPECT_TRUE(torch::allclose(stepped(true, 2), expected, 1e-6, 1e-7));
}

TEST(AdamW, ClipsTheGlobalNorm) {
  at::Tensor x = torch::zeros({1}).requires_grad_(), y = torch::zeros({1}).requires_grad_();
  AdamW optimizer(Config(), {{{"x"}, {x}}, {{"y"}, {y}}});
  x.mutable_grad() = torch::tensor({3.f});
  y.mutable_grad() = torch::tensor({4.f});
  EXPECT_DOUBLE_EQ(optimizer.ClipGradNorm(0), 5);  // reported, not clipped
  EXPECT_DOUBLE_EQ(optimizer.ClipGradNorm(1), 5);
  EXPECT_NEAR(x.grad().item<float>(), 0.6, 1e-6);
  EXPECT_NEAR(y.grad().item<float>(), 0.8, 1e-6);
}

TEST(AdamW, StateHoldsEverythingOfTheNextStep) {
  torch::manual_seed(1);
  const at::Tensor gradient = torch::randn({5});
  at::Tensor x = torch::ones({5}).requires_grad_();
  AdamW optimizer(Config(), {{{"x"}, {x}}});
  x.mutable_grad() = gradient.clone();
  optimizer.Step({0.01});

  at::Tensor y = x.detach().clone().requires_grad_();
  AdamW restored(Config(), {{{"x"}, {y}}});
  for (auto& [name, tensor] : restored.State()) at::Tensor(tensor).copy_(optimizer.State().at(name));
  x.mutable_grad() = gradient * 2;
  y.mutable_grad() = gradient * 2;
  optimizer.Step({0.02});
  restored.Step({0.02});
  EXPECT_TRUE(torch::equal(x, y));
}

}  // namespace
}  // namespace moebench
