// Real data for tests: files below the folder that $MOEBENCH_REAL_DATA names, laid out as README.md says. A test that
// finds none is skipped. Should not be used in non-test code.
#ifndef MOEBENCH_BASE_TEST_REAL_DATA_H_
#define MOEBENCH_BASE_TEST_REAL_DATA_H_

#include <cstdlib>
#include <filesystem>
#include <initializer_list>
#include <string>

namespace moebench {

// The first of `names` that is there; "" where none is, or the variable is not set.
//
//   const std::string path = RealData({"web-documents.jsonl", "web-documents.jsonl.gz"});
//   if (path.empty()) GTEST_SKIP() << "no web-documents.jsonl below $MOEBENCH_REAL_DATA";
inline std::string RealData(std::initializer_list<const char*> names) {
  const char* const folder = std::getenv("MOEBENCH_REAL_DATA");
  if (folder == nullptr || *folder == '\0') return "";
  for (const char* const name : names) {
    const std::filesystem::path path = std::filesystem::path(folder) / name;
    if (std::filesystem::exists(path)) return path.string();
  }
  return "";
}

}  // namespace moebench

#endif  // MOEBENCH_BASE_TEST_REAL_DATA_H_
