#ifndef MOEBENCH_MOE_CORE_TRAINING_ADAMW_H_
#define MOEBENCH_MOE_CORE_TRAINING_ADAMW_H_

// AdamW (Loshchilov and Hutter, 2019) over LibTorch's fused kernel, with named state that a checkpoint can hold.
//
//   theta <- theta - lr (m_hat / (sqrt(v_hat) + epsilon) + weight_decay theta)

#include <ATen/core/Tensor.h>

#include <map>
#include <string>
#include <vector>

#include "moe_core/experiments/experiment_parts.pb.h"

namespace moebench {

struct ParameterGroup {
  std::vector<std::string> names;
  std::vector<at::Tensor> parameters;  // same length as names
};

class AdamW {
 public:
  // Betas, epsilon and weight decay are read from `config`; names must be distinct over all groups.
  AdamW(const TrainingConfig& config, std::vector<ParameterGroup> groups);

  // One step with a learning rate a group. Parameters without a gradient are left alone.
  void Step(const std::vector<double>& lr);

  // Drops all gradients.
  void ZeroGrad();

  // The global 2-norm of all gradients; scales them down to `max_norm` where that is positive and smaller.
  double ClipGradNorm(double max_norm);

  // "step", "exp_avg.<name>" and "exp_avg_sq.<name>": the live tensors, to be saved or written into.
  std::map<std::string, at::Tensor> State() const;

 private:
  const TrainingConfig config_;
  const std::vector<ParameterGroup> groups_;
  std::vector<std::vector<at::Tensor>> exp_avg_, exp_avg_sq_;  // one list a group, shapes of the parameters
  at::Tensor step_;                                            // [] float32, as the fused kernel wants it
};

}  // namespace moebench

#endif  // MOEBENCH_MOE_CORE_TRAINING_ADAMW_H_
