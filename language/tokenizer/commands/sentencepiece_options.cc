#include "language/tokenizer/commands/sentencepiece_options.h"

#include <algorithm>
#include <cstddef>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "base/command_line.h"
#include "base/status_macros.h"

namespace moebench::language {
namespace {

constexpr int64_t kDefaultMaxSentenceBytes = 4192;
constexpr int64_t kMostPieces = int64_t{1} << 24;
constexpr int64_t kMaxSeed = 4294967294;

// Options that a flag sets, and the flag.
constexpr std::pair<const char*, const char*> kOwnFlags[] = {
    {"input", "input"},
    {"model_prefix", "model"},
    {"vocab_size", "vocab_size"},
    {"model_type", "model_type"},
    {"num_threads", "threads"},
    {"random_seed", "seed"},
    {"byte_fallback", "byte_fallback"},
    {"normalization_rule_name", "normalizer"},
    {"name", "normalizer"},
    {"user_defined_symbols", "user_defined_symbols"},
};
constexpr const char* kFileOptions[] = {"normalization_rule_tsv", "denormalization_rule_tsv",
                                        "seed_sentencepieces_file"};
constexpr const char* kListOptions[] = {"control_symbols", "accept_language"};

template <size_t n>
bool IsOneOf(absl::string_view name, const char* const (&names)[n]) {
  return std::any_of(std::begin(names), std::end(names), [&](const char* known) { return name == known; });
}

bool IsOptionName(absl::string_view name) {
  return !name.empty() &&
         std::all_of(name.begin(), name.end(), [](char c) { return absl::ascii_islower(c) || c == '_'; });
}

absl::Status CheckNoOwnFlag(absl::string_view name) {
  for (const auto& [option, flag] : kOwnFlags) {
    if (name == option) {
      return absl::InvalidArgumentError(
          absl::StrCat("--sentencepiece_options: ", name, " is set by --", flag, "; give that flag instead"));
    }
  }
  return absl::OkStatus();
}

// Another value for a list, more of the value for anything else.
void Continue(absl::string_view part, SentencePieceOptions* options) {
  if (IsOneOf(options->back().first, kListOptions)) {
    options->emplace_back(options->back().first, part);
  } else {
    absl::StrAppend(&options->back().second, ",", part);
  }
}

absl::Status AddPassedOn(const std::string& text, SentencePieceOptions* options) {
  const size_t before = options->size();
  for (const absl::string_view part : absl::StrSplit(text, ',')) {
    const size_t equals = part.find('=');
    const absl::string_view name = part.substr(0, equals);
    if (equals != absl::string_view::npos && IsOptionName(name)) {
      MOE_RETURN_IF_ERROR(CheckNoOwnFlag(name));
      const absl::string_view value = part.substr(equals + 1);
      options->emplace_back(name, IsOneOf(name, kFileOptions) ? CallerPath(value) : std::string(value));
    } else if (options->size() > before) {
      Continue(part, options);
    } else {
      return absl::InvalidArgumentError(
          absl::StrCat("--sentencepiece_options=", text, ": \"", part, "\" is not of the form option=value"));
    }
  }
  return absl::OkStatus();
}

absl::Status CheckRange(absl::string_view flag, int64_t value, int64_t least, int64_t most) {
  if (value >= least && value <= most) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrCat("--", flag, "=", value, " is not within ", least, " to ", most));
}

}  // namespace

absl::StatusOr<SentencePieceOptions> SentencePieceOptionsOf(const TokenizeFlags& flags) {
  MOE_RETURN_IF_ERROR(CheckRange("vocab_size", flags.vocab_size, 1, kMostPieces));
  MOE_RETURN_IF_ERROR(CheckChoice("model_type", flags.model_type, {"bpe", "unigram", "word", "char"}));
  MOE_RETURN_IF_ERROR(
      CheckChoice("normalizer", flags.normalizer, {"nmt_nfkc", "nfkc", "nmt_nfkc_cf", "nfkc_cf", "identity"}));
  MOE_RETURN_IF_ERROR(CheckRange("seed", flags.seed, 0, kMaxSeed));
  SentencePieceOptions options = {{"model_type", flags.model_type},
                                  {"vocab_size", absl::StrCat(flags.vocab_size)},
                                  {"normalization_rule_name", flags.normalizer},
                                  {"byte_fallback", flags.byte_fallback ? "true" : "false"},
                                  {"num_threads", absl::StrCat(flags.threads)},
                                  {"random_seed", absl::StrCat(flags.seed)}};
  for (const std::string& list : flags.user_defined_symbols) {
    for (std::string& symbol : SplitQuoted(list)) options.emplace_back("user_defined_symbols", std::move(symbol));
  }
  for (const std::string& text : flags.sentencepiece_options) MOE_RETURN_IF_ERROR(AddPassedOn(text, &options));
  return options;
}

int64_t MaxSentenceBytes(const SentencePieceOptions& options) {
  for (const auto& [name, value] : options) {
    int64_t bytes = 0;
    if (name == "max_sentence_length" && absl::SimpleAtoi(value, &bytes)) return bytes;
  }
  return kDefaultMaxSentenceBytes;
}

std::vector<std::string> SplitQuoted(absl::string_view list) {
  std::vector<std::string> fields(1);
  bool quoted = false;
  for (size_t i = 0; i < list.size(); ++i) {
    const char c = list[i];
    if (c == '"' && quoted && i + 1 < list.size() && list[i + 1] == '"') {
      fields.back() += list[++i];
    } else if (c == '"' && (quoted || fields.back().empty())) {
      quoted = !quoted;
    } else if (c == ',' && !quoted) {
      fields.emplace_back();
    } else {
      fields.back() += c;
    }
  }
  fields.erase(std::remove(fields.begin(), fields.end(), ""), fields.end());
  return fields;
}

absl::Status TrainerStatus(absl::string_view library_error) {
  const std::string message = absl::StrCat("SentencePiece's trainer: ", library_error);
  const bool condition_on_options =
      absl::StartsWith(library_error, "trainer_spec.") && absl::EndsWith(library_error, "does not hold");
  for (const char* about_options : {"unknown field name", "cannot parse", "option \"", "random_seed"}) {
    if (condition_on_options || absl::StrContains(library_error, about_options)) {
      return absl::InvalidArgumentError(message);
    }
  }
  return absl::FailedPreconditionError(message);
}

}  // namespace moebench::language
