#ifndef MOEBENCH_MOE_CORE_LAYERS_TEST_MATRIX_H_
#define MOEBENCH_MOE_CORE_LAYERS_TEST_MATRIX_H_

// What matrix_test.cc and multi_hop_matrix_test.cc share: a layer of a given dtype, mode and device beside the loops of
// reference_layer.h, made of the same numbers and compared slot by slot, loss by loss and gradient by gradient.

#include <torch/nn/module.h>

#include <map>
#include <string>
#include <vector>

#include "moe_core/layers/moe_layer.h"
#include "moe_core/layers/reference_layer.h"

namespace moebench {

constexpr int64_t kTokens = 13, kDim = 16, kClasses = 10, kLayerIndex = 3, kHops = 2;
constexpr double kTemperature = 1.25;

// The CPU, and a GPU where one answers.
std::vector<at::Device> DevicesPresent();

// One combination, on one device, at one dtype, in one mode.
struct Setting {
  MoeLayerConfig config;
  at::Device device = at::kCPU;
  at::ScalarType dtype = at::kFloat;
  bool training = true;

  MoeShape Shape() const;
  double OutputTolerance() const;
  double GradientTolerance() const;
  std::string Text() const;
};

// The sizes of the matrix, top-4 of 8; text of a RouterConfig.
std::string RouterSizes();

// Every loss that the routing of such a router has.
RouterLossConfig LossesOf(const std::string& router_kind, bool training);

// Normal numbers from LibTorch's global generator, in the setting's dtype and on its device.
at::Tensor Normal(at::IntArrayRef sizes, const Setting& setting);

// Normal parameters over the square root of their last size. Running state keeps the dtype that the router gave it.
void Fill(torch::nn::Module& module, const Setting& setting);

// x [T, D] at hop 0, with positions and a key.
RouterInput InputOf(const at::Tensor& x, double temperature);

// The same numbers in float64 on the CPU; x and trained parameters are new leaves.
ReferenceInput ReferenceOf(const RouterInput& input, bool training);
ParameterMap ReferenceOf(const torch::nn::Module& module);

// Takes three training batches into the router's running state, where it has one, and expects it to be what the loops
// learn from them.
void Learn(Router& router, const Setting& setting);

// For a router without a loop: its routing by itself in float64, with `parameter`. Its own leaves take their place
// there.
ReferenceRouting RouteByItself(const Setting& setting, const ReferenceInput& input, ParameterMap& parameter);

// ||value - reference|| / ||reference||, or ||value|| where the reference is 0.
double RelativeError(const at::Tensor& value, const at::Tensor& reference);

// Counts of cells, and the largest error of each kind of comparison.
struct Tally {
  int64_t tested = 0, refused = 0;
  std::map<std::string, double> largest;

  // Expects error <= tolerance. The first word of `what` is what the error is counted under.
  void Compare(const std::string& what, double error, double tolerance, const Setting& setting);
  void Print(const std::string& name) const;
};

// The slots of `routing` are the reference's; empty ones come last and weigh 0.
void ExpectSameSlots(const Routing& routing, const ReferenceRouting& reference, const Setting& setting, Tally& tally);

void ExpectSameLosses(const LossTerms& losses, const ReferenceOutput& reference, const Setting& setting, Tally& tally);

// A scalar function of a layer, back-propagated: <output, cotangent> + losses.
struct Differentiated {
  at::Tensor output;  // [T, output_dim]
  at::Tensor loss;    // scalar
  at::Tensor x;       // [T, D], leaf
};
// The gradients of x and of every parameter of `module` are those of the reference.
void ExpectSameGradients(const Differentiated& layer, const torch::nn::Module& module, const Differentiated& reference,
                         const ParameterMap& parameter, const Setting& setting, Tally& tally);

}  // namespace moebench

#endif  // MOEBENCH_MOE_CORE_LAYERS_TEST_MATRIX_H_
