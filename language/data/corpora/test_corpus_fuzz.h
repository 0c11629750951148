// Reads small corpora of every format that were damaged at random: at every layer, the text within an archive and the
// archive itself. Should not be used in non-test code.
#ifndef MOEBENCH_LANGUAGE_DATA_CORPORA_TEST_CORPUS_FUZZ_H_
#define MOEBENCH_LANGUAGE_DATA_CORPORA_TEST_CORPUS_FUZZ_H_

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"

namespace moebench::language {

struct CorpusFuzzCounts {
  int64_t read = 0;       // to the end
  int64_t refused = 0;    // with an error that names the file
  int64_t documents = 0;  // given before the end or the error
};

// `count` cases below `folder`, the same for the same seed. An error says which case broke what a source promises: an
// error that does not name its file, or of an unexpected kind; pieces badly marked; more text than so little input can
// hold. Crashes, hangs and memory are the caller's to watch.
absl::StatusOr<CorpusFuzzCounts> FuzzCorpora(const std::string& folder, int64_t count, uint64_t seed);

}  // namespace moebench::language

#endif  // MOEBENCH_LANGUAGE_DATA_CORPORA_TEST_CORPUS_FUZZ_H_
