// Fields of a JSON object, each checked for presence, type and range as it is read. The first fault is kept and later
// reads return zeros, so that a reader takes all its fields and asks once:
//
//   JsonFields fields(json, "shards.json");
//   const int64_t tokens = fields.Integer("tokens");
//   MOE_RETURN_IF_ERROR(fields.status());   // shards.json: "tokens" is -5, expected an integer from 0
#ifndef MOEBENCH_LANGUAGE_DATA_SHARDS_JSON_FIELDS_H_
#define MOEBENCH_LANGUAGE_DATA_SHARDS_JSON_FIELDS_H_

#include <cstdint>
#include <limits>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "nlohmann/json.hpp"

namespace moebench::language {

class JsonFields {
 public:
  // `where` opens each message. Both must outlive the object's use.
  JsonFields(const nlohmann::ordered_json& object, std::string where);

  int64_t Integer(const char* name, int64_t least = 0, int64_t most = std::numeric_limits<int64_t>::max());
  uint64_t Unsigned(const char* name);
  double Number(const char* name, double least, double most);
  bool Flag(const char* name);
  std::string Text(const char* name);
  // An empty one where it is missing or of another type.
  const nlohmann::ordered_json& Object(const char* name);
  const nlohmann::ordered_json& List(const char* name);

  // DataLoss with the first fault.
  const absl::Status& status() const { return status_; }

 private:
  const nlohmann::ordered_json* Find(const char* name, absl::string_view expected);
  void Fail(const char* name, const nlohmann::ordered_json& found, absl::string_view expected);

  const nlohmann::ordered_json& object_;
  std::string where_;
  absl::Status status_;
};

// DataLoss where the bytes are no JSON object.
absl::StatusOr<nlohmann::ordered_json> ParseJsonObject(absl::string_view bytes, const std::string& where);

// Indented; bytes that are no UTF-8 (of a file's name) are replaced.
std::string FormatJson(const nlohmann::ordered_json& json);

}  // namespace moebench::language

#endif  // MOEBENCH_LANGUAGE_DATA_SHARDS_JSON_FIELDS_H_
