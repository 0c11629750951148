#include "moe_core/routing/normal_draws.h"

#include <ATen/ops/empty.h>

#include <cmath>

#include "base/counter_random.h"

namespace moebench {
namespace {

constexpr double kTwoPi = 6.283185307179586;

// Two independent numbers of each pair of uniforms; the last pair of an odd row gives one.
void FillRow(CounterRandom random, int64_t num_columns, double* row) {
  for (int64_t column = 0; column < num_columns; column += 2) {
    const double radius = std::sqrt(-2 * std::log(1 - random.Uniform()));  // 1 - u is in (0, 1]: never log 0
    const double angle = kTwoPi * random.Uniform();
    row[column] = radius * std::cos(angle);
    if (column + 1 < num_columns) row[column + 1] = radius * std::sin(angle);
  }
}

}  // namespace

at::Tensor NormalDraws(int64_t num_rows, int64_t num_columns, uint64_t key) {
  at::Tensor draws = at::empty({num_rows, num_columns}, at::kDouble);
  double* out = draws.data_ptr<double>();
  for (int64_t row = 0; row < num_rows; ++row) FillRow(CounterRandom(key, row), num_columns, out + row * num_columns);
  return draws;
}

}  // namespace moebench
