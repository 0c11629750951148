#ifndef MOEBENCH_MOE_CORE_ROUTING_NORMAL_DRAWS_H_
#define MOEBENCH_MOE_CORE_ROUTING_NORMAL_DRAWS_H_

// The noise that routers add to their gates in training: standard normal numbers by the transform of Box and Muller ("A
// note on the generation of random normal deviates", 1958). Counter-based, so the noise of a token depends neither on
// thread count nor on the other tokens, and a resumed run draws the same.
//
//   const at::Tensor noise = NormalDraws(T, E, DrawKey(input, kGateNoise)).to(x.options());

#include <ATen/core/Tensor.h>

#include <cstdint>

namespace moebench {

// [num_rows, num_columns] float64 on the CPU; row r is a pure function of (key, r), and its first columns do not change
// with the number of columns. |value| < 8.6, since the uniform numbers behind it are multiples of 2^-53.
at::Tensor NormalDraws(int64_t num_rows, int64_t num_columns, uint64_t key);

}  // namespace moebench

#endif  // MOEBENCH_MOE_CORE_ROUTING_NORMAL_DRAWS_H_
