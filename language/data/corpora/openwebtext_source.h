// OpenWebText (Gokaslan and Cohen 2019) as it was published: openwebtext.tar.xz, a compressed tar of
// openwebtext/urlsf_subset<NN>-<N>_data.xz, each a compressed tar of .txt files, one document a file; 8,013,769 in all.
// Both layers are decompressed as they are read: nothing is unpacked to disk, and memory does not grow.
//
// One file of either layer will do too, and so will urlsf_subset<NN>.tar, the uncompressed tars into which others have
// parted the outer one. Entries that end neither in .xz nor in .txt are passed over, as the data set's own loaders do.
// Text is the file's bytes: blank lines and edges are left alone.
//
// Errors are DataLoss, naming the outer archive, the inner one and the document:
//   openwebtext.tar.xz: openwebtext/urlsf_subset00-1_data.xz: 0000001-ab.txt: ...
#ifndef MOEBENCH_LANGUAGE_DATA_CORPORA_OPENWEBTEXT_SOURCE_H_
#define MOEBENCH_LANGUAGE_DATA_CORPORA_OPENWEBTEXT_SOURCE_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "language/data/corpora/document_source.h"

namespace moebench::language {

// Of one file; Next fails where it ends without having held a document.
absl::StatusOr<std::unique_ptr<DocumentSource>> NewOpenWebTextSource(const std::string& path);

}  // namespace moebench::language

#endif  // MOEBENCH_LANGUAGE_DATA_CORPORA_OPENWEBTEXT_SOURCE_H_
