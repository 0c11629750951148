#include "vision/data/test_archive.h"

#include <archive.h>
#include <archive_entry.h>

#include "absl/strings/match.h"
#include "gtest/gtest.h"

namespace moebench::vision {
namespace {

void WriteMember(archive* writer, const ArchiveMember& member) {
  archive_entry* entry = archive_entry_new();
  archive_entry_set_pathname(entry, member.path.c_str());
  archive_entry_set_perm(entry, 0644);
  archive_entry_set_filetype(entry, absl::EndsWith(member.path, "/") ? AE_IFDIR : AE_IFREG);
  archive_entry_set_size(entry, member.bytes.size());
  if (!member.symlink.empty()) {
    archive_entry_set_filetype(entry, AE_IFLNK);
    archive_entry_set_symlink(entry, member.symlink.c_str());
  }
  if (!member.hardlink.empty()) archive_entry_set_hardlink(entry, member.hardlink.c_str());
  EXPECT_EQ(archive_write_header(writer, entry), ARCHIVE_OK) << archive_error_string(writer);
  EXPECT_EQ(archive_write_data(writer, member.bytes.data(), member.bytes.size()), member.bytes.size());
  archive_entry_free(entry);
}

}  // namespace

void WriteTestArchive(const std::string& path, const std::vector<ArchiveMember>& members) {
  archive* writer = archive_write_new();
  if (absl::EndsWith(path, ".zip")) {
    archive_write_set_format_zip(writer);
  } else {
    archive_write_set_format_gnutar(writer);
    if (absl::EndsWith(path, ".gz")) archive_write_add_filter_gzip(writer);
    if (absl::EndsWith(path, ".xz")) archive_write_add_filter_xz(writer);
  }
  EXPECT_EQ(archive_write_open_filename(writer, path.c_str()), ARCHIVE_OK) << archive_error_string(writer);
  for (const ArchiveMember& member : members) WriteMember(writer, member);
  EXPECT_EQ(archive_write_close(writer), ARCHIVE_OK);
  archive_write_free(writer);
}

}  // namespace moebench::vision
