#include "base/data_location.h"

#include <cstdlib>
#include <string>

#include "base/test_folder.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace moebench {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

class DataLocationTest : public testing::Test {
 protected:
  DataLocationTest() {
    for (const char* name : {"MOEBENCH_DATA", "MOEBENCH_CACHE", "XDG_CACHE_HOME", "BUILD_WORKING_DIRECTORY"})
      unsetenv(name);
    setenv("HOME", "/home/someone", 1);
  }
};

TEST_F(DataLocationTest, TheCacheFolderFollowsTheEnvironment) {
  EXPECT_EQ(LocateData("")->cache_folder, "/home/someone/.cache/moebench");
  setenv("XDG_CACHE_HOME", "/xdg", 1);
  EXPECT_EQ(LocateData("")->cache_folder, "/xdg/moebench");
  setenv("XDG_CACHE_HOME", "relative", 1);
  EXPECT_EQ(LocateData("")->cache_folder, "/home/someone/.cache/moebench");
  setenv("MOEBENCH_CACHE", "/mine/", 1);
  EXPECT_EQ(LocateData("")->cache_folder, "/mine");
}

TEST_F(DataLocationTest, WithoutTheFlagTriesTheVariableThenTheCacheFolder) {
  auto location = LocateData("");
  EXPECT_THAT(location->data_folders, ElementsAre("/home/someone/.cache/moebench"));
  setenv("MOEBENCH_DATA", "/data", 1);
  location = LocateData("");
  EXPECT_THAT(location->data_folders, ElementsAre("/data", "/home/someone/.cache/moebench"));
  EXPECT_FALSE(location->only_given_folder);
}

TEST_F(DataLocationTest, TheFlagIsTheOnlyPlace) {
  const TestFolder folder;
  setenv("MOEBENCH_DATA", "/data", 1);
  const auto location = LocateData(folder.path() + "/");
  ASSERT_TRUE(location.ok()) << location.status();
  EXPECT_THAT(location->data_folders, ElementsAre(folder.path()));
  EXPECT_TRUE(location->only_given_folder);
  EXPECT_EQ(location->cache_folder, "/home/someone/.cache/moebench");
}

TEST_F(DataLocationTest, RefusesAFlagThatIsNoFolder) {
  const TestFolder folder;
  const auto location = LocateData(folder.path() + "/none");
  EXPECT_EQ(location.status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(location.status().message(),
              HasSubstr("/none is not a folder; name the folder that holds the data sets"));
}

TEST_F(DataLocationTest, RefusesAnEnvironmentWithoutACacheFolder) {
  unsetenv("HOME");
  EXPECT_THAT(LocateData("").status().message(), HasSubstr("set MOEBENCH_CACHE to a folder"));
}

TEST_F(DataLocationTest, RelativePathsAreMeantFromTheCallersFolder) {
  setenv("BUILD_WORKING_DIRECTORY", "/caller", 1);
  EXPECT_EQ(FromCallersFolder("data/"), "/caller/data");
  EXPECT_EQ(FromCallersFolder("../data"), "/data");
  EXPECT_EQ(FromCallersFolder("/abs/./data"), "/abs/data");
  EXPECT_EQ(FromCallersFolder("."), "/caller");
  setenv("MOEBENCH_DATA", "d", 1);
  EXPECT_EQ(LocateData("")->data_folders[0], "/caller/d");
}

}  // namespace
}  // namespace moebench
