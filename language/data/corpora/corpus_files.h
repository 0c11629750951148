// The files that a corpus path stands for: itself, or all files below a folder, in the order of their paths (by bytes,
// "a/b" after "a.txt"), hidden ones (".name") left out.
//
// NotFound where there is nothing, or no file below the folder; InvalidArgument for what is neither file nor folder and
// for links to folders, which may lead back up.
#ifndef MOEBENCH_LANGUAGE_DATA_CORPORA_CORPUS_FILES_H_
#define MOEBENCH_LANGUAGE_DATA_CORPORA_CORPUS_FILES_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"

namespace moebench::language {

absl::StatusOr<std::vector<std::string>> CorpusFiles(const std::string& path);

bool IsFolder(const std::string& path);

}  // namespace moebench::language

#endif  // MOEBENCH_LANGUAGE_DATA_CORPORA_CORPUS_FILES_H_
