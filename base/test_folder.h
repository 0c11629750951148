// A fresh folder for a test, removed with the object. Should not be used in non-test code.
#ifndef MOEBENCH_BASE_TEST_FOLDER_H_
#define MOEBENCH_BASE_TEST_FOLDER_H_

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "gtest/gtest.h"

namespace moebench {

class TestFolder {
 public:
  TestFolder() {
    std::string name = (std::filesystem::path(testing::TempDir()) / "folder-XXXXXX").lexically_normal().string();
    path_ = std::filesystem::canonical(mkdtemp(name.data())).string();
  }
  ~TestFolder() { std::filesystem::remove_all(path_); }
  TestFolder(const TestFolder&) = delete;
  TestFolder& operator=(const TestFolder&) = delete;

  const std::string& path() const { return path_; }

  // Writes a file at a path below the folder, making the folders above it, and returns its full path.
  std::string Write(absl::string_view relative_path, absl::string_view bytes) const {
    const std::filesystem::path full = absl::StrCat(path_, "/", relative_path);
    std::filesystem::create_directories(full.parent_path());
    std::ofstream(full, std::ios::binary) << bytes;
    return full.string();
  }

 private:
  std::string path_;
};

}  // namespace moebench

#endif  // MOEBENCH_BASE_TEST_FOLDER_H_
