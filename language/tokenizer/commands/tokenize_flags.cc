#include "language/tokenizer/commands/tokenize_flags.h"

#include <algorithm>
#include <thread>

#include "absl/flags/flag.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/nearest_name.h"
#include "base/status_macros.h"

ABSL_FLAG(std::string, input, "", "what is read");
ABSL_FLAG(std::string, output, "", "what is written");
ABSL_FLAG(std::string, model, "", "the tokenizer that is made");
ABSL_FLAG(std::string, tokenizer, "", "gpt2, a SentencePiece .model, or a folder with vocab.bpe and encoder.json");
ABSL_FLAG(std::string, data_dir, "",
          "the folder that holds gpt2-bpe/, and nowhere else. Without it: $MOEBENCH_DATA, then the cache folder");
ABSL_FLAG(int32_t, threads, 0, "threads, 0 to 1024; 0 is one a processor. The output is the same for any number");
ABSL_FLAG(bool, overwrite, false, "begin anew in a folder that holds shards, finished or not");

ABSL_FLAG(
    std::string, format, "auto",
    "text (a document a file), lines, paragraphs, jsonl, wikitext, wikitext_raw, openwebtext, or auto, by names and "
    "contents; .gz, .zst and .xz are read as they are");
ABSL_FLAG(std::string, text_field, "text", "jsonl: the field that holds the text; a dot descends, as in body.text");
ABSL_FLAG(std::string, split, "", "a split by its name: train, or valid");
ABSL_FLAG(std::string, wikitext_documents, "articles", "wikitext: what a document is; articles, pages or split");
ABSL_FLAG(bool, detokenize, false, "wikitext: undo the tokenization (\" @-@ \" becomes \"-\", and so on)");

ABSL_FLAG(std::string, kind, "sentencepiece", "sentencepiece, or byte_level (GPT-2's kind)");
ABSL_FLAG(int64_t, vocab_size, 32000, "ids in all");
ABSL_FLAG(std::string, model_type, "bpe", "bpe, unigram, word or char");
ABSL_FLAG(std::string, normalizer, "nmt_nfkc", "nmt_nfkc, nfkc, nmt_nfkc_cf, nfkc_cf or identity");
ABSL_FLAG(bool, byte_fallback, false, "characters that are no piece become the 256 byte pieces instead of <unk>");
ABSL_FLAG(int64_t, seed, 0, "decides which lines the library samples, 0 to 4294967294");
ABSL_FLAG(std::string, user_defined_symbols, "",
          "pieces that are never split, with commas between; may be given several times");
ABSL_FLAG(
    std::string, sentencepiece_options, "",
    "any other option of spm_train, as in character_coverage=0.9995,split_digits=true; may be given several times");
ABSL_FLAG(int64_t, min_frequency, 2, "byte_level: pairs that occur less often are not merged");
ABSL_FLAG(int64_t, max_token_bytes, 0, "byte_level: longer tokens are not made; 0 for no limit");
ABSL_FLAG(bool, end_of_text, true, "byte_level: the last id is <|endoftext|>");

ABSL_FLAG(std::string, reference, "",
          "library: SentencePiece's own encoder instead of ours, which gives the same ids for BPE models");

ABSL_FLAG(int64_t, tokens_per_shard, 100'000'000, "a shard ends with the document that fills it");
ABSL_FLAG(double, validation_fraction, 0, "of the documents, for the split valid; at least 0 and below 1");
ABSL_FLAG(uint64_t, split_seed, 0, "which documents go to the split valid; equal texts go to the same split");
ABSL_FLAG(bool, count_duplicates, true, "count documents whose text came before");
ABSL_FLAG(bool, drop_duplicates, false, "leave them out");
ABSL_FLAG(bool, drop_empty, false, "leave out documents without text");
ABSL_FLAG(bool, append_end_of_document, true, "end each document with the tokenizer's id for it, if it has one");

ABSL_FLAG(std::string, layout, "nanogpt", "nanogpt, llmc (GPT-2) or llmc-llama3");
ABSL_FLAG(std::string, input_layout, "",
          "of a .bin that is read: nanogpt, which has no header to tell it by, or as of --layout");
ABSL_FLAG(bool, verify, false, "read every token and compare checksums");

