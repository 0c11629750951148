// Single elements of a safetensors tensor of any type, as int64_t or double.
//
//   const IntegerElement read = FindIntegerElement("U8");
//   read(view.data, 6);  // the seventh
#ifndef MOEBENCH_TOOLS_ECOLOGY_TENSOR_ELEMENT_H_
#define MOEBENCH_TOOLS_ECOLOGY_TENSOR_ELEMENT_H_

#include <cstddef>
#include <cstdint>

#include "absl/strings/string_view.h"

namespace moebench::tools {

// Data need not be aligned.
using IntegerElement = int64_t (*)(const void* data, size_t index);
using RealElement = double (*)(const void* data, size_t index);

// Null for what is not I64 I32 I16 I8 U64 U32 U16 U8. A U64 beyond int64_t reads as the largest one.
IntegerElement FindIntegerElement(absl::string_view dtype);

// Null for what is not F64 F32 F16 BF16.
RealElement FindRealElement(absl::string_view dtype);

}  // namespace moebench::tools

#endif  // MOEBENCH_TOOLS_ECOLOGY_TENSOR_ELEMENT_H_
