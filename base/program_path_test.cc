#include "base/program_path.h"

#include <cstdlib>
#include <filesystem>
#include <string>

#include "absl/strings/str_cat.h"
#include "base/test_folder.h"
#include "gtest/gtest.h"

namespace moebench {
namespace {

constexpr char kExpected[] = "PROGRAM_PATH_TEST_EXPECTED";

// Also run by the tests below, in a process of its own with this variable set.
TEST(ProgramPathTest, IsTheExpectedOne) {
  const char* expected = std::getenv(kExpected);
  const std::string program = ProgramAsStarted();
  if (expected != nullptr) {
    EXPECT_EQ(program, expected);
  } else if (!program.empty()) {
    EXPECT_TRUE(std::filesystem::equivalent(program, "/proc/self/exe")) << program;
  }
}

// Starts this program as `typed` in `folder`; whether it found `expected`.
bool Finds(const std::string& expected, const std::string& folder, const std::string& typed) {
  const std::string line = absl::StrCat("cd '", folder, "' && ", kExpected, "='", expected, "' ", typed,
                                        " --gtest_filter=ProgramPathTest.IsTheExpectedOne");
  return std::system(line.c_str()) == 0;
}

TEST(ProgramPathTest, IsAbsoluteAndDoesNotFollowLinks) {
  const TestFolder folder;
  std::filesystem::create_directories(folder.path() + "/bin");
  std::filesystem::create_symlink(std::filesystem::read_symlink("/proc/self/exe"), folder.path() + "/bin/program");
  const std::string program = folder.path() + "/bin/program";
  EXPECT_TRUE(Finds(program, "/", program));
  EXPECT_TRUE(Finds(program, folder.path(), "bin/program"));
  EXPECT_TRUE(Finds(program, folder.path() + "/bin", "./program"));
  EXPECT_TRUE(Finds(program, folder.path() + "/bin", "../bin/program"));
  EXPECT_FALSE(Finds("/elsewhere", folder.path(), "bin/program"));
}

TEST(ProgramPathTest, IsEmptyForAProgramFoundOnThePath) {
  const TestFolder folder;
  std::filesystem::create_symlink(std::filesystem::read_symlink("/proc/self/exe"), folder.path() + "/program");
  EXPECT_TRUE(Finds("", "/", absl::StrCat("PATH='", folder.path(), "' program")));
}

}  // namespace
}  // namespace moebench
