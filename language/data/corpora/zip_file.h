// Single entries of a zip file as streams. The directory at a zip's end names its entries, so a zip that was cut is
// refused before anything is read of it; checksums and lengths are compared at an entry's end.
//
// Example:
//   MOE_ASSIGN_OR_RETURN(const std::vector<std::string> entries, ZipEntries("wikitext-2-v1.zip"));
//   MOE_ASSIGN_OR_RETURN(std::unique_ptr<ZipEntry> entry, OpenZipEntry("wikitext-2-v1.zip", entries[1]));
//
// DataLoss where the zip is cut, damaged or encrypted, or an entry occurs twice; NotFound for what is not there.
#ifndef MOEBENCH_LANGUAGE_DATA_CORPORA_ZIP_FILE_H_
#define MOEBENCH_LANGUAGE_DATA_CORPORA_ZIP_FILE_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "language/data/corpora/byte_stream.h"

namespace moebench::language {

// FileBytesRead counts the entry's own, decompressed bytes, of which there are `bytes`.
struct ZipEntry {
  std::unique_ptr<ByteStream> stream;
  int64_t bytes = 0;
};

// Paths of the regular files within, in the directory's order.
absl::StatusOr<std::vector<std::string>> ZipEntries(const std::string& path);

absl::StatusOr<ZipEntry> OpenZipEntry(const std::string& path, const std::string& entry);

}  // namespace moebench::language

#endif  // MOEBENCH_LANGUAGE_DATA_CORPORA_ZIP_FILE_H_
