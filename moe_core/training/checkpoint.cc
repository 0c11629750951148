#include "moe_core/training/checkpoint.h"

#include <ATen/core/grad_mode.h>
#include <ATen/ops/from_blob.h>

#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/status_macros.h"
#include "moe_core/training/safetensors.h"

namespace moebench {
namespace {

// The dtypes that checkpoints hold.
constexpr std::pair<at::ScalarType, const char*> kDtypes[] = {
    {at::kFloat, "F32"}, {at::kDouble, "F64"}, {at::kBFloat16, "BF16"}, {at::kHalf, "F16"},
    {at::kLong, "I64"},  {at::kInt, "I32"},    {at::kByte, "U8"},       {at::kBool, "BOOL"}};

// "" for any other.
std::string SafetensorsDtype(at::ScalarType type) {
  for (const auto& [known, name] : kDtypes) {
    if (known == type) return name;
  }
  return "";
}

// A tensor over the file's bytes, which may be unaligned: copied byte by byte.
at::Tensor CopyOf(const TensorView& view, at::ScalarType type) {
  at::Tensor bytes = at::from_blob(const_cast<void*>(view.data), {static_cast<int64_t>(view.bytes)}, at::kByte).clone();
  return bytes.view(type).reshape(view.shape);
}

std::string Describe(const std::string& dtype, const std::vector<int64_t>& shape) {
  return absl::StrCat(dtype, " [", absl::StrJoin(shape, ", "), "]");
}

absl::Status CheckFits(const std::string& path, const SafetensorsFile& file, const NamedTensors& tensors) {
  for (const auto& [name, tensor] : tensors) {
    const auto found = file.tensors().find(name);
    if (found == file.tensors().end()) {
      return absl::FailedPreconditionError(absl::StrCat(path, " has no tensor \"", name, "\": it is of another model"));
    }
    const std::string want = Describe(SafetensorsDtype(tensor.scalar_type()), tensor.sizes().vec());
    const std::string have = Describe(found->second.dtype, found->second.shape);
    if (want != have) {
      return absl::FailedPreconditionError(
          absl::StrCat(path, ": tensor \"", name, "\" is ", have, ", the model needs ", want));
    }
  }
  for (const auto& item : file.tensors()) {
    if (tensors.count(item.first) == 0) {
      return absl::FailedPreconditionError(
          absl::StrCat(path, " holds a tensor \"", item.first, "\" that this model does not have"));
    }
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status SaveCheckpoint(const std::string& path, const NamedTensors& tensors, const CheckpointMetadata& metadata) {
  std::vector<at::Tensor> alive;  // the views point into these
  std::map<std::string, TensorView> views;
  for (const auto& [name, tensor] : tensors) {
    alive.push_back(tensor.detach().to(at::kCPU).contiguous());
    const std::string dtype = SafetensorsDtype(tensor.scalar_type());
    TORCH_CHECK(!dtype.empty(), "tensor ", name, " has dtype ", tensor.scalar_type(),
                ", which checkpoints do not hold");
    views[name] = {dtype, tensor.sizes().vec(), alive.back().data_ptr(), alive.back().nbytes()};
  }
  return WriteSafetensors(path, views, metadata);
}

absl::StatusOr<CheckpointMetadata> ReadCheckpointMetadata(const std::string& path) {
  MOE_ASSIGN_OR_RETURN(const SafetensorsFile file, SafetensorsFile::Open(path));
  return file.metadata();
}

absl::Status LoadCheckpoint(const std::string& path, const NamedTensors& tensors) {
  MOE_ASSIGN_OR_RETURN(const SafetensorsFile file, SafetensorsFile::Open(path));
  MOE_RETURN_IF_ERROR(CheckFits(path, file, tensors));
  at::NoGradGuard no_grad;
  for (const auto& [name, tensor] : tensors) {
    at::Tensor destination = tensor;
    destination.copy_(CopyOf(file.tensors().at(name), tensor.scalar_type()));
  }
  return absl::OkStatus();
}

absl::StatusOr<at::Tensor> ReadCheckpointTensor(const std::string& path, const std::string& name) {
  MOE_ASSIGN_OR_RETURN(const SafetensorsFile file, SafetensorsFile::Open(path));
  const auto found = file.tensors().find(name);
  if (found == file.tensors().end()) return absl::NotFoundError(absl::StrCat(path, " has no tensor \"", name, "\""));
  for (const auto& [type, dtype] : kDtypes) {
    if (dtype == found->second.dtype) return CopyOf(found->second, type);
  }
  return absl::UnimplementedError(absl::StrCat(path, ": tensor \"", name, "\" has dtype ", found->second.dtype));
}

}  // namespace moebench
