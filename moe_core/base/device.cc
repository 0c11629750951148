#include "moe_core/base/device.h"

#include <ATen/Context.h>
#include <ATen/Parallel.h>
#include <torch/headeronly/version.h>

#include <thread>

#include "absl/strings/str_cat.h"
#include "base/nearest_name.h"

namespace moebench {
namespace {

// hasCUDA is true where LibTorch's CUDA library is linked in and the driver reports at least one device.
bool CudaAnswers() { return at::hasCUDA() && at::detail::getCUDAHooks().deviceCount() > 0; }

}  // namespace

absl::StatusOr<c10::Device> ResolveDevice(absl::string_view name) {
  if (name == "cpu") return c10::Device(c10::kCPU);
  if (name == "auto") return CudaAnswers() ? c10::Device(c10::kCUDA, 0) : c10::Device(c10::kCPU);
  if (name != "cuda") {
    return absl::InvalidArgumentError(absl::StrCat("--device=", name, " is not a device; expected auto, cpu or cuda",
                                                   DidYouMean(name, {"auto", "cpu", "cuda"})));
  }
  if (CudaAnswers()) return c10::Device(c10::kCUDA, 0);
  if (!at::detail::getCUDAHooks().hasCUDA()) {
    return absl::FailedPreconditionError(
        "--device=cuda: this program was built without CUDA or finds no GPU; build with --config=cuda, check "
        "nvidia-smi, or use --device=cpu");
  }
  return absl::FailedPreconditionError(
      "--device=cuda: no GPU answers on this machine; check nvidia-smi and CUDA_VISIBLE_DEVICES, or use --device=cpu");
}

absl::StatusOr<int> SetNumThreads(int num_threads) {
  if (num_threads < 0 || num_threads > 1024) {
    return absl::InvalidArgumentError(
        absl::StrCat("--threads=", num_threads, " is out of range; expected 0 (one a core) to 1024"));
  }
  if (num_threads == 0) num_threads = std::max(1u, std::thread::hardware_concurrency());
  at::set_num_threads(num_threads);
  return num_threads;
}

std::string DescribeDevice(const c10::Device& device) {
  if (device.is_cpu()) return "cpu";
  return absl::StrCat("cuda:", device.index(), " of ", at::detail::getCUDAHooks().deviceCount());
}

std::string LibTorchVersion() { return TORCH_VERSION; }

}  // namespace moebench
