#ifndef MOEBENCH_MOE_CORE_TRAINING_CHECKPOINT_H_
#define MOEBENCH_MOE_CORE_TRAINING_CHECKPOINT_H_

// Tensors in and out of safetensors files. A checkpoint holds no time and no path: the same state is the same bytes.

#include <ATen/core/Tensor.h>

#include <map>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace moebench {

using NamedTensors = std::map<std::string, at::Tensor>;
using CheckpointMetadata = std::map<std::string, std::string>;

// Writes atomically; tensors of any device and strides, as row-major CPU bytes.
absl::Status SaveCheckpoint(const std::string& path, const NamedTensors& tensors, const CheckpointMetadata& metadata);

// The metadata of a checkpoint, after the whole file was checked.
absl::StatusOr<CheckpointMetadata> ReadCheckpointMetadata(const std::string& path);

// Copies the file's tensors into `tensors`, which must be exactly those of the file: same names, dtypes, shapes.
// Nothing is changed unless everything fits. Errors: DataLoss for a damaged file; FailedPrecondition naming the tensor
// that is missing, unexpected or different.
absl::Status LoadCheckpoint(const std::string& path, const NamedTensors& tensors);

// A tensor of a checkpoint whose shape is not known beforehand, copied. NotFound where it has none of that name.
absl::StatusOr<at::Tensor> ReadCheckpointTensor(const std::string& path, const std::string& name);

}  // namespace moebench

#endif  // MOEBENCH_MOE_CORE_TRAINING_CHECKPOINT_H_
