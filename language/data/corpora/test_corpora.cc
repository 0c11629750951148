#include "language/data/corpora/test_corpora.h"

#include <archive.h>
#include <archive_entry.h>

#include <clocale>
#include <cstdio>
#include <cstdlib>

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "base/status_macros.h"

namespace moebench::language {
namespace {

void Check(bool good, archive* writer) {
  if (good) return;
  fprintf(stderr, "test archive: %s\n", archive_error_string(writer));
  abort();
}

la_ssize_t AppendTo(archive*, void* target, const void* bytes, size_t count) {
  static_cast<std::string*>(target)->append(static_cast<const char*>(bytes), count);
  return static_cast<la_ssize_t>(count);
}

void WriteMember(archive* writer, const TestMember& member) {
  archive_entry* entry = archive_entry_new();
  archive_entry_set_pathname(entry, member.path.c_str());
  archive_entry_set_perm(entry, 0644);
  archive_entry_set_filetype(entry, absl::EndsWith(member.path, "/") ? AE_IFDIR : AE_IFREG);
  archive_entry_set_size(entry, static_cast<la_int64_t>(member.bytes.size()));
  if (!member.symlink.empty()) {
    archive_entry_set_filetype(entry, AE_IFLNK);
    archive_entry_set_symlink(entry, member.symlink.c_str());
  }
  Check(archive_write_header(writer, entry) >= ARCHIVE_WARN, writer);
  Check(archive_write_data(writer, member.bytes.data(), member.bytes.size()) ==
            static_cast<la_ssize_t>(member.bytes.size()),
        writer);
  archive_entry_free(entry);
}

// `prepare` sets format and filters.
template <typename Prepare>
std::string Archive(const std::vector<TestMember>& members, int last_block, Prepare prepare) {
  std::string result;
  // libarchive's writers take names to be the locale's text, and the C locale has no words for most of them.
  const std::string locale = setlocale(LC_CTYPE, nullptr);
  setlocale(LC_CTYPE, "C.UTF-8");
  archive* writer = archive_write_new();
  prepare(writer);
  archive_write_set_bytes_in_last_block(writer, last_block);
  Check(archive_write_open(writer, &result, nullptr, &AppendTo, nullptr) == ARCHIVE_OK, writer);
  for (const TestMember& member : members) WriteMember(writer, member);
  Check(archive_write_close(writer) == ARCHIVE_OK, writer);
  archive_write_free(writer);
  setlocale(LC_CTYPE, locale.c_str());
  return result;
}

std::string Filtered(absl::string_view bytes, int (*add_filter)(archive*)) {
  return Archive({{"data", std::string(bytes)}}, 1, [add_filter](archive* writer) {
    archive_write_set_format_raw(writer);
    add_filter(writer);
    archive_write_set_filter_option(writer, nullptr, "compression-level", "1");
  });
}

}  // namespace

std::string Gzip(absl::string_view bytes) { return Filtered(bytes, &archive_write_add_filter_gzip); }
std::string Zstd(absl::string_view bytes) { return Filtered(bytes, &archive_write_add_filter_zstd); }
std::string Xz(absl::string_view bytes) { return Filtered(bytes, &archive_write_add_filter_xz); }

std::string Tar(const std::vector<TestMember>& members, TarForm form) {
  return Archive(members, 10240, [form](archive* writer) {
    if (form == TarForm::kUstar) archive_write_set_format_ustar(writer);
    if (form == TarForm::kGnu) archive_write_set_format_gnutar(writer);
    if (form == TarForm::kPax) archive_write_set_format_pax(writer);
  });
}

std::string Zip(const std::vector<TestMember>& members) {
  return Archive(members, 1, [](archive* writer) { archive_write_set_format_zip(writer); });
}

std::string OpenWebTextSubset(const std::vector<TestMember>& documents, TarForm form) {
  return Xz(Tar(documents, form));
}

std::string OpenWebText(const std::vector<TestMember>& subsets) {
  std::vector<TestMember> members = {{"openwebtext/", ""}};
  for (const TestMember& subset : subsets) members.push_back({"openwebtext/" + subset.path, subset.bytes});
  return Xz(Tar(members));
}

std::unique_ptr<ByteStream> InMemory(absl::string_view bytes, size_t block_bytes) {
  return std::make_unique<MemoryStream>(std::string(bytes), block_bytes);
}

absl::StatusOr<std::string> ReadAll(ByteStream* stream) {
  std::string result;
  while (true) {
    MOE_ASSIGN_OR_RETURN(const absl::string_view block, stream->NextBlock());
    if (block.empty()) return result;
    result.append(block.data(), block.size());
  }
}

absl::StatusOr<std::vector<std::string>> ReadDocuments(DocumentSource* source) {
  std::vector<std::string> documents;
  Piece piece;
  bool within = false;
  int64_t last_read = 0;
  while (true) {
    MOE_ASSIGN_OR_RETURN(const bool more, source->Next(&piece));
    if (!more) break;
    if (piece.first == within) return absl::InternalError("a document begins within another, or not at all");
    if (static_cast<int64_t>(piece.text.size()) > 2 * kPieceBytes) return absl::InternalError("a piece is too long");
    if (piece.text.empty() && !(piece.first && piece.last)) return absl::InternalError("a piece is empty");
    if (source->BytesRead() < last_read) return absl::InternalError("progress goes back");
    last_read = source->BytesRead();
    if (piece.first) documents.emplace_back();
    documents.back() += piece.text;
    within = !piece.last;
  }
  if (within) return absl::InternalError("the last document does not end");
  return documents;
}

absl::StatusOr<std::vector<std::string>> ReadDocuments(absl::StatusOr<std::unique_ptr<DocumentSource>> source) {
  MOE_RETURN_IF_ERROR(source.status());
  return ReadDocuments(source->get());
}

}  // namespace moebench::language
