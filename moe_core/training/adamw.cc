#include "moe_core/training/adamw.h"

#include <ATen/core/grad_mode.h>
#include <ATen/ops/_fused_adamw.h>
#include <ATen/ops/zeros.h>
#include <ATen/ops/zeros_like.h>

#include <cmath>
#include <utility>

namespace moebench {

AdamW::AdamW(const TrainingConfig& config, std::vector<ParameterGroup> groups)
    : config_(config), groups_(std::move(groups)) {
  for (const ParameterGroup& group : groups_) {
    TORCH_CHECK(group.names.size() == group.parameters.size(), "a group has ", group.names.size(), " names for ",
                group.parameters.size(), " parameters");
    std::vector<at::Tensor> first, second;
    for (const at::Tensor& parameter : group.parameters) {
      // zeros_like keeps the strides, which the fused kernel needs to be those of the parameter.
      first.push_back(at::zeros_like(parameter.detach()));
      second.push_back(at::zeros_like(parameter.detach()));
    }
    exp_avg_.push_back(std::move(first));
    exp_avg_sq_.push_back(std::move(second));
  }
  step_ = at::zeros({}, groups_.at(0).parameters.at(0).options().dtype(at::kFloat).requires_grad(false));
}

void AdamW::Step(const std::vector<double>& lr) {
  TORCH_CHECK(lr.size() == groups_.size(), "got ", lr.size(), " learning rates for ", groups_.size(), " groups");
  at::NoGradGuard no_grad;
  step_.add_(1);
  for (size_t g = 0; g < groups_.size(); ++g) {
    std::vector<at::Tensor> parameters, gradients, first, second;
    for (size_t i = 0; i < groups_[g].parameters.size(); ++i) {
      const at::Tensor& parameter = groups_[g].parameters[i];
      if (!parameter.grad().defined()) continue;
      parameters.push_back(parameter);
      // The kernel walks all four tensors by one set of strides.
      gradients.push_back(parameter.grad().strides() == parameter.strides()
                              ? parameter.grad()
                              : at::zeros_like(parameter).copy_(parameter.grad()));
      first.push_back(exp_avg_[g][i]);
      second.push_back(exp_avg_sq_[g][i]);
    }
    if (parameters.empty()) continue;
    const std::vector<at::Tensor> steps(parameters.size(), step_);
    at::_fused_adamw_(parameters, gradients, first, second, /*max_exp_avg_sqs=*/{}, steps, lr[g], config_.beta1(),
                      config_.beta2(), config_.weight_decay(), config_.adam_epsilon(), /*amsgrad=*/false,
                      /*maximize=*/false);
  }
}

void AdamW::ZeroGrad() {
  for (const ParameterGroup& group : groups_) {
    for (const at::Tensor& parameter : group.parameters) parameter.mutable_grad().reset();
  }
}

double AdamW::ClipGradNorm(double max_norm) {
  at::NoGradGuard no_grad;
  double sum = 0;
  for (const ParameterGroup& group : groups_) {
    for (const at::Tensor& parameter : group.parameters) {
      if (parameter.grad().defined()) sum += parameter.grad().square().sum(at::kDouble).item<double>();
    }
  }
  const double norm = std::sqrt(sum);
  if (max_norm > 0 && norm > max_norm) {
    for (const ParameterGroup& group : groups_) {
      for (const at::Tensor& parameter : group.parameters) {
        if (parameter.grad().defined()) parameter.mutable_grad().mul_(max_norm / norm);
      }
    }
  }
  return norm;
}

std::map<std::string, at::Tensor> AdamW::State() const {
  std::map<std::string, at::Tensor> state = {{"step", step_}};
  for (size_t g = 0; g < groups_.size(); ++g) {
    for (size_t i = 0; i < groups_[g].names.size(); ++i) {
      state["exp_avg." + groups_[g].names[i]] = exp_avg_[g][i];
      state["exp_avg_sq." + groups_[g].names[i]] = exp_avg_sq_[g][i];
    }
  }
  return state;
}

}  // namespace moebench
