// Several files of one format as one corpus. Each is opened when the one before it has ended.
#ifndef MOEBENCH_LANGUAGE_DATA_CORPORA_JOINED_SOURCE_H_
#define MOEBENCH_LANGUAGE_DATA_CORPORA_JOINED_SOURCE_H_

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "language/data/corpora/document_source.h"

namespace moebench::language {

using OpenSource = std::function<absl::StatusOr<std::unique_ptr<DocumentSource>>(const std::string& path)>;

// Fails where a file is missing, before any is read.
absl::StatusOr<std::unique_ptr<DocumentSource>> NewJoinedSource(std::vector<std::string> paths, OpenSource open);

}  // namespace moebench::language

#endif  // MOEBENCH_LANGUAGE_DATA_CORPORA_JOINED_SOURCE_H_
