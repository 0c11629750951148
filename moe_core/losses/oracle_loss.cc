#include "moe_core/losses/oracle_loss.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/gather.h>
#include <ATen/ops/log_softmax.h>
#include <ATen/ops/softmax.h>

namespace moebench {

at::Tensor ExpertCrossEntropy(const at::Tensor& expert_logits, const at::Tensor& label) {
  TORCH_CHECK(expert_logits.dim() == 3 && label.dim() == 1 && expert_logits.size(0) == label.size(0),
              "expert_logits must be [T, E, C] and label [T], got ", expert_logits.sizes(), " and ", label.sizes());
  const at::Tensor log_p = at::log_softmax(expert_logits.detach(), 2);
  const at::Tensor index = label.view({-1, 1, 1}).expand({-1, expert_logits.size(1), 1});
  return -at::gather(log_p, 2, index).squeeze(2);
}

at::Tensor OracleLoss(const at::Tensor& router_logits, const at::Tensor& expert_loss, double oracle_temperature) {
  TORCH_CHECK(router_logits.sizes() == expert_loss.sizes(), "router_logits ", router_logits.sizes(),
              " and expert_loss ", expert_loss.sizes(), " must both be [T, E]");
  const at::Tensor teacher = at::softmax(expert_loss.detach() / -oracle_temperature, 1);
  return -(teacher * at::log_softmax(router_logits, 1)).sum(1).mean();
}

}  // namespace moebench
