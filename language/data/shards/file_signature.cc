#include "language/data/shards/file_signature.h"

#include <cstdint>
#include <string>

#include "absl/algorithm/container.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

namespace moebench::language {
namespace {

using std::literals::string_literals::operator""s;

std::string LittleEndian32(uint32_t value) {
  std::string bytes;
  for (int shift = 0; shift < 32; shift += 8) bytes += static_cast<char>(value >> shift & 0xFF);
  return bytes;
}

// Deflate, no reserved flags, and the operating systems that RFC 1952 numbers: two bytes alone are a likely token.
bool IsGzip(absl::string_view head) {
  if (head.size() < 10 || !absl::StartsWith(head, "\x1f\x8b\x08")) return false;
  const auto system = static_cast<unsigned char>(head[9]);
  return (head[3] & 0xE0) == 0 && (system <= 13 || system == 255);
}

bool IsTar(absl::string_view head) { return head.size() >= 262 && head.substr(257, 5) == "ustar"; }

bool IsText(absl::string_view head) {
  const auto is_text = [](unsigned char c) { return c >= 0x20 || absl::ascii_isspace(c); };
  return !head.empty() && absl::c_all_of(head, is_text) &&
         absl::c_count_if(head, [](unsigned char c) { return c < 0x80; }) > static_cast<int64_t>(head.size()) / 2;
}

}  // namespace

std::string KnownSignature(absl::string_view head) {
  if (absl::StartsWith(head, kShardMagic)) return "a token shard";
  if (absl::StartsWith(head, LittleEndian32(kLlmcGpt2Magic))) return "llm.c's .bin (GPT-2, uint16)";
  if (absl::StartsWith(head, LittleEndian32(kLlmcLlama3Magic))) return "llm.c's .bin (Llama 3, uint32)";
  if (absl::StartsWith(head, LittleEndian32(kLlmcEvaluationMagic))) return "llm.c's evaluation file";
  if (IsGzip(head)) return "a gzip file";
  if (absl::StartsWith(head, "PK\3\4") || absl::StartsWith(head, "PK\5\6")) return "a zip file";
  if (absl::StartsWith(head, "\xFD"s + "7zXZ\0"s)) return "an xz file";
  if (absl::StartsWith(head, "\x28\xB5\x2F\xFD")) return "a zstd file";
  if (absl::StartsWith(head, "\x93NUMPY")) return "a NumPy .npy file";
  if (absl::StartsWith(head, "PAR1")) return "a Parquet file";
  if (absl::StartsWith(head, "MMIDIDX\0\0"s)) return "a Megatron index";
  if (IsTar(head)) return "a tar file";
  return "";
}

std::string LooksLike(absl::string_view head, int64_t size) {
  if (size == 0) return "an empty file";
  const std::string known = KnownSignature(head);
  if (!known.empty()) return known;
  if (absl::c_all_of(head, [](char c) { return c == 0; })) return "a file of zeros, such as an unfinished shard";
  if (IsText(head)) return "text";
  return absl::StrCat("nothing known", size % 2 == 0 ? ", perhaps nanoGPT's .bin (bare uint16 ids)" : "");
}

}  // namespace moebench::language