namespace moebench::language {
namespace {

constexpr int kMaxThreads = 1024;

int ThreadsOf(int given) {
  return given > 0 ? given : std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
}

void ReadCorpusFlags(TokenizeFlags* flags) {
  flags->format = absl::GetFlag(FLAGS_format);
  flags->text_field = absl::GetFlag(FLAGS_text_field);
  flags->split = absl::GetFlag(FLAGS_split);
  flags->wikitext_documents = absl::GetFlag(FLAGS_wikitext_documents);
  flags->detokenize = absl::GetFlag(FLAGS_detokenize);
}

void ReadTrainFlags(const CommandLine& line, TokenizeFlags* flags) {
  flags->kind = absl::GetFlag(FLAGS_kind);
  flags->vocab_size = absl::GetFlag(FLAGS_vocab_size);
  flags->model_type = absl::GetFlag(FLAGS_model_type);
  flags->normalizer = absl::GetFlag(FLAGS_normalizer);
  flags->byte_fallback = absl::GetFlag(FLAGS_byte_fallback);
  flags->seed = absl::GetFlag(FLAGS_seed);
  flags->user_defined_symbols = line.repeated.at("user_defined_symbols");
  flags->sentencepiece_options = line.repeated.at("sentencepiece_options");
  flags->min_frequency = absl::GetFlag(FLAGS_min_frequency);
  flags->max_token_bytes = absl::GetFlag(FLAGS_max_token_bytes);
  flags->end_of_text = absl::GetFlag(FLAGS_end_of_text);
}

void ReadShardFlags(TokenizeFlags* flags) {
  flags->tokens_per_shard = absl::GetFlag(FLAGS_tokens_per_shard);
  flags->validation_fraction = absl::GetFlag(FLAGS_validation_fraction);
  flags->split_seed = absl::GetFlag(FLAGS_split_seed);
  flags->count_duplicates = absl::GetFlag(FLAGS_count_duplicates);
  flags->drop_duplicates = absl::GetFlag(FLAGS_drop_duplicates);
  flags->drop_empty = absl::GetFlag(FLAGS_drop_empty);
  flags->append_end_of_document = absl::GetFlag(FLAGS_append_end_of_document);
  flags->overwrite = absl::GetFlag(FLAGS_overwrite);
}

}  // namespace

const std::vector<std::string>& RepeatedTokenizeFlags() {
  static const auto* const names = new std::vector<std::string>{"user_defined_symbols", "sentencepiece_options"};
  return *names;
}

absl::StatusOr<TokenizeFlags> ReadTokenizeFlags(const CommandLine& line) {
  TokenizeFlags flags;
  flags.given = line.given;
  flags.input = absl::GetFlag(FLAGS_input);
  flags.output = absl::GetFlag(FLAGS_output);
  flags.model = absl::GetFlag(FLAGS_model);
  flags.tokenizer = absl::GetFlag(FLAGS_tokenizer);
  flags.data_dir = absl::GetFlag(FLAGS_data_dir);
  flags.reference = absl::GetFlag(FLAGS_reference);
  flags.layout = absl::GetFlag(FLAGS_layout);
  flags.input_layout = absl::GetFlag(FLAGS_input_layout);
  flags.verify = absl::GetFlag(FLAGS_verify);
  ReadCorpusFlags(&flags);
  ReadTrainFlags(line, &flags);
  ReadShardFlags(&flags);
  const int threads = absl::GetFlag(FLAGS_threads);
  if (threads < 0 || threads > kMaxThreads) {
    return absl::InvalidArgumentError(absl::StrCat("--threads=", threads, " is not within 0 to ", kMaxThreads));
  }
  flags.threads = ThreadsOf(threads);
  return flags;
}

absl::Status RequireFlag(absl::string_view name, absl::string_view value, absl::string_view expected) {
  if (!value.empty()) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrCat("--", name, " is not set; expected ", expected));
}

absl::Status RefuseFlags(const TokenizeFlags& flags, const std::vector<std::string>& names, absl::string_view reason) {
  for (const std::string& name : names) {
    if (flags.Has(name)) return absl::InvalidArgumentError(absl::StrCat("--", name, " ", reason));
  }
  return absl::OkStatus();
}

absl::Status CheckChoice(absl::string_view flag, absl::string_view value, const std::vector<std::string>& known) {
  if (std::find(known.begin(), known.end(), value) != known.end()) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrCat("--", flag, "=", value, " is unknown", DidYouMean(value, known),
                                                 "; expected one of ", absl::StrJoin(known, ", ")));
}

}  // namespace moebench::language
