#include "stats/records/provenance.h"

#include <cstdlib>
#include <filesystem>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "base/atomic_file.h"
#include "base/test_folder.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace moebench::stats {
namespace {

using ::testing::AnyOf;
using ::testing::MatchesRegex;
using ::testing::StartsWith;

class ProvenanceTest : public ::testing::Test {
 protected:
  void TearDown() override {
    unsetenv("BUILD_WORKSPACE_DIRECTORY");
    std::filesystem::current_path(start_folder_);
  }

  bool Git(const std::string& arguments) const {
    return std::system(absl::StrCat("git -C '", folder_.path(), "' -c user.name=n -c user.email=e ", arguments,
                                    " > /dev/null 2>&1")
                           .c_str()) == 0;
  }
  void Write(const std::string& name, const std::string& text) const {
    ASSERT_TRUE(WriteFileAtomically(absl::StrCat(folder_.path(), "/", name), text).ok());
  }

  const TestFolder folder_;
  const std::string start_folder_ = std::filesystem::current_path();
};

TEST_F(ProvenanceTest, EveryFieldIsFilled) {
  const Provenance provenance = CollectProvenance();
  EXPECT_THAT(provenance.commit(), MatchesRegex("unknown|[0-9a-f]{40}(-dirty)?"));
  EXPECT_FALSE(provenance.hostname().empty());
  EXPECT_FALSE(provenance.cpu().empty());
  EXPECT_GE(provenance.num_cpus(), 1);
  EXPECT_THAT(provenance.compiler(), AnyOf(StartsWith("gcc "), StartsWith("clang ")));
  EXPECT_THAT(provenance.instruction_set(), AnyOf("amx", "avx512_bf16", "avx512", "avx2", "baseline"));
  absl::Time start;
  std::string error;
  EXPECT_TRUE(absl::ParseTime(absl::RFC3339_full, provenance.start_time(), &start, &error)) << error;
  EXPECT_THAT(provenance.start_time(), MatchesRegex("....-..-..T..:..:..Z"));
}

TEST_F(ProvenanceTest, TheCommitAndWhetherTheTreeDiffersFromIt) {
  if (!Git("--version")) GTEST_SKIP() << "git is not installed";
  EXPECT_EQ(CheckedOutCommit(folder_.path()), "unknown");
  ASSERT_TRUE(Git("init"));
  EXPECT_EQ(CheckedOutCommit(folder_.path()), "unknown");  // no commit yet
  Write("a", "1");
  ASSERT_TRUE(Git("add a") && Git("commit -m one") && Git("tag v1"));
  const std::string commit = CheckedOutCommit(folder_.path());
  EXPECT_THAT(commit, MatchesRegex("[0-9a-f]{40}"));
  Write("b", "untracked");
  EXPECT_EQ(CheckedOutCommit(folder_.path()), commit);
  Write("a", "2");
  EXPECT_EQ(CheckedOutCommit(folder_.path()), commit + "-dirty");
}

TEST_F(ProvenanceTest, AFolderThatDoesNotExistHasNoCommit) {
  EXPECT_EQ(CheckedOutCommit("/no/such/folder"), "unknown");
}

TEST_F(ProvenanceTest, TheProjectIsFoundByItsWorkspaceFile) {
  Write("WORKSPACE", "workspace(name = \"moebench\")\n");
  std::filesystem::create_directories(folder_.path() + "/vision/data");
  std::filesystem::current_path(folder_.path() + "/vision/data");
  EXPECT_EQ(ProjectCheckout(), folder_.path());
  std::filesystem::current_path("/");
  EXPECT_EQ(ProjectCheckout(), "");
  setenv("BUILD_WORKSPACE_DIRECTORY", folder_.path().c_str(), 1);
  EXPECT_EQ(ProjectCheckout(), folder_.path());
}

TEST_F(ProvenanceTest, AnotherProjectsCheckoutIsNotOurs) {
  Write("WORKSPACE", "workspace(name = \"other\")\n");
  std::filesystem::current_path(folder_.path());
  EXPECT_EQ(ProjectCheckout(), "");
}

}  // namespace
}  // namespace moebench::stats
