// Safetensors files: named tensors as plain bytes behind a JSON header (github.com/huggingface/safetensors, format as
// of version 0.4). Python's `safetensors` package reads what is written here, and the other way round.
//
//   8 bytes   n, the header's size, little-endian
//   n bytes   {"__metadata__":{"key":"text"},"name":{"data_offsets":[begin,end],"dtype":"F32","shape":[2,3]},...}
//   the rest  the tensors' bytes, row-major, little-endian, without holes; offsets count from here
//
// The same tensors and metadata always give the same bytes: names are sorted, data lie by element size (largest first,
// so that each is aligned) and then by name, and spaces pad the header to a multiple of 8 bytes.
//
// A file written here carries two metadata entries of its own, which callers do not see: "crc32c", eight hexadecimal
// digits, the CRC-32C of the header with zeros in place of these digits followed by the data; and "crc32c_of", which
// says so. The reader checks them, so that no flipped bit passes: not even one in "crc32c" itself, as then one of the
// two is missing. A file of another program, with neither, is read unchecked.
//
//   const float bias[3] = {1, 2, 3};
//   MOE_RETURN_IF_ERROR(WriteSafetensors(path, {{"bias", {"F32", {3}, bias, sizeof(bias)}}}, {{"step", "100"}}));
//   MOE_ASSIGN_OR_RETURN(const SafetensorsFile file, SafetensorsFile::Open(path));
//   std::memcpy(destination, file.tensors().at("bias").data, ...);
//
// Errors name the file and the tensor. DataLoss: cut, damaged, or not safetensors. InvalidArgument: tensors that cannot
// be written. NotFound and the like: as the operating system says.
#ifndef MOEBENCH_MOE_CORE_TRAINING_SAFETENSORS_H_
#define MOEBENCH_MOE_CORE_TRAINING_SAFETENSORS_H_

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace moebench {

struct TensorView {
  std::string dtype;           // F64 F32 F16 BF16 F8_E4M3 F8_E5M2 I64 I32 I16 I8 U64 U32 U16 U8 BOOL
  std::vector<int64_t> shape;  // empty for a scalar
  const void* data = nullptr;  // not owned; unaligned in files of other programs
  size_t bytes = 0;            // size of data
};

// Writes atomically, straight from the views.
absl::Status WriteSafetensors(const std::string& path, const std::map<std::string, TensorView>& tensors,
                              const std::map<std::string, std::string>& metadata);

// An open file, mapped into memory: the views live as long as this object. Everything is checked by Open: the header's
// size, its JSON, types, shapes and offsets, that the tensors cover the data without overlap or hole, and the checksum.
class SafetensorsFile {
 public:
  static absl::StatusOr<SafetensorsFile> Open(const std::string& path);
  SafetensorsFile(SafetensorsFile&& other) noexcept;
  SafetensorsFile& operator=(SafetensorsFile&&) = delete;
  ~SafetensorsFile();

  const std::map<std::string, TensorView>& tensors() const { return tensors_; }
  const std::map<std::string, std::string>& metadata() const { return metadata_; }

 private:
  SafetensorsFile(const char* mapping, size_t size) : mapping_(mapping), size_(size) {}
  absl::Status Parse();

  const char* mapping_;
  size_t size_;
  std::map<std::string, TensorView> tensors_;
  std::map<std::string, std::string> metadata_;
};

}  // namespace moebench

#endif  // MOEBENCH_MOE_CORE_TRAINING_SAFETENSORS_H_
