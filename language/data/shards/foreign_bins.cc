#include "language/data/shards/foreign_bins.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <limits>
#include <memory>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/atomic_file.h"
#include "base/nearest_name.h"
#include "base/status_macros.h"
#include "language/data/shards/file_signature.h"
#include "language/data/shards/mapped_file.h"

namespace moebench::language {
namespace {

constexpr int64_t kLlmcHeaderBytes = 256 * sizeof(int32_t);
constexpr int64_t kBlockTokens = int64_t{1} << 18;
constexpr size_t kSignatureBytes = 512;

struct FormatFacts {
  BinFormat format;
  absl::string_view name;
  absl::string_view title;
  int32_t magic;  // 0 is none
  int32_t version;
  int64_t header_bytes;
  int bytes_per_token;
};

constexpr std::array<FormatFacts, 3> kFormats = {{
    {BinFormat::kNanoGpt, "nanogpt", "nanoGPT's .bin", 0, 0, 0, 2},
    {BinFormat::kLlmcGpt2, "llmc", "llm.c's .bin (GPT-2)", kLlmcGpt2Magic, 1, kLlmcHeaderBytes, 2},
    {BinFormat::kLlmcLlama3, "llmc-llama3", "llm.c's .bin (Llama 3)", kLlmcLlama3Magic, 7, kLlmcHeaderBytes, 4},
}};

const FormatFacts& FactsOf(BinFormat format) {
  return *std::find_if(kFormats.begin(), kFormats.end(),
                       [format](const FormatFacts& facts) { return facts.format == format; });
}

int32_t HeaderField(absl::string_view bytes, int index) {
  int32_t value;
  std::memcpy(&value, bytes.data() + index * sizeof(value), sizeof(value));
  return value;
}

absl::Status OtherKind(const MappedFile& file, const FormatFacts& facts) {
  return absl::InvalidArgumentError(absl::StrCat(file.path(), " is not ", facts.title, ": it looks like ",
                                                 LooksLike(file.bytes().substr(0, kSignatureBytes), file.size())));
}

absl::StatusOr<int64_t> CountNanoGpt(const MappedFile& file, const FormatFacts& facts) {
  const std::string signature = KnownSignature(file.bytes().substr(0, kSignatureBytes));
  if (file.size() == 0 || !signature.empty()) return OtherKind(file, facts);
  if (file.size() % facts.bytes_per_token == 0) return file.size() / facts.bytes_per_token;
  return absl::DataLossError(absl::StrCat(file.path(), " has ", file.size(),
                                          " bytes, no whole number of uint16 ids: it is truncated, or not ",
                                          facts.title));
}

absl::StatusOr<int64_t> CountLlmc(const MappedFile& file, const FormatFacts& facts) {
  if (!HasMagicOf(facts.format, file.bytes())) return OtherKind(file, facts);
  if (file.size() < kLlmcHeaderBytes) {
    return absl::DataLossError(absl::StrCat(file.path(), " is truncated: it has ", file.size(),
                                            " bytes, and the header alone ", kLlmcHeaderBytes));
  }
  const int32_t version = HeaderField(file.bytes(), 1), tokens = HeaderField(file.bytes(), 2);
  if (version != facts.version) {
    return absl::FailedPreconditionError(
        absl::StrCat(file.path(), " has version ", version, ", expected ", facts.version, " in ", facts.title));
  }
  const int64_t expected = kLlmcHeaderBytes + int64_t{tokens} * facts.bytes_per_token;
  if (tokens >= 1 && file.size() == expected) return tokens;
  return absl::DataLossError(absl::StrCat(
      file.path(), tokens >= 1 && file.size() < expected ? " is truncated" : " is damaged", ": its header promises ",
      tokens, " tokens, and it has ", file.size(), " bytes", tokens >= 1 ? absl::StrCat(", expected ", expected) : ""));
}

std::string HeaderOf(const FormatFacts& facts, int64_t tokens) {
  std::string header(static_cast<size_t>(facts.header_bytes), '\0');
  const std::array<int32_t, 3> fields = {facts.magic, facts.version, static_cast<int32_t>(tokens)};
  if (!header.empty()) std::memcpy(&header[0], fields.data(), sizeof(fields));
  return header;
}

absl::Status CheckWritable(const TokenStream& tokens, const FormatFacts& facts) {
  if (tokens.size() == 0) return absl::FailedPreconditionError(absl::StrCat(tokens.name(), " has no tokens"));
  if (facts.magic == 0 || tokens.size() <= std::numeric_limits<int32_t>::max()) return absl::OkStatus();
  return absl::FailedPreconditionError(absl::StrCat(tokens.name(), " has ", tokens.size(), " tokens, and ", facts.title,
                                                    " holds at most ", std::numeric_limits<int32_t>::max(),
                                                    "; write each shard to a file of its own"));
}

// Narrows ids to the format's width.
absl::Status Pack(const std::vector<int32_t>& ids, int64_t start, const FormatFacts& facts, const TokenStream& tokens,
                  std::string* bytes) {
  bytes->resize(ids.size() * facts.bytes_per_token);
  for (size_t i = 0; i < ids.size(); ++i) {
    if (facts.bytes_per_token == 2 && ids[i] > std::numeric_limits<uint16_t>::max()) {
      return absl::FailedPreconditionError(absl::StrCat(tokens.name(), ": token ", start + static_cast<int64_t>(i),
                                                        " is ", ids[i], ", and ", facts.title, " holds ids to 65535; ",
                                                        "llmc-llama3 holds larger ones"));
    }
    std::memcpy(&(*bytes)[i * facts.bytes_per_token], &ids[i], facts.bytes_per_token);
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<BinFormat> ParseBinFormat(absl::string_view name) {
  std::vector<std::string> known;
  for (const FormatFacts& facts : kFormats) {
    if (facts.name == name) return facts.format;
    known.emplace_back(facts.name);
  }
  return absl::InvalidArgumentError(absl::StrCat("unknown token file format \"", name, "\"", DidYouMean(name, known),
                                                 "; expected nanogpt, llmc or llmc-llama3"));
}

absl::string_view BinFormatName(BinFormat format) { return FactsOf(format).name; }

bool HasMagicOf(BinFormat format, absl::string_view head) {
  const FormatFacts& facts = FactsOf(format);
  return facts.magic != 0 && head.size() >= sizeof(int32_t) && HeaderField(head, 0) == facts.magic;
}

absl::StatusOr<TokenArray> OpenForeignBin(const std::string& path, BinFormat format, int64_t vocabulary_size) {
  const FormatFacts& facts = FactsOf(format);
  if (vocabulary_size < 1 || vocabulary_size > std::numeric_limits<int32_t>::max()) {
    return absl::InvalidArgumentError(absl::StrCat(path, ": the vocabulary's size is given as ", vocabulary_size,
                                                   ", expected at least 1; ", facts.title, " does not say it"));
  }
  MOE_ASSIGN_OR_RETURN(std::shared_ptr<const MappedFile> file, MappedFile::Open(path));
  MOE_ASSIGN_OR_RETURN(const int64_t tokens,
                       format == BinFormat::kNanoGpt ? CountNanoGpt(*file, facts) : CountLlmc(*file, facts));
  return TokenArray(std::move(file), facts.header_bytes, tokens, facts.bytes_per_token, vocabulary_size);
}

absl::Status WriteForeignBin(const TokenStream& tokens, BinFormat format, const std::string& path) {
  const FormatFacts& facts = FactsOf(format);
  MOE_RETURN_IF_ERROR(CheckWritable(tokens, facts));
  MOE_ASSIGN_OR_RETURN(AtomicFileWriter file, AtomicFileWriter::Open(path));
  MOE_RETURN_IF_ERROR(file.Append(HeaderOf(facts, tokens.size())));
  std::vector<int32_t> ids;
  std::string bytes;
  for (int64_t start = 0; start < tokens.size(); start += kBlockTokens) {
    ids.resize(std::min(kBlockTokens, tokens.size() - start));
    MOE_RETURN_IF_ERROR(tokens.Copy(start, absl::MakeSpan(ids)));
    MOE_RETURN_IF_ERROR(Pack(ids, start, facts, tokens, &bytes));
    MOE_RETURN_IF_ERROR(file.Append(bytes));
  }
  return file.Commit();
}

}  // namespace moebench::language
