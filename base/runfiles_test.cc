#include "base/runfiles.h"

#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>

#include "absl/strings/str_cat.h"
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
  void SetUp() override {
    const auto* info = ::testing::UnitTest::GetInstance()->current_test_info();
    folder_ = absl::StrCat(::testing::TempDir(), "/runfiles_", info->name(), "_", getpid());
    std::filesystem::create_directories(folder_);
    folder_ = std::filesystem::canonical(folder_);
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  // Runs `command` in `folder` with only the given environment, and returns what it printed.
  std::string Run(const std::string& folder, const std::string& environment, const std::string& command) {
    const std::string line = absl::StrCat("cd '", folder, "' && env -i ", kPrintVariable, "=data/table.txt ",
                                          environment, " ", command, " > '", folder_, "/out' 2>&1");
    if (std::system(line.c_str()) != 0) return absl::StrCat("failed: ", line);
    std::ifstream out(absl::StrCat(folder_, "/out"));
    return std::string(std::istreambuf_iterator<char>(out), {});
  }

  std::string CopySelf(const std::string& path) {
    std::filesystem::create_directories(std::filesystem::path(path).parent_path());
    std::filesystem::copy_file("/proc/self/exe", path);
    return path;
  }

  std::string folder_;
};

TEST_F(RunfilesTest, BesideTheProgramFromAnyFolder) {
  CopySelf(absl::StrCat(folder_, "/bin/tool"));
  const std::string data = absl::StrCat(folder_, "/bin/tool.runfiles/moebench/data/table.txt");
  WriteText(data);
  EXPECT_EQ(Run(absl::StrCat(folder_, "/bin"), "", "./tool"), data);
  EXPECT_EQ(Run(folder_, "", "bin/tool"), data);
  EXPECT_EQ(Run("/", "", absl::StrCat(folder_, "/bin/tool")), data);
  EXPECT_EQ(Run(folder_, absl::StrCat("PATH=", folder_, "/bin"), "tool"), data);
}

TEST_F(RunfilesTest, ThroughALinkToTheProgram) {
  const std::string tool = CopySelf(absl::StrCat(folder_, "/bin/tool"));
  const std::string data = absl::StrCat(tool, ".runfiles/moebench/data/table.txt");
  WriteText(data);
  std::filesystem::create_symlink(tool, absl::StrCat(folder_, "/link"));
  EXPECT_EQ(Run(folder_, "", "./link"), data);
}

TEST_F(RunfilesTest, AProgramStartedByAnotherSharesItsRunfiles) {
  CopySelf(absl::StrCat(folder_, "/outer.runfiles/moebench/sub/inner"));
  const std::string data = absl::StrCat(folder_, "/outer.runfiles/moebench/data/table.txt");
  WriteText(data);
  EXPECT_EQ(Run("/", "", absl::StrCat(folder_, "/outer.runfiles/moebench/sub/inner")), data);
}

TEST_F(RunfilesTest, BazelsVariables) {
  const std::string tool = CopySelf(absl::StrCat(folder_, "/tool"));
  const std::string data = absl::StrCat(folder_, "/root/moebench/data/table.txt");
  WriteText(data);
  EXPECT_EQ(Run("/", absl::StrCat("TEST_SRCDIR=", folder_, "/root"), tool), data);
  EXPECT_EQ(Run("/", absl::StrCat("RUNFILES_DIR=", folder_, "/root"), tool), data);
}

TEST_F(RunfilesTest, TheOverrideIsAloneAndPathsAreAbsolute) {
  const std::string tool = CopySelf(absl::StrCat(folder_, "/tool"));
  WriteText(absl::StrCat(tool, ".runfiles/moebench/data/table.txt"));
  const std::string data = absl::StrCat(folder_, "/mine/data/table.txt");
  WriteText(data);
  EXPECT_EQ(Run(folder_, "MOEBENCH_RUNFILES=mine", tool), data);
  EXPECT_THAT(Run(folder_, "MOEBENCH_RUNFILES=/empty", tool), HasSubstr("looked in /empty."));
}

TEST_F(RunfilesTest, TheErrorNamesEveryPlace) {
  const std::string tool = CopySelf(absl::StrCat(folder_, "/tool"));
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
