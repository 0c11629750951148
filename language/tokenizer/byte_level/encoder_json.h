// GPT-2's encoder.json: one JSON object of tokens and their ids, {"!": 0, "\"": 1, ...}. Read as a stream of events, so
// that a token that is there twice is seen, and that nesting, however deep, ends at its first bracket.
//
//   ParseEncoderJson("gpt2-bpe/encoder.json", contents)   // tokens[0] == "!"
#ifndef MOEBENCH_LANGUAGE_TOKENIZER_BYTE_LEVEL_ENCODER_JSON_H_
#define MOEBENCH_LANGUAGE_TOKENIZER_BYTE_LEVEL_ENCODER_JSON_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace moebench::language {

// The tokens as they are spelt, [n] by id. FailedPrecondition, beginning with `path`, unless the contents are one
// object of distinct tokens whose ids are 0 .. n-1, in any order.
absl::StatusOr<std::vector<std::string>> ParseEncoderJson(const std::string& path, absl::string_view contents);

// The same object in GPT-2's form: ASCII only, one line without a line feed.
std::string EncoderJson(const std::vector<std::string>& tokens);

// A token for a message: quoted, escaped, and cut where it is long.
std::string QuotedToken(absl::string_view token);

}  // namespace moebench::language

#endif  // MOEBENCH_LANGUAGE_TOKENIZER_BYTE_LEVEL_ENCODER_JSON_H_
