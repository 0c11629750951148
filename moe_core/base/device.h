#ifndef MOEBENCH_MOE_CORE_BASE_DEVICE_H_
#define MOEBENCH_MOE_CORE_BASE_DEVICE_H_

// Where a run computes: the device asked for by --device and the number of CPU threads.
//
// The letters of every shape comment in moe_core, vision and language:
//   T tokens or samples, B batch, S sequence, D model width, F hidden width, E experts, K chosen experts, C capacity
//   (classes in vision), H hops (height in vision), W width, L layers.

#include <c10/core/Device.h>

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace moebench {

// The device for `name`: "cpu", "cuda", or "auto" (CUDA where a device answers, else the CPU).
// Errors: InvalidArgument for another name; FailedPrecondition for "cuda" without a usable GPU, saying what is missing.
absl::StatusOr<c10::Device> ResolveDevice(absl::string_view name);

// Sets LibTorch's thread count; 0 keeps one thread a core. Call before the first operation. Returns the count in force.
// Errors: InvalidArgument when negative or over 1024.
absl::StatusOr<int> SetNumThreads(int num_threads);

// "cpu", or the GPU's index and how many there are: what the run table and the record show.
std::string DescribeDevice(const c10::Device& device);

// "2.11.0".
std::string LibTorchVersion();

}  // namespace moebench

#endif  // MOEBENCH_MOE_CORE_BASE_DEVICE_H_
