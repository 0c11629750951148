#include "moe_core/training/safetensors_header.h"

#include <algorithm>
#include <array>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/status_macros.h"
#include "nlohmann/json.hpp"

namespace moebench {
namespace {

using Json = nlohmann::json;

constexpr char kMetadataKey[] = "__metadata__";
constexpr size_t kAlignment = 8;

std::string ShapeText(const std::vector<int64_t>& shape) { return absl::StrCat("[", absl::StrJoin(shape, ", "), "]"); }

absl::Status TensorError(const std::string& name, absl::string_view problem) {
  return absl::DataLossError(absl::StrCat("tensor \"", name, "\" ", problem));
}

// Nothing valid is nested deeper than root, tensor, shape. What is deeper is neither built nor kept, so that a header
// of a hundred million brackets costs no memory.
absl::StatusOr<Json> ParseJson(absl::string_view text) {
  constexpr int kMaxDepth = 3;
  bool too_deep = false;
  std::string repeated;
  std::array<std::set<std::string>, kMaxDepth> keys;  // seen so far, by depth of the object
  const auto inspect = [&](int depth, Json::parse_event_t event, Json& value) {
    const bool starts = event == Json::parse_event_t::object_start || event == Json::parse_event_t::array_start;
    if (depth >= kMaxDepth) {
      too_deep = too_deep || starts;
      return !starts;
    }
    if (starts && depth + 1 < kMaxDepth) keys[depth + 1].clear();
    if (event == Json::parse_event_t::key && !keys[depth].insert(value.get<std::string>()).second) {
      repeated = value.get<std::string>();
    }
    return true;
  };
  if (text.empty() || text[0] != '{') return absl::DataLossError("its header does not begin with '{'");
  Json json = Json::parse(text.begin(), text.end(), inspect, /*allow_exceptions=*/false);
  if (json.is_discarded()) return absl::DataLossError("its header is not valid JSON");
  if (too_deep) return absl::DataLossError("its header nests too deeply");
  if (!repeated.empty()) return absl::DataLossError(absl::StrCat("its header names \"", repeated, "\" twice"));
  return json;
}

absl::StatusOr<std::map<std::string, std::string>> ParseMetadata(const Json& json) {
  std::map<std::string, std::string> metadata;
  if (!json.is_object()) return absl::DataLossError("its __metadata__ is not an object");
  for (const auto& [key, value] : json.items()) {
    if (!value.is_string()) {
      return absl::DataLossError(absl::StrCat("its __metadata__ entry \"", key, "\" is not text"));
    }
    metadata[key] = value.get<std::string>();
  }
  return metadata;
}

// Sizes and offsets are non-negative integers without fraction or exponent, at most 2^63 - 1.
bool ParseSizes(const Json& json, std::vector<int64_t>* sizes) {
  if (!json.is_array()) return false;
  for (const Json& element : json) {
    if (!element.is_number_unsigned() || element.get<uint64_t>() > INT64_MAX) return false;
    sizes->push_back(element.get<int64_t>());
  }
  return true;
}

absl::StatusOr<SafetensorsEntry> ParseEntry(const std::string& name, const Json& json) {
  const bool complete = json.is_object() && json.size() == 3 && json.contains("dtype") && json.contains("shape") &&
                        json.contains("data_offsets");
  if (!complete) return TensorError(name, "does not have exactly dtype, shape and data_offsets");
  if (!json["dtype"].is_string()) return TensorError(name, "has a dtype that is not text");

  SafetensorsEntry entry;
  entry.dtype = json["dtype"].get<std::string>();
  if (!ParseSizes(json["shape"], &entry.shape)) return TensorError(name, "has a shape that is no list of sizes");
  std::vector<int64_t> offsets;
  if (!ParseSizes(json["data_offsets"], &offsets) || offsets.size() != 2 || offsets[0] > offsets[1]) {
    return TensorError(name, "has data_offsets that are no ascending pair");
  }
  entry.begin = static_cast<size_t>(offsets[0]);
  entry.end = static_cast<size_t>(offsets[1]);

  const absl::StatusOr<size_t> bytes = TensorBytes(entry.dtype, entry.shape);
  if (!bytes.ok()) return TensorError(name, bytes.status().message());
  if (*bytes == entry.end - entry.begin) return entry;
  return TensorError(name, absl::StrCat("of type ", entry.dtype, " and shape ", ShapeText(entry.shape), " takes ",
                                        *bytes, " bytes, but its data_offsets span ", entry.end - entry.begin));
}

// In the order of their offsets, each tensor must begin where the one before ends.
absl::Status CheckCoverage(const SafetensorsHeader& header, size_t data_bytes) {
  size_t covered = 0;
  for (const std::string& name : DataOrder(header)) {
    const SafetensorsEntry& entry = header.tensors.at(name);
    if (entry.begin != covered) {
      return TensorError(name, absl::StrCat(entry.begin < covered ? "overlaps the one before it" : "follows a hole",
                                            ": it begins at byte ", entry.begin, ", expected ", covered));
    }
    if (entry.end > data_bytes) {
      return TensorError(name, absl::StrCat("ends at byte ", entry.end, ", the file's data at ", data_bytes));
    }
    covered = entry.end;
  }
  if (covered == data_bytes) return absl::OkStatus();
  return absl::DataLossError(
      absl::StrCat("its tensors end at byte ", covered, " of the data, which has ", data_bytes, " bytes"));
}

}  // namespace

size_t ElementBytes(const std::string& dtype) {
  static const auto* const kBytes = new std::map<std::string, size_t>{
      {"F64", 8}, {"I64", 8}, {"U64", 8}, {"F32", 4}, {"I32", 4},  {"U32", 4},     {"F16", 2},    {"BF16", 2},
      {"I16", 2}, {"U16", 2}, {"I8", 1},  {"U8", 1},  {"BOOL", 1}, {"F8_E4M3", 1}, {"F8_E5M2", 1}};
  const auto found = kBytes->find(dtype);
  return found == kBytes->end() ? 0 : found->second;
}

absl::StatusOr<size_t> TensorBytes(const std::string& dtype, const std::vector<int64_t>& shape) {
  int64_t bytes = static_cast<int64_t>(ElementBytes(dtype));
  if (bytes == 0) return absl::InvalidArgumentError(absl::StrCat("has the unknown type \"", dtype, "\""));
  for (const int64_t size : shape) {
    if (size < 0 || __builtin_mul_overflow(bytes, size, &bytes)) {
      return absl::InvalidArgumentError(absl::StrCat("has the impossible shape ", ShapeText(shape)));
    }
  }
  return static_cast<size_t>(bytes);
}

std::vector<std::string> DataOrder(const SafetensorsHeader& header) {
  std::vector<std::string> names;
  for (const auto& [name, entry] : header.tensors) names.push_back(name);
  const auto extent = [&header](const std::string& name) {
    const SafetensorsEntry& entry = header.tensors.at(name);
    return std::make_pair(entry.begin, entry.end);
  };
  std::stable_sort(names.begin(), names.end(),
                   [&extent](const std::string& a, const std::string& b) { return extent(a) < extent(b); });
  return names;
}

absl::StatusOr<std::string> FormatSafetensorsHeader(const SafetensorsHeader& header) {
  Json json = Json::object();
  if (!header.metadata.empty()) json[kMetadataKey] = header.metadata;
  for (const auto& [name, entry] : header.tensors) {
    if (name == kMetadataKey) return absl::InvalidArgumentError("a tensor cannot be named __metadata__");
    json[name] = {{"dtype", entry.dtype}, {"shape", entry.shape}, {"data_offsets", {entry.begin, entry.end}}};
  }
  std::string text = json.dump(-1, ' ', false, Json::error_handler_t::replace);
  // Where a byte had to be replaced, the text no longer means what was asked for.
  if (Json::parse(text, nullptr, /*allow_exceptions=*/false) != json) {
    return absl::InvalidArgumentError("a tensor's name or a metadata entry is not UTF-8");
  }
  text.append((kAlignment - text.size() % kAlignment) % kAlignment, ' ');
  if (text.size() <= kMaxSafetensorsHeaderBytes) return text;
  return absl::InvalidArgumentError(
      absl::StrCat("the header takes ", text.size(), " bytes, more than the format's ", kMaxSafetensorsHeaderBytes));
}

absl::StatusOr<SafetensorsHeader> ParseSafetensorsHeader(absl::string_view text, size_t data_bytes) {
  MOE_ASSIGN_OR_RETURN(const Json json, ParseJson(text));
  SafetensorsHeader header;
  for (const auto& [name, value] : json.items()) {
    if (name == kMetadataKey) {
      MOE_ASSIGN_OR_RETURN(header.metadata, ParseMetadata(value));
    } else {
      MOE_ASSIGN_OR_RETURN(header.tensors[name], ParseEntry(name, value));
    }
  }
  MOE_RETURN_IF_ERROR(CheckCoverage(header, data_bytes));
  return header;
}

}  // namespace moebench
