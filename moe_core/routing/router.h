#ifndef MOEBENCH_MOE_CORE_ROUTING_ROUTER_H_
#define MOEBENCH_MOE_CORE_ROUTING_ROUTER_H_

// A router: features in, a Routing out. One router a file, `<kind>_router.cc`, and one line in router_list.cc.
//
// The base class does what all have in common: it checks the input, answers T = 0, draws random slots during warm-up,
// and refuses logits that are not finite. All arithmetic is fp32, or float64 where x is; parameters of another dtype
// are converted. Running state keeps its own dtype: convert parameters to bf16, not buffers (a bf16 average at momentum
// 0.99 stalls).

#include <torch/nn/module.h>

#include <stdexcept>
#include <string>

#include "moe_core/experiments/experiment_parts.pb.h"
#include "moe_core/routing/routing.h"

namespace moebench {

// Where a router stands.
struct RouterShape {
  int64_t dim = 0;            // D, width of the features it scores
  std::string layer = "moe";  // named in errors
  int64_t layer_index = 0;    // routers of different layers draw different numbers
  int64_t num_hops = 1;       // H of the layer
  bool causal = false;        // tokens of a sequence must not depend on later ones
};

// Thrown when logits are NaN or infinite: training has diverged. The message names the layer and the count.
class NonFiniteLogits : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

class Router : public torch::nn::Module {
 public:
  Router(const RouterConfig& config, const RouterShape& shape) : config_(config), shape_(shape) {}

  // x [T, D], T >= 0. Training or evaluation is the module's is_training(). Throws NonFiniteLogits; c10::Error for a
  // wrong shape or a temperature that is not positive.
  Routing forward(const RouterInput& input);

  // Takes Routing::observation of a training step into the running state (buffers, so checkpoints hold it). Called
  // after the step, once for each micro-batch, in order.
  virtual void Update(const at::Tensor& observation);

  // Slots that every token fills, the same number whatever the input; 0 where the number varies.
  virtual int64_t FixedSlots() const { return config_.top_k(); }
  // The same in evaluation, where some routers keep what they may drop in training.
  virtual int64_t EvaluationSlots() const { return FixedSlots(); }
  // Experts of a token on average, as far as that is known without data: what FLOPs are counted with.
  virtual double ExpectedSlots() const {
    return static_cast<double>(EvaluationSlots() > 0 ? EvaluationSlots() : config_.top_k());
  }

  // Forward floating-point operations of scoring one token once (a multiply-add is two); selection is not counted.
  virtual int64_t FlopsPerToken() const = 0;

  const RouterConfig& config() const { return config_; }
  const RouterShape& shape() const { return shape_; }

 protected:
  // Called with T >= 1 and x in the compute dtype. Need not look at random_dispatch.
  virtual Routing Route(const RouterInput& input) = 0;

  // A Routing of these logits [T, E], already divided by the temperature, without slots: logits, log_normalizer and
  // mean_probability of softmax(logits). Throws NonFiniteLogits.
  Routing FromLogits(const at::Tensor& logits) const;

  // FromLogits, and the K largest in the slots, weights = softmax over the chosen: what most routers do.
  Routing TopKOfLogits(const at::Tensor& logits, int64_t k) const;

  // Throws NonFiniteLogits, naming the layer and the count, unless all of `logits` is finite.
  void CheckFinite(const at::Tensor& logits) const;

  // The key of this layer's and this hop's draws; `purpose` tells several kinds of draws apart.
  uint64_t DrawKey(const RouterInput& input, uint64_t purpose) const;

 private:
  Routing Empty(const RouterInput& input) const;  // T = 0

  const RouterConfig config_;
  const RouterShape shape_;
};

}  // namespace moebench

#endif  // MOEBENCH_MOE_CORE_ROUTING_ROUTER_H_
