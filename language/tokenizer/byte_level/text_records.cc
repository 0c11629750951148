#include "language/tokenizer/byte_level/text_records.h"

#include <cstddef>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/atomic_file.h"
#include "base/status_macros.h"

namespace moebench::language {
namespace {

void AppendNumber(uint32_t number, std::string* bytes) {
  for (int shift = 0; shift < 32; shift += 8) bytes->push_back(static_cast<char>(number >> shift & 255));
}

// Takes the number off the front of `rest`; false where that is too short.
bool TakeNumber(absl::string_view* rest, uint32_t* number) {
  if (rest->size() < 4) return false;
  *number = 0;
  for (int i = 0; i < 4; ++i) *number |= static_cast<uint32_t>(static_cast<uint8_t>((*rest)[i])) << 8 * i;
  rest->remove_prefix(4);
  return true;
}

bool TakeRecord(absl::string_view* rest, TextRecord* record) {
  uint32_t bytes, ids, id;
  if (!TakeNumber(rest, &bytes) || rest->size() < bytes) return false;
  record->text = std::string(rest->substr(0, bytes));
  rest->remove_prefix(bytes);
  if (!TakeNumber(rest, &ids) || rest->size() / 4 < ids) return false;
  for (uint32_t i = 0; i < ids && TakeNumber(rest, &id); ++i) record->ids.push_back(static_cast<int32_t>(id));
  return true;
}

}  // namespace

std::string TextRecordBytes(absl::string_view text, absl::Span<const int32_t> ids) {
  std::string bytes;
  AppendNumber(static_cast<uint32_t>(text.size()), &bytes);
  bytes.append(text.data(), text.size());
  AppendNumber(static_cast<uint32_t>(ids.size()), &bytes);
  for (const int32_t id : ids) AppendNumber(static_cast<uint32_t>(id), &bytes);
  return bytes;
}

absl::StatusOr<std::vector<TextRecord>> ReadTextRecords(const std::string& path) {
  MOE_ASSIGN_OR_RETURN(const std::string file, ReadFile(path));
  std::vector<TextRecord> records;
  for (absl::string_view rest = file; !rest.empty();) {
    TextRecord record;
    if (!TakeRecord(&rest, &record)) {
      return absl::DataLossError(absl::StrCat(path, ": ends inside text ", records.size(),
                                              "; expected texts with ids, ",
                                              "as fuzz_byte_level --records writes them"));
    }
    records.push_back(std::move(record));
  }
  return records;
}

}  // namespace moebench::language
