#include "base/runfiles.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>

#include "absl/strings/str_cat.h"
#include "base/test_folder.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace moebench {
namespace {

using ::testing::HasSubstr;

// The test copies or links itself into made-up installations and runs itself there with this variable set: it then
// prints the path Runfile finds, or the error.
constexpr char kPrintVariable[] = "RUNFILES_TEST_PRINT";

void WriteText(const std::string& path) {
  std::filesystem::create_directories(std::filesystem::path(path).parent_path());
  std::ofstream(path) << "x";
}

class RunfilesTest : public ::testing::Test {
 protected:
  // Runs `command` in `folder` with only the given environment, and returns what it printed.
  std::string Run(const std::string& folder, const std::string& environment, const std::string& command) {
    const std::string line = absl::StrCat("cd '", folder, "' && env -i ", kPrintVariable, "=data/table.txt ",
                                          environment, " ", command, " > '", folder_.path(), "/out' 2>&1");
    if (std::system(line.c_str()) != 0) return absl::StrCat("failed: ", line);
    std::ifstream out(absl::StrCat(folder_.path(), "/out"));
    return std::string(std::istreambuf_iterator<char>(out), {});
  }

  std::string CopySelf(const std::string& path) {
    std::filesystem::create_directories(std::filesystem::path(path).parent_path());
    std::filesystem::copy_file("/proc/self/exe", path);
    return path;
  }

  const TestFolder folder_;
};

TEST_F(RunfilesTest, BesideTheProgramFromAnyFolder) {
  CopySelf(absl::StrCat(folder_.path(), "/bin/tool"));
  const std::string data = absl::StrCat(folder_.path(), "/bin/tool.runfiles/moebench/data/table.txt");
  WriteText(data);
  EXPECT_EQ(Run(absl::StrCat(folder_.path(), "/bin"), "", "./tool"), data);
  EXPECT_EQ(Run(folder_.path(), "", "bin/tool"), data);
  EXPECT_EQ(Run("/", "", absl::StrCat(folder_.path(), "/bin/tool")), data);
  EXPECT_EQ(Run(folder_.path(), absl::StrCat("PATH=", folder_.path(), "/bin"), "tool"), data);
}

TEST_F(RunfilesTest, ThroughALinkToTheProgram) {
  const std::string tool = CopySelf(absl::StrCat(folder_.path(), "/bin/tool"));
  const std::string data = absl::StrCat(tool, ".runfiles/moebench/data/table.txt");
  WriteText(data);
  std::filesystem::create_symlink(tool, absl::StrCat(folder_.path(), "/link"));
  EXPECT_EQ(Run(folder_.path(), "", "./link"), data);
}

TEST_F(RunfilesTest, AProgramStartedByAnotherSharesItsRunfiles) {
  CopySelf(absl::StrCat(folder_.path(), "/outer.runfiles/moebench/sub/inner"));
  const std::string data = absl::StrCat(folder_.path(), "/outer.runfiles/moebench/data/table.txt");
  WriteText(data);
  EXPECT_EQ(Run("/", "", absl::StrCat(folder_.path(), "/outer.runfiles/moebench/sub/inner")), data);
}

TEST_F(RunfilesTest, BazelsVariables) {
  const std::string tool = CopySelf(absl::StrCat(folder_.path(), "/tool"));
  const std::string data = absl::StrCat(folder_.path(), "/root/moebench/data/table.txt");
  WriteText(data);
  EXPECT_EQ(Run("/", absl::StrCat("TEST_SRCDIR=", folder_.path(), "/root"), tool), data);
  EXPECT_EQ(Run("/", absl::StrCat("RUNFILES_DIR=", folder_.path(), "/root"), tool), data);
}

TEST_F(RunfilesTest, TheOverrideIsAloneAndPathsAreAbsolute) {
  const std::string tool = CopySelf(absl::StrCat(folder_.path(), "/tool"));
  WriteText(absl::StrCat(tool, ".runfiles/moebench/data/table.txt"));
  const std::string data = absl::StrCat(folder_.path(), "/mine/data/table.txt");
  WriteText(data);
  EXPECT_EQ(Run(folder_.path(), "MOEBENCH_RUNFILES=mine", tool), data);
  EXPECT_THAT(Run(folder_.path(), "MOEBENCH_RUNFILES=/empty", tool), HasSubstr("looked in /empty."));
}

TEST_F(RunfilesTest, TheErrorNamesEveryPlace) {
  const std::string tool = CopySelf(absl::StrCat(folder_.path(), "/tool"));
  const std::string message = Run("/", "RUNFILES_DIR=/nowhere", tool);
  EXPECT_THAT(message, HasSubstr("data/table.txt was not found"));
  EXPECT_THAT(message, HasSubstr("/nowhere/moebench, "));
  EXPECT_THAT(message, HasSubstr(absl::StrCat(tool, ".runfiles/moebench")));
  EXPECT_THAT(message, HasSubstr("set MOEBENCH_RUNFILES"));
}

}  // namespace
}  // namespace moebench

int main(int argc, char** argv) {
  if (const char* wanted = std::getenv(moebench::kPrintVariable)) {
    const absl::StatusOr<std::string> path = moebench::Runfile(wanted);
    std::cout << (path.ok() ? *path : std::string(path.status().message()));
    return 0;
  }
  ::testing::InitGoogleTest(&argc, argv);
  return RUN_ALL_TESTS();
}
