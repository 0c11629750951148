// Small corpora for tests, in the published formats, and what a source makes of them. Should not be used in non-test
// code.
#ifndef MOEBENCH_LANGUAGE_DATA_CORPORA_TEST_CORPORA_H_
#define MOEBENCH_LANGUAGE_DATA_CORPORA_TEST_CORPORA_H_

#include <algorithm>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "language/data/corpora/byte_stream.h"
#include "language/data/corpora/document_source.h"

namespace moebench::language {

std::string Gzip(absl::string_view bytes);
std::string Zstd(absl::string_view bytes);
std::string Xz(absl::string_view bytes);

// A file; a folder where `path` ends in '/'; a link where `symlink` is set.
struct TestMember {
  std::string path;
  std::string bytes;
  std::string symlink = "";
};

enum class TarForm { kUstar, kGnu, kPax };
std::string Tar(const std::vector<TestMember>& members, TarForm form = TarForm::kGnu);
std::string Zip(const std::vector<TestMember>& members);

// OpenWebText's layers: an inner archive of documents, and the outer archive of such.
std::string OpenWebTextSubset(const std::vector<TestMember>& documents, TarForm form = TarForm::kGnu);
std::string OpenWebText(const std::vector<TestMember>& subsets);

// Bytes in memory, `block_bytes` at a time.
class MemoryStream : public ByteStream {
 public:
  MemoryStream(std::string bytes, size_t block_bytes, std::string name = "memory")
      : ByteStream(std::move(name)), bytes_(std::move(bytes)), block_bytes_(block_bytes) {}

  absl::StatusOr<absl::string_view> NextBlock() override {
    const absl::string_view block = absl::string_view(bytes_).substr(at_, block_bytes_);
    at_ += block.size();
    return block;
  }
  int64_t FileBytesRead() const override { return at_; }

 private:
  std::string bytes_;
  size_t block_bytes_;
  size_t at_ = 0;
};

std::unique_ptr<ByteStream> InMemory(absl::string_view bytes, size_t block_bytes = 7);

// All that is left of a stream or of a source's documents, or its error. Pieces must be marked and sized as
// document_source.h promises.
absl::StatusOr<std::string> ReadAll(ByteStream* stream);
absl::StatusOr<std::vector<std::string>> ReadDocuments(DocumentSource* source);
absl::StatusOr<std::vector<std::string>> ReadDocuments(absl::StatusOr<std::unique_ptr<DocumentSource>> source);

}  // namespace moebench::language

#endif  // MOEBENCH_LANGUAGE_DATA_CORPORA_TEST_CORPORA_H_
