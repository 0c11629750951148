// Tells a corpus's format by its names, and by its first bytes where the names do not tell.
//
// A file, with .gz, .zst, .zstd or .xz taken off its name:
//   *.jsonl *.ndjson -> jsonl; *.txt *.text -> text; wiki.<split>.tokens -> wikitext; wiki.<split>.raw -> wikitext_raw;
//   *.tar -> openwebtext; *.zip -> wikitext or wikitext_raw by its entries; else by contents, decompressed: a tar ->
//   openwebtext; a line that is a JSON object -> jsonl; UTF-8 without zero bytes -> text
// A folder: wikitext, wikitext_raw or openwebtext where it holds such files; else all files below it must agree.
//
// InvalidArgument, where nothing fits or files disagree, says what was looked at.
#ifndef MOEBENCH_LANGUAGE_DATA_CORPORA_CORPUS_FORMAT_H_
#define MOEBENCH_LANGUAGE_DATA_CORPORA_CORPUS_FORMAT_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"

namespace moebench::language {

// Every format but "auto", as users name them.
const std::vector<std::string>& CorpusFormats();

absl::StatusOr<std::string> DetectFormat(const std::string& path);

}  // namespace moebench::language

#endif  // MOEBENCH_LANGUAGE_DATA_CORPORA_CORPUS_FORMAT_H_
