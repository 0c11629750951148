// Texts with their ids in one file, to be compared with, or timed against, libraries of other languages: for each text
// the number of its bytes, its bytes, the number of its ids (0 where they are not known), its ids; all numbers are of
// 32 bits, little-endian, and nothing stands between.
//
//   MOE_RETURN_IF_ERROR(file.Append(TextRecordBytes("Hello world", {15496, 995})));
//   MOE_ASSIGN_OR_RETURN(const std::vector<TextRecord> records, ReadTextRecords("web.bin"));
#ifndef MOEBENCH_LANGUAGE_TOKENIZER_BYTE_LEVEL_TEXT_RECORDS_H_
#define MOEBENCH_LANGUAGE_TOKENIZER_BYTE_LEVEL_TEXT_RECORDS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"

namespace moebench::language {

struct TextRecord {
  std::string text;
  std::vector<int32_t> ids;
};

std::string TextRecordBytes(absl::string_view text, absl::Span<const int32_t> ids);

// NotFound, or DataLoss naming the record in which the file ends.
absl::StatusOr<std::vector<TextRecord>> ReadTextRecords(const std::string& path);

}  // namespace moebench::language

#endif  // MOEBENCH_LANGUAGE_TOKENIZER_BYTE_LEVEL_TEXT_RECORDS_H_
