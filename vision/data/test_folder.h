// A fresh folder for a test, removed with the object. Should not be used in non-test code.
#ifndef MOEBENCH_VISION_DATA_TEST_FOLDER_H_
#define MOEBENCH_VISION_DATA_TEST_FOLDER_H_

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "gtest/gtest.h"

namespace moebench::vision {

class TestFolder {
 public:
  TestFolder() {
    std::string name = (std::filesystem::path(testing::TempDir()) / "folder-XXXXXX").lexically_normal().string();
    path_ = mkdtemp(name.data());
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

}  // namespace moebench::vision

#endif  // MOEBENCH_VISION_DATA_TEST_FOLDER_H_
