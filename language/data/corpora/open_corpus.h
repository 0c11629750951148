// Opens any corpus that the language suite reads, by its path and the name of its format.
//
//   format        the files                                           a document is
//   text          plain text                                          a file
//   lines         plain text                                          a line; lines end at \n alone, which is left out
//   paragraphs    plain text                                          lines up to the next blank line;
//   plain_text_source.h jsonl         a JSON object a line                                the string in `text_field`;
//   jsonl_source.h wikitext      wiki.{train,valid,test}.tokens, folder, zip         an article; wikitext_source.h
//   wikitext_raw  wiki.{train,valid,test}.raw, folder, zip            the same
//   openwebtext   openwebtext.tar.xz, or its urlsf_subset files       a .txt of the inner archives;
//   openwebtext_source.h auto          what DetectFormat (corpus_format.h) makes of names and contents
//
// A path is a file or a folder; the files below a folder are read in the order of their paths. Plain text and JSONL
// may be compressed (gzip, Zstandard, xz): the contents decide, not the name.
//
// Example:
//   CorpusOptions options;
//   options.path = "web-documents.jsonl.gz";
//   MOE_ASSIGN_OR_RETURN(std::unique_ptr<DocumentSource> source, OpenCorpus(options));
//
// Errors name the path and what to do: InvalidArgument for an unknown format or an option that the format does not
// have, NotFound for a path, split or zip entry that is not there, DataLoss for contents that are cut or damaged.
#ifndef MOEBENCH_LANGUAGE_DATA_CORPORA_OPEN_CORPUS_H_
#define MOEBENCH_LANGUAGE_DATA_CORPORA_OPEN_CORPUS_H_

#include <cstdint>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "language/data/corpora/document_source.h"

namespace moebench::language {

struct CorpusOptions {
  std::string path;
  std::string format = "auto";

  // jsonl: which member holds the text. A dot descends: "body.text" is the member "text" of the object "body".
  std::string text_field = "text";

  // wikitext, wikitext_raw:
  std::string split;                            // train, valid or test; empty: train, or the one file that `path` names
  std::string wikitext_documents = "articles";  // articles, pages or split; see wikitext_source.h
  bool detokenize = false;                      // undo the tokenization; see wikitext_text.h

  int64_t max_line_bytes = int64_t{1} << 30;  // jsonl, wikitext, wikitext_raw: a longer line is refused
};

absl::StatusOr<std::unique_ptr<DocumentSource>> OpenCorpus(const CorpusOptions& options);

}  // namespace moebench::language

#endif  // MOEBENCH_LANGUAGE_DATA_CORPORA_OPEN_CORPUS_H_
