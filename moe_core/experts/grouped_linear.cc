#include "moe_core/experts/grouped_linear.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/addmm.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/mm.h>
#include <ATen/ops/stack.h>
#include <torch/autograd.h>

#include <optional>

namespace moebench {
namespace {

using torch::autograd::AutogradContext;
using torch::autograd::Function;
using torch::autograd::variable_list;

at::Tensor RowsOf(const at::Tensor& rows, const std::vector<int64_t>& offset, int64_t i) {
  return rows.narrow(0, offset[i], offset[i + 1] - offset[i]);
}

// y_i = x_i W_i^T + b_i. The gradients of this and of GroupedOuter are made of the two, so that each can be
// differentiated again.
struct GroupedProduct : Function<GroupedProduct> {
  static at::Tensor forward(AutogradContext* ctx, const at::Tensor& x, const at::Tensor& weight,
                            const std::optional<at::Tensor>& bias, const std::vector<int64_t>& offset) {
    ctx->save_for_backward({x, weight});
    ctx->saved_data["offset"] = offset;
    ctx->saved_data["has_bias"] = bias.has_value();
    at::Tensor y = at::empty({x.size(0), weight.size(1)}, x.options());
    for (int64_t i = 0; i < weight.size(0); ++i) {
      if (offset[i + 1] == offset[i]) continue;
      at::Tensor rows = RowsOf(y, offset, i);
      const at::Tensor map = weight[i].t();
      if (bias) {
        at::addmm_out(rows, (*bias)[i], RowsOf(x, offset, i), map);
      } else {
        at::mm_out(rows, RowsOf(x, offset, i), map);
      }
    }
    return y;
  }
  static variable_list backward(AutogradContext* ctx, const variable_list& gradient);
};

// a [n, C], b [n, D] -> [E, C, D], a_i^T b_i; 0 for an expert without rows.
struct GroupedOuter : Function<GroupedOuter> {
  static at::Tensor forward(AutogradContext* ctx, const at::Tensor& a, const at::Tensor& b,
                            const std::vector<int64_t>& offset) {
    ctx->save_for_backward({a, b});
    ctx->saved_data["offset"] = offset;
    const int64_t E = static_cast<int64_t>(offset.size()) - 1;
    at::Tensor y = at::empty({E, a.size(1), b.size(1)}, a.options());
    for (int64_t i = 0; i < E; ++i) {
      at::Tensor product = y[i];
      if (offset[i + 1] == offset[i]) {
        product.zero_();
      } else {
        at::mm_out(product, RowsOf(a, offset, i).t(), RowsOf(b, offset, i));
      }
    }
    return y;
  }
  static variable_list backward(AutogradContext* ctx, const variable_list& gradient);
};

at::Tensor GroupedSum(const at::Tensor& rows, const std::vector<int64_t>& offset) {
  std::vector<at::Tensor> sums;
  for (size_t i = 0; i + 1 < offset.size(); ++i) sums.push_back(RowsOf(rows, offset, i).sum(0));
  return at::stack(sums);
}

variable_list GroupedProduct::backward(AutogradContext* ctx, const variable_list& gradient) {
  const variable_list saved = ctx->get_saved_variables();
  const at::Tensor &x = saved[0], &weight = saved[1];
  const std::vector<int64_t> offset = ctx->saved_data["offset"].toIntVector();
  at::Tensor x_gradient, weight_gradient, bias_gradient;
  if (ctx->needs_input_grad(0)) {
    x_gradient = GroupedProduct::apply(gradient[0], weight.transpose(1, 2), std::nullopt, offset);
  }
  if (ctx->needs_input_grad(1)) weight_gradient = GroupedOuter::apply(gradient[0], x, offset);
  if (ctx->saved_data["has_bias"].toBool() && ctx->needs_input_grad(2)) bias_gradient = GroupedSum(gradient[0], offset);
  return {x_gradient, weight_gradient, bias_gradient, {}};
}

variable_list GroupedOuter::backward(AutogradContext* ctx, const variable_list& gradient) {
  const variable_list saved = ctx->get_saved_variables();
  const std::vector<int64_t> offset = ctx->saved_data["offset"].toIntVector();
  return {GroupedProduct::apply(saved[1], gradient[0], std::nullopt, offset),
          GroupedProduct::apply(saved[0], gradient[0].transpose(1, 2), std::nullopt, offset),
          {}};
}

}  // namespace

at::Tensor GroupedLinear(const at::Tensor& x, const std::vector<int64_t>& offset, const at::Tensor& weight,
                         const at::Tensor& bias) {
  TORCH_CHECK(x.dim() == 2 && weight.dim() == 3 && x.size(1) == weight.size(2), "x is ", x.sizes(), ", weight is ",
              weight.sizes());
  TORCH_CHECK(
      static_cast<int64_t>(offset.size()) == weight.size(0) + 1 && offset.front() == 0 && offset.back() == x.size(0),
      "offsets [", offset.size(), "] from ", offset.front(), " to ", offset.back(), " for ", weight.size(0),
      " experts and ", x.size(0), " rows");
  return GroupedProduct::apply(x, weight, bias.defined() ? std::optional<at::Tensor>(bias) : std::nullopt, offset);
}

}  // namespace moebench
