// The flags of //language:tokenize as they were given; tokenize_flags.cc says what each means, and `--help` of a
// subcommand what it means there.
#ifndef MOEBENCH_LANGUAGE_TOKENIZER_COMMANDS_TOKENIZE_FLAGS_H_
#define MOEBENCH_LANGUAGE_TOKENIZER_COMMANDS_TOKENIZE_FLAGS_H_

#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "base/command_line.h"

namespace moebench::language {

struct TokenizeFlags {
  std::set<std::string> given;

  std::string input, output, model, tokenizer, data_dir;
  int threads = 0;
  bool overwrite = false;

  std::string format, text_field, split, wikitext_documents;
  bool detokenize = false;

  std::string kind, model_type, normalizer;
  int64_t vocab_size = 0;
  bool byte_fallback = false;
  int64_t seed = 0;
  std::vector<std::string> user_defined_symbols;
  std::vector<std::string> sentencepiece_options;
  int64_t min_frequency = 0, max_token_bytes = 0;
  bool end_of_text = true;

  std::string reference;

  int64_t tokens_per_shard = 0;
  double validation_fraction = 0;
  uint64_t split_seed = 0;
  bool drop_duplicates = false, drop_empty = false;
  bool count_duplicates = true;
  bool append_end_of_document = true;

  std::string layout, input_layout;
  bool verify = false;

  bool Has(const std::string& name) const { return given.count(name) > 0; }
};

// Flags whose every value counts, not only the last.
const std::vector<std::string>& RepeatedTokenizeFlags();

// Of a line that was parsed. InvalidArgument for --threads out of range.
absl::StatusOr<TokenizeFlags> ReadTokenizeFlags(const CommandLine& line);

// InvalidArgument where a flag that `command` cannot do without is empty: "--tokenizer is not set; expected gpt2, …".
absl::Status RequireFlag(absl::string_view name, absl::string_view value, absl::string_view expected);

// InvalidArgument where a flag of `names` was given, because of `reason`: "--seed is for --kind=sentencepiece".
absl::Status RefuseFlags(const TokenizeFlags& flags, const std::vector<std::string>& names, absl::string_view reason);

// InvalidArgument, suggesting the nearest, where `value` is none of `known`.
absl::Status CheckChoice(absl::string_view flag, absl::string_view value, const std::vector<std::string>& known);

}  // namespace moebench::language

#endif  // MOEBENCH_LANGUAGE_TOKENIZER_COMMANDS_TOKENIZE_FLAGS_H_
