// Token files of other programs, read for the loader and written as an export. All are little-endian.
//   nanoGPT             uint16 ids and nothing else (prepare.py writes a NumPy array with tofile)
//   llm.c, GPT-2        256 int32 of header: 20240520, version 1, number of tokens, zeros; then uint16 ids
//   llm.c, Llama 3      the same with 20240801, version 7 and uint32 ids (dev/data/data_common.py)
// llm.c's loader counts tokens in an int32, so a file holds fewer than 2^31.
//
//   MOE_ASSIGN_OR_RETURN(const TokenArray tokens, OpenForeignBin("train.bin", BinFormat::kNanoGpt, 50257));
//   MOE_RETURN_IF_ERROR(WriteForeignBin(stream, BinFormat::kLlmcGpt2, "fineweb_train_000001.bin"));
//
// None says which tokenizer made it: the size of the vocabulary is the caller's word, and ids are held against it.
// nanoGPT puts the end of a document behind it, as our shards do; llm.c's own scripts put it before.
#ifndef MOEBENCH_LANGUAGE_DATA_SHARDS_FOREIGN_BINS_H_
#define MOEBENCH_LANGUAGE_DATA_SHARDS_FOREIGN_BINS_H_

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "language/data/shards/token_array.h"
#include "language/data/shards/token_stream.h"

namespace moebench::language {

enum class BinFormat { kNanoGpt, kLlmcGpt2, kLlmcLlama3 };

// "nanogpt", "llmc" or "llmc-llama3".
absl::StatusOr<BinFormat> ParseBinFormat(absl::string_view name);
absl::string_view BinFormatName(BinFormat format);

// Whether a file that begins with `head` is of that format; never true of nanoGPT's.
bool HasMagicOf(BinFormat format, absl::string_view head);

// Maps the file and checks its header and size; ids are checked as they are read. InvalidArgument for another kind of
// file, saying what it looks like; DataLoss for a truncated one.
absl::StatusOr<TokenArray> OpenForeignBin(const std::string& path, BinFormat format, int64_t vocabulary_size);

// The whole stream into one file, atomically, in constant memory. An id above 65,535 where the format has uint16, or a
// stream of 2^31 tokens or more for llm.c, is refused and no file left behind.
absl::Status WriteForeignBin(const TokenStream& tokens, BinFormat format, const std::string& path);

}  // namespace moebench::language

#endif  // MOEBENCH_LANGUAGE_DATA_SHARDS_FOREIGN_BINS_H_
