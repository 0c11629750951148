// wikitext2-mini, the corpus that comes with the programs: 39 articles of WikiText-2's validation text as
// wiki.{train,valid,test}.tokens, and a SentencePiece BPE model of 2,048 pieces trained on the first. Origin, licence
// and checksums: language/testdata/wikitext2_mini/README.md.
//
//   MOE_ASSIGN_OR_RETURN(const std::string folder, Wikitext2MiniFolder());
//   CorpusOptions options;
//   options.path = folder, options.format = "wikitext", options.split = "valid";
#ifndef MOEBENCH_LANGUAGE_DATA_WIKITEXT2_MINI_H_
#define MOEBENCH_LANGUAGE_DATA_WIKITEXT2_MINI_H_

#include <string>

#include "absl/status/statusor.h"

namespace moebench::language {

// As --dataset names it.
inline constexpr char kWikitext2Mini[] = "wikitext2-mini";

// Absolute paths among the program's runfiles; NotFound as of base/runfiles.h.
absl::StatusOr<std::string> Wikitext2MiniFolder();
absl::StatusOr<std::string> Wikitext2MiniModel();

}  // namespace moebench::language

#endif  // MOEBENCH_LANGUAGE_DATA_WIKITEXT2_MINI_H_
