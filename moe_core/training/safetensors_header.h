// The JSON header of a safetensors file (see safetensors.h) as a value, apart from any file: where each tensor lies and
// what the file says about itself.
#ifndef MOEBENCH_MOE_CORE_TRAINING_SAFETENSORS_HEADER_H_
#define MOEBENCH_MOE_CORE_TRAINING_SAFETENSORS_HEADER_H_

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace moebench {

// The format allows no more.
inline constexpr size_t kMaxSafetensorsHeaderBytes = 100'000'000;

struct SafetensorsEntry {
  std::string dtype;
  std::vector<int64_t> shape;
  size_t begin = 0;  // offsets into the data, bytes
  size_t end = 0;
};

struct SafetensorsHeader {
  std::map<std::string, SafetensorsEntry> tensors;
  std::map<std::string, std::string> metadata;
};

// Bytes of one element; 0 for an unknown type name.
size_t ElementBytes(const std::string& dtype);

// Elements times element size. An error if the type is unknown, a size negative, or the product beyond 2^63.
absl::StatusOr<size_t> TensorBytes(const std::string& dtype, const std::vector<int64_t>& shape);

// The names of the header's tensors in the order of their data.
std::vector<std::string> DataOrder(const SafetensorsHeader& header);

// Compact JSON with sorted keys, padded with spaces to a multiple of 8 bytes. InvalidArgument for text that is not
// UTF-8.
absl::StatusOr<std::string> FormatSafetensorsHeader(const SafetensorsHeader& header);

// Checks everything a header can be wrong in, `data_bytes` being the size of what follows it.
absl::StatusOr<SafetensorsHeader> ParseSafetensorsHeader(absl::string_view json, size_t data_bytes);

}  // namespace moebench

#endif  // MOEBENCH_MOE_CORE_TRAINING_SAFETENSORS_HEADER_H_
