// Writes small archives for tests, hostile ones included. Should not be used in non-test code.
#ifndef MOEBENCH_VISION_DATA_TEST_ARCHIVE_H_
#define MOEBENCH_VISION_DATA_TEST_ARCHIVE_H_

#include <string>
#include <vector>

namespace moebench::vision {

// A file; a folder where `path` ends in '/'; a link where one of the two is set.
struct ArchiveMember {
  std::string path;
  std::string bytes;
  std::string symlink = "";
  std::string hardlink = "";
};

// The format follows the end of `path`: .zip, .tar, .tar.gz or .tar.xz.
void WriteTestArchive(const std::string& path, const std::vector<ArchiveMember>& members);

}  // namespace moebench::vision

#endif  // MOEBENCH_VISION_DATA_TEST_ARCHIVE_H_
