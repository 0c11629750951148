// Probes of how diverse a layer's representations are, for DYNAMOE's RDC schedule (section 7.2, equation 24;
// moe_core/schedules/rdc_schedule.h weighs them). The paper names the signals, not their formulas; these are ours, each
// computed in float64:
//
//   activation entropy   mean over units d of -sum_b p_bd log p_bd in nats, p_bd the share of tokens whose activation
//                        falls into bin b of 30 equal bins between the smallest and the largest activation of the layer
//                        (the binning of Shwartz-Ziv and Tishby, "Opening the black box of deep neural networks via
//                        information", 2017). 0 where all is one value, at most log 30; not changed by scale or offset.
//   gradient variance    sum of the variances of n gradient samples g_1 .. g_n: sum_i ||g_i - mean||^2 / (n - 1), the
//                        trace of their covariance.
//   effective rank       exp(-sum_k p_k log p_k), p_k = s_k / sum s, s the singular values of the activations (Roy and
//                        Vetterli, "The effective rank: a measure of effective dimensionality", 2007): 1 to
//                        min(T, D); 0 for a matrix of zeros. It stands in for the paper's Kolmogorov complexity.
//   Jacobian norm        ||df/dx||_F / sqrt(T): for an f that treats each row by itself, the root mean square over
//                        tokens of the Frobenius norm of a token's Jacobian. Estimated by V vector-Jacobian products
//                        with random signs v: ||J||_F^2 = E ||v^T J||^2 (Hutchinson, 1989), so nothing of size T^2 D^2
//                        is held.
//
// All throw c10::Error for wrong shapes and for values that are not finite.
#ifndef MOEBENCH_MOE_CORE_METRICS_LAYER_PROBES_H_
#define MOEBENCH_MOE_CORE_METRICS_LAYER_PROBES_H_

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <functional>

namespace moebench {

double ActivationEntropy(const at::Tensor& activations);  // [T, D]

double GradientVariance(const at::Tensor& gradients);  // [n, ...], one sample a row, n >= 2

double EffectiveRank(const at::Tensor& activations);  // [T, D]

// At x [T, D], of a differentiable f: [T, D] -> [T, any]; `products` is V. A pure function of the key, f and x. f is
// called once.
double JacobianNorm(const std::function<at::Tensor(const at::Tensor&)>& f, const at::Tensor& x, int products,
                    uint64_t key);

}  // namespace moebench

#endif  // MOEBENCH_MOE_CORE_METRICS_LAYER_PROBES_H_
