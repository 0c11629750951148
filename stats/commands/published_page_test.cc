// docs/results/equifinality_seeds is what the command on it writes, byte for byte.
#include <cstdlib>
#include <string>
#include <vector>

#include "absl/flags/reflection.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/strip.h"
#include "base/atomic_file.h"
#include "base/runfiles.h"
#include "base/test_folder.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "stats/commands/equiv_program.h"

namespace moebench::stats {
namespace {

using ::testing::HasSubstr;

constexpr char kFolder[] = "docs/results/equifinality_seeds";

// The command of the page, but for the folder it writes to.
std::vector<std::string> Command(const std::string& output) {
  return {"report",
          "--runs=docs/results/equifinality_seeds/published_perplexities.csv",
          "--metric=perplexity",
          "--log_scale",
          "--margin=0.05,0.03,0.02",
          "--method=welch",
          "--negative_control=linear",
          "--claims=docs/results/equifinality_seeds/paper_claims.csv",
          "--title=EQUIFINALITY: the 15 published perplexities at the level of seeds",
          "--stamp=false",
          "--output=" + output};
}

class PublishedPageTest : public ::testing::Test {
 protected:
  PublishedPageTest() {
    const absl::StatusOr<std::string> committed = Runfile(kFolder);
    EXPECT_TRUE(committed.ok()) << committed.status();
    committed_ = committed.value_or("");
    // Paths of the command start where it is typed.
    setenv("BUILD_WORKING_DIRECTORY", std::string(absl::StripSuffix(committed_, kFolder)).c_str(), 1);
  }
  ~PublishedPageTest() override { unsetenv("BUILD_WORKING_DIRECTORY"); }

  std::string Committed(const std::string& name) const { return ReadFile(committed_ + "/" + name).value_or(""); }
  // As it would be in the committed folder.
  std::string Made(const std::string& name) const {
    return absl::StrReplaceAll(ReadFile(folder_.path() + "/" + name).value_or(""), {{folder_.path(), kFolder}});
  }

  const TestFolder folder_;
  const absl::FlagSaver saver_;
  std::string committed_;
};

TEST_F(PublishedPageTest, IsWhatItsCommandWrites) {
  const ProgramOutput output = RunEquiv(Command(folder_.path()));
  ASSERT_EQ(output.errors, "");
  EXPECT_EQ(output.exit_code, 11) << "the negative control could not be judged";
  EXPECT_EQ(Made("report.md"), Committed("report.md")) << "run the command that stands on the page";
  EXPECT_EQ(Made("report.html"), Committed("report.html"));
}

TEST_F(PublishedPageTest, SaysWhatSurvivesAndWhatDoesNot) {
  const std::string page = Committed("report.md");
  for (const char* words :
       {"**✗ Not validated at ±0.05, ±0.03, ±0.02**", "the negative control linear could not be judged",
        "| linear (control) | 32.76 | 1 |", "| ±0.05 | 10 of 10 | 10 of 10 |", "| ±0.03 | 10 of 10 | 10 of 10 |",
        "| ±0.02 | 6 of 10 | 2 of 10 |",
        "| wide − deep | ✓ survives | ✓ survives | ✗ rests on 50 batches of one checkpoint each only |",
        "  --claims=docs/results/equifinality_seeds/paper_claims.csv \\\n"}) {
    EXPECT_THAT(page, HasSubstr(words));
  }
}

}  // namespace
}  // namespace moebench::stats
