// A byte-level BPE vocabulary as GPT-2 publishes it, two files of one folder:
//
//   vocab.bpe      "#version: 0.2", then one merge a line, "LEFT RIGHT", the first to be applied first
//   encoder.json   {"TOKEN": id, ...}: the 256 bytes, the result of every merge, and perhaps "<|endoftext|>"
//
// with bytes spelt by byte_alphabet.h. Each file is checked against the other, so that files that are truncated, mixed
// up or of another kind are refused: the 256 bytes must be there, each merge must join tokens that are bytes or results
// of merges above it, each merge must make another token, each token must have an id and each id must be that of a
// byte, of a merge's result or of <|endoftext|>, no token or id may be there twice, and ids must be 0 .. n-1, in any
// order.
//
// Errors name the file, the line (of encoder.json the entry) and the reason:
//   "gpt2-bpe/vocab.bpe:17: \"Ġth e\": no byte or merge above makes \"Ġth\"; ..."
#ifndef MOEBENCH_LANGUAGE_TOKENIZER_BYTE_LEVEL_BYTE_LEVEL_FILES_H_
#define MOEBENCH_LANGUAGE_TOKENIZER_BYTE_LEVEL_BYTE_LEVEL_FILES_H_

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace moebench::language {

constexpr char kMergesFile[] = "vocab.bpe";
constexpr char kIdsFile[] = "encoder.json";
constexpr char kEndOfText[] = "<|endoftext|>";

struct IdMerge {
  int32_t left;
  int32_t right;
  int32_t result;
};

struct ByteLevelVocabulary {
  std::vector<std::string> tokens;      // [n] the bytes of each id; those of <|endoftext|> are its spelling
  std::array<int32_t, 256> byte_ids{};  // by byte
  std::vector<IdMerge> merges;          // by rank
  int32_t end_of_text = -1;             // id of <|endoftext|>, or -1
  std::string checksum;                 // SHA-256 of the two files' SHA-256 in hex, vocab.bpe's first, joined
};

// NotFound if a file is missing, else FailedPrecondition as above.
absl::StatusOr<ByteLevelVocabulary> ReadByteLevelFiles(const std::string& folder);

// The same from the files' contents; errors name the files by their own names below `folder`.
absl::StatusOr<ByteLevelVocabulary> ParseByteLevelFiles(const std::string& folder, const std::string& merges_file,
                                                        const std::string& ids_file);

struct ByteMerge {
  std::string left;  // bytes, not their spelling
  std::string right;
};

// Writes both files, making the folder if need be; each file is whole or absent. Ids are GPT-2's: the bytes in
// BytesInIdOrder, then each merge's result, then <|endoftext|> where `with_end_of_text`; tiktoken and Hugging Face's
// ByteLevelBPETokenizer read them too. FailedPrecondition naming the merge that breaks the rules above.
absl::Status WriteByteLevelFiles(const std::string& folder, const std::vector<ByteMerge>& merges,
                                 bool with_end_of_text);

}  // namespace moebench::language

#endif  // MOEBENCH_LANGUAGE_TOKENIZER_BYTE_LEVEL_BYTE_LEVEL_FILES_H_
