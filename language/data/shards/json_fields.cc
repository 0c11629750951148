#include "language/data/shards/json_fields.h"

#include <utility>

#include "absl/strings/str_cat.h"

namespace moebench::language {
namespace {

using Json = nlohmann::ordered_json;

constexpr size_t kLongestQuote = 80;

std::string Quote(const Json& json) {
  const std::string text = json.dump(-1, ' ', false, Json::error_handler_t::replace);
  return text.size() <= kLongestQuote ? text : text.substr(0, kLongestQuote) + "...";
}

}  // namespace

JsonFields::JsonFields(const Json& object, std::string where) : object_(object), where_(std::move(where)) {
  if (!object.is_object()) {
    status_ = absl::DataLossError(absl::StrCat(where_, ": ", Quote(object), " stands where an object is expected"));
  }
}

int64_t JsonFields::Integer(const char* name, int64_t least, int64_t most) {
  const bool bounded = most != std::numeric_limits<int64_t>::max();
  const std::string expected =
      bounded ? absl::StrCat("an integer from ", least, " to ", most) : absl::StrCat("an integer from ", least);
  const Json* found = Find(name, expected);
  if (found == nullptr) return 0;
  const bool is_signed = found->is_number_integer() && !found->is_number_unsigned();
  const bool fits = is_signed || (found->is_number_unsigned() &&
                                  found->get<uint64_t>() <= uint64_t{std::numeric_limits<int64_t>::max()});
  if (fits && found->get<int64_t>() >= least && found->get<int64_t>() <= most) return found->get<int64_t>();
  Fail(name, *found, expected);
  return 0;
}

uint64_t JsonFields::Unsigned(const char* name) {
  const Json* found = Find(name, "an integer from 0");
  if (found == nullptr) return 0;
  if (found->is_number_unsigned()) return found->get<uint64_t>();
  Fail(name, *found, "an integer from 0");
  return 0;
}

double JsonFields::Number(const char* name, double least, double most) {
  const std::string expected = absl::StrCat("a number from ", least, " to ", most);
  const Json* found = Find(name, expected);
  if (found == nullptr) return 0;
  if (found->is_number() && found->get<double>() >= least && found->get<double>() <= most) return found->get<double>();
  Fail(name, *found, expected);
  return 0;
}

bool JsonFields::Flag(const char* name) {
  const Json* found = Find(name, "true or false");
  if (found == nullptr) return false;
  if (found->is_boolean()) return found->get<bool>();
  Fail(name, *found, "true or false");
  return false;
}

std::string JsonFields::Text(const char* name) {
  const Json* found = Find(name, "a string");
  if (found == nullptr) return "";
  if (found->is_string()) return found->get<std::string>();
  Fail(name, *found, "a string");
  return "";
}

const Json& JsonFields::Object(const char* name) {
  static const Json& empty = *new Json(Json::object());
  const Json* found = Find(name, "an object");
  if (found == nullptr) return empty;
  if (found->is_object()) return *found;
  Fail(name, *found, "an object");
  return empty;
}

const Json& JsonFields::List(const char* name) {
  static const Json& empty = *new Json(Json::array());
  const Json* found = Find(name, "a list");
  if (found == nullptr) return empty;
  if (found->is_array()) return *found;
  Fail(name, *found, "a list");
  return empty;
}

const Json* JsonFields::Find(const char* name, absl::string_view expected) {
  if (!status_.ok()) return nullptr;
  const auto found = object_.find(name);
  if (found != object_.end()) return &*found;
  status_ = absl::DataLossError(absl::StrCat(where_, ": \"", name, "\" is missing, expected ", expected));
  return nullptr;
}

void JsonFields::Fail(const char* name, const Json& found, absl::string_view expected) {
  status_ = absl::DataLossError(absl::StrCat(where_, ": \"", name, "\" is ", Quote(found), ", expected ", expected));
}

absl::StatusOr<Json> ParseJsonObject(absl::string_view bytes, const std::string& where) {
  Json json = Json::parse(bytes.begin(), bytes.end(), nullptr, /*allow_exceptions=*/false);
  if (json.is_object()) return json;
  return absl::DataLossError(absl::StrCat(where, " is no JSON object: it is damaged or another kind of file"));
}

std::string FormatJson(const Json& json) { return json.dump(1, ' ', false, Json::error_handler_t::replace) + "\n"; }

}  // namespace moebench::language
