#include "stats/validation/agreement_page.h"

#include <regex>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "base/atomic_file.h"
#include "base/runfiles.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "stats/validation/agreement_sections.h"

namespace moebench::stats {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

const std::vector<AgreementSection>& Sections() {
  static const auto& sections = *new std::vector<AgreementSection>(AllAgreement().value());
  return sections;
}

TEST(AgreementTest, EveryDifferenceIsBelowItsLimit) {
  int numbers = 0;
  for (const AgreementSection& section : Sections()) {
    EXPECT_FALSE(section.rows().empty());
    for (const AgreementRow& row : section.rows()) {
      EXPECT_TRUE(row.Agrees()) << row.key.function << " against " << row.key.package << ": absolute "
                                << row.largest_absolute << ", relative " << row.largest_relative
                                << ", in standard errors " << row.largest_in_errors << ", limit " << row.key.limit;
      EXPECT_GT(row.numbers, 0) << row.key.function << " against " << row.key.package;
      numbers += row.numbers;
    }
  }
  EXPECT_GT(numbers, 15000);
}

// Whatever two packages have is compared with two: rows of one package alone are of functions named here.
TEST(AgreementTest, TwoPackagesWhereTwoHaveIt) {
  // arch alone has the block length, boot alone normal limits without bias and those of blocks. R's t.test alone tells
  // its degrees of freedom and its interval at any level. Replicates are every package's, their standard errors scipy's
  // and boot's, plug-in ones boot's and, of weighted means, statsmodels'.
  const std::regex one_has_it(
      "PolitisWhiteLength.*|.*normal.*|BlockBootstrap.*(standard error|limits)|.*Tost.*: (difference, .*|intervals)|"
      "Bootstrap.*: (estimate|standard error|plug-in standard error)|EstimateVarianceComponents: ICC");
  for (const AgreementSection& section : Sections()) {
    for (const AgreementRow& row : section.rows()) {
      const std::string& package = row.key.package;
      if (package == "plain loops" || package == "plain grid" || row.key.measure == Measure::kStandardErrors) continue;
      std::set<std::string> packages;
      for (const AgreementRow& other : section.rows()) {
        if (other.key.function == row.key.function) packages.insert(other.key.package);
      }
      EXPECT_TRUE(packages.size() >= 2 || std::regex_match(row.key.function, one_has_it))
          << row.key.function << " against " << package << " alone";
    }
  }
}

// Digits apart: differences of rounding depend on the processor.
std::vector<std::string> RowsOf(const std::string& page) {
  std::vector<std::string> rows;
  for (const auto line : absl::StrSplit(page, '\n')) {
    if (line.empty() || line[0] != '|') continue;
    std::vector<std::string> cells = absl::StrSplit(line, " | ");
    for (std::string& cell : cells) cell = std::regex_replace(cell, std::regex("^[0-9.]+(e[-+][0-9]+)?$"), "number");
    rows.push_back(absl::StrJoin(cells, " | "));
  }
  return rows;
}

TEST(AgreementTest, TheCommittedPageIsOfThisProgram) {
  const std::string committed = ReadFile(Runfile("docs/results/agreement.md").value()).value();
  const std::string page = AgreementPage(Sections(), ReferenceSources().value(), "command");
  EXPECT_EQ(RowsOf(committed), RowsOf(page)) << "run //stats/validation:agreement again";
  EXPECT_THAT(committed, HasSubstr("rows beyond their limit: none."));
  EXPECT_THAT(committed, Not(HasSubstr("**no**")));
}

TEST(AgreementPageTest, SaysWhatDisagrees) {
  AgreementSection section("Means", "");
  section.AddCase({"Mean", "R", Measure::kRelative, 1e-9}, {{1, 1}, {2, 3}});
  const std::string page = AgreementPage({section}, {{"a.json", "python3 a.py", {"R 4", "boot 1"}}}, "make it");
  EXPECT_THAT(page, HasSubstr("2 numbers in 1 rows, one a function and package; rows beyond their limit: **1**."));
  EXPECT_THAT(page, HasSubstr("```\nmake it\n```"));
  EXPECT_THAT(page, HasSubstr("Compared with R 4, boot 1, and"));
  EXPECT_THAT(page, HasSubstr("| `a.json` | `python3 a.py` | R 4, boot 1 |"));
}

TEST(AgreementPageTest, EveryFileNamesItsCommand) {
  const std::vector<ReferenceSource> sources = ReferenceSources().value();
  for (const ReferenceSource& source : sources) {
    EXPECT_THAT(source.command, HasSubstr("python3 stats/")) << source.file;
  }
}

}  // namespace
}  // namespace moebench::stats
