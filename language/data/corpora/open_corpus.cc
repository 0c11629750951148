#include "language/data/corpora/open_corpus.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/nearest_name.h"
#include "base/status_macros.h"
#include "language/data/corpora/corpus_files.h"
#include "language/data/corpora/corpus_format.h"
#include "language/data/corpora/joined_source.h"
#include "language/data/corpora/jsonl_source.h"
#include "language/data/corpora/openwebtext_source.h"
#include "language/data/corpora/plain_text_source.h"
#include "language/data/corpora/wikitext_source.h"

namespace moebench::language {
namespace {

absl::StatusOr<std::string> FormatOf(const CorpusOptions& options) {
  if (options.path.empty()) return absl::InvalidArgumentError("no corpus named: expected the path of a file or folder");
  if (options.format == "auto") return DetectFormat(options.path);
  const std::vector<std::string>& known = CorpusFormats();
  if (std::find(known.begin(), known.end(), options.format) != known.end()) return options.format;
  return absl::InvalidArgumentError(absl::StrCat("unknown corpus format \"", options.format, "\"",
                                                 DidYouMean(options.format, known), "; expected auto, ",
                                                 absl::StrJoin(known, ", ")));
}

absl::Status NotOf(const std::string& format, absl::string_view option) {
  return absl::InvalidArgumentError(absl::StrCat("a corpus of format ", format, " has no ", option, "; leave it out"));
}

// An option that would have no effect was meant to have one.
absl::Status CheckOptions(const std::string& format, const CorpusOptions& options) {
  const CorpusOptions defaults;
  const bool wikitext = absl::StartsWith(format, "wikitext");
  if (options.max_line_bytes < 1) {
    return absl::InvalidArgumentError(
        absl::StrCat("max_line_bytes is ", options.max_line_bytes, "; expected at least 1"));
  }
  if (format != "jsonl" && options.text_field != defaults.text_field) return NotOf(format, "text field");
  if (wikitext) return absl::OkStatus();
  if (!options.split.empty()) return NotOf(format, "splits");
  if (options.detokenize) return NotOf(format, "tokenization to undo");
  if (options.wikitext_documents != defaults.wikitext_documents) return NotOf(format, "articles, pages or splits");
  return absl::OkStatus();
}

absl::StatusOr<std::unique_ptr<DocumentSource>> OpenWikiText(const std::string& format, const CorpusOptions& options) {
  WikiTextOptions wikitext;
  wikitext.kind = format == "wikitext" ? WikiTextKind::kTokens : WikiTextKind::kRaw;
  wikitext.split = options.split;
  wikitext.detokenize = options.detokenize;
  wikitext.max_line_bytes = options.max_line_bytes;
  if (options.wikitext_documents == "articles") {
    wikitext.documents = WikiTextDocuments::kArticles;
  } else if (options.wikitext_documents == "pages") {
    wikitext.documents = WikiTextDocuments::kPages;
  } else if (options.wikitext_documents == "split") {
    wikitext.documents = WikiTextDocuments::kSplit;
  } else {
    return absl::InvalidArgumentError(absl::StrCat("unknown WikiText documents \"", options.wikitext_documents,
                                                   "\"; expected articles, pages or split"));
  }
  return NewWikiTextSource(options.path, wikitext);
}

// In a folder, files of OpenWebText may have others beside them; in other formats, every file counts.
absl::StatusOr<std::vector<std::string>> FilesOf(const std::string& format, const std::string& path) {
  MOE_ASSIGN_OR_RETURN(std::vector<std::string> files, CorpusFiles(path));
  if (format != "openwebtext" || !IsFolder(path)) return files;
  const auto foreign = [](const std::string& file) {
    return !absl::EndsWith(file, ".xz") && !absl::EndsWith(file, ".tar");
  };
  files.erase(std::remove_if(files.begin(), files.end(), foreign), files.end());
  if (!files.empty()) return files;
  return absl::NotFoundError(absl::StrCat("no OpenWebText in ", path, ": the folder holds no .xz and no .tar file"));
}

}  // namespace

absl::StatusOr<std::unique_ptr<DocumentSource>> OpenCorpus(const CorpusOptions& options) {
  MOE_ASSIGN_OR_RETURN(const std::string format, FormatOf(options));
  MOE_RETURN_IF_ERROR(CheckOptions(format, options));
  if (absl::StartsWith(format, "wikitext")) return OpenWikiText(format, options);
  MOE_ASSIGN_OR_RETURN(std::vector<std::string> files, FilesOf(format, options.path));
  OpenSource open;
  if (format == "jsonl") {
    open = [field = options.text_field, max = options.max_line_bytes](const std::string& path) {
      return NewJsonlSource(path, field, max);
    };
  } else if (format == "openwebtext") {
    open = NewOpenWebTextSource;
  } else {
    open = format == "text" ? NewTextSource : format == "lines" ? NewLineSource : NewParagraphSource;
  }
  return NewJoinedSource(std::move(files), std::move(open));
}

}  // namespace moebench::language
