#include "language/tokenizer/commands/corpus_input.h"

#include <filesystem>
#include <system_error>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "base/command_line.h"
#include "base/status_macros.h"
#include "language/data/corpora/corpus_format.h"
#include "language/data/corpora/open_corpus.h"
#include "language/tokenizer/commands/command_status.h"

namespace moebench::language {
namespace {

using SourceOr = absl::StatusOr<std::unique_ptr<DocumentSource>>;

bool Exists(const std::string& path) {
  std::error_code error;
  return std::filesystem::exists(path, error);
}

// Corpora one after another, opened from the start, so that what is missing is missed at once.
class CorpusChain : public DocumentSource {
 public:
  explicit CorpusChain(std::vector<std::unique_ptr<DocumentSource>> sources) : sources_(std::move(sources)) {}

  absl::StatusOr<bool> Next(Piece* piece) override {
    for (; current_ < sources_.size(); ++current_) {
      MOE_ASSIGN_OR_RETURN(const bool more, sources_[current_]->Next(piece));
      if (more) return true;
    }
    return false;
  }

  int64_t BytesRead() const override { return Sum(&DocumentSource::BytesRead); }
  int64_t BytesTotal() const override { return Sum(&DocumentSource::BytesTotal); }

 private:
  int64_t Sum(int64_t (DocumentSource::*bytes)() const) const {
    int64_t sum = 0;
    for (const auto& source : sources_) sum += (source.get()->*bytes)();
    return sum;
  }

  const std::vector<std::unique_ptr<DocumentSource>> sources_;
  size_t current_ = 0;
};

SourceOr OpenOne(const TokenizeFlags& flags, const std::string& path) {
  CorpusOptions options;
  options.path = path;
  options.format = flags.format;
  options.text_field = flags.text_field;
  options.split = flags.split;
  options.wikitext_documents = flags.wikitext_documents;
  options.detokenize = flags.detokenize;
  if (options.format == "auto") {
    // Told apart from what OpenCorpus calls InvalidArgument, a flag that the format does not have.
    absl::StatusOr<std::string> format = DetectFormat(path);
    if (!format.ok()) return AboutInput(format.status());
    options.format = *std::move(format);
  }
  SourceOr source = OpenCorpus(options);
  if (!source.ok() && !absl::IsInvalidArgument(source.status())) return AboutInput(source.status());
  return source;
}

}  // namespace

std::vector<std::string> InputPaths(const std::string& input) {
  if (Exists(CallerPath(input))) return {CallerPath(input)};
  std::vector<std::string> paths;
  for (const absl::string_view path : absl::StrSplit(input, ',', absl::SkipEmpty())) paths.push_back(CallerPath(path));
  return paths;
}

SourceOr OpenCorpusInput(const TokenizeFlags& flags) {
  MOE_RETURN_IF_ERROR(RequireFlag("input", flags.input, "files or folders with commas between"));
  std::vector<std::string> formats = CorpusFormats();
  formats.push_back("auto");
  MOE_RETURN_IF_ERROR(CheckChoice("format", flags.format, formats));
  std::vector<std::unique_ptr<DocumentSource>> sources;
  for (const std::string& path : InputPaths(flags.input)) {
    if (path == "-") {
      return absl::InvalidArgumentError("--input=- is not for a corpus, which is read more than once; name a file");
    }
    if (!Exists(path)) return absl::NotFoundError(absl::StrCat("--input: there is no file or folder ", path));
    MOE_ASSIGN_OR_RETURN(std::unique_ptr<DocumentSource> source, OpenOne(flags, path));
    sources.push_back(std::move(source));
  }
  if (sources.empty()) return absl::InvalidArgumentError(absl::StrCat("--input=", flags.input, " names no file"));
  if (sources.size() == 1) return std::move(sources[0]);
  return std::unique_ptr<DocumentSource>(std::make_unique<CorpusChain>(std::move(sources)));
}

}  // namespace moebench::language
