#include "stats/validation/agreement_table.h"

#include <limits>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace moebench::stats {
namespace {

using ::testing::HasSubstr;

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

AgreementRow RowOf(Measure measure, double limit, const std::vector<ComparedNumber>& numbers) {
  AgreementSection section("title", "");
  section.AddCase({"f", "p", measure, limit}, numbers);
  return section.rows().at(0);
}

TEST(AgreementTableTest, TheLargestDifferencesByHand) {
  const AgreementRow row = RowOf(Measure::kRelative, 0.2, {{2, 2.5}, {-0.04, -0.03}, {7, 7}});
  EXPECT_EQ(row.cases, 1);
  EXPECT_EQ(row.numbers, 3);
  EXPECT_DOUBLE_EQ(row.largest_absolute, 0.5);
  EXPECT_NEAR(row.largest_relative, 0.25, 1e-15);  // 0.01 of 0.04
  EXPECT_FALSE(row.Agrees());
  EXPECT_TRUE(RowOf(Measure::kRelative, 0.2, {{2, 2.5}}).Agrees()) << "a difference on the limit";
  EXPECT_TRUE(RowOf(Measure::kAbsolute, 0.01, {{0.04, 0.035}}).Agrees());
  EXPECT_FALSE(RowOf(Measure::kAbsolute, 0.01, {{0.04, 0.02}}).Agrees());
  EXPECT_TRUE(RowOf(Measure::kStandardErrors, 5, {{1, 1.4, 0.1}}).Agrees());
  EXPECT_FALSE(RowOf(Measure::kStandardErrors, 5, {{1, 1.6, 0.1}}).Agrees());
}

TEST(AgreementTableTest, WhatOneSideHasNotNeverAgrees) {
  for (const Measure measure : {Measure::kRelative, Measure::kAbsolute, Measure::kStandardErrors}) {
    EXPECT_FALSE(RowOf(measure, 1e9, {{kNan, 1, 1}}).Agrees());
    EXPECT_FALSE(RowOf(measure, 1e9, {{1, kNan, 1}}).Agrees());
    EXPECT_FALSE(RowOf(measure, 1e9, {{1, kInfinity, 1}}).Agrees());
    EXPECT_FALSE(RowOf(measure, 1e9, {{-kInfinity, kInfinity, 1}}).Agrees());
    EXPECT_TRUE(RowOf(measure, 0, {{kInfinity, kInfinity, 1}}).Agrees());
  }
  EXPECT_FALSE(RowOf(Measure::kAbsolute, 1e9, Compared({1, 2}, {1})).Agrees());
}

TEST(AgreementTableTest, CasesOfOneFunctionAndPackageMakeOneRow) {
  AgreementSection section("Sums", "A note.");
  section.AddCase({"f", "R", Measure::kRelative, 1e-9}, {{1, 1}});
  section.AddCase({"f", "scipy", Measure::kAbsolute, 1e-9}, {{1, 1}});
  section.AddCase({"f", "R", Measure::kRelative, 1e-9}, {{1, 2}, {3, 3}});
  ASSERT_EQ(section.rows().size(), 2u);
  EXPECT_EQ(section.rows()[0].cases, 2);
  EXPECT_EQ(section.rows()[0].numbers, 3);
  const std::string page = section.Markdown();
  EXPECT_THAT(page, HasSubstr("## Sums\n\nA note.\n\n| function |"));
  EXPECT_THAT(page, HasSubstr("| f | R | 2 | 3 | 1.0e+00 | 5.0e-01 | 1.0e-09 relative | **no** |\n"));
  EXPECT_THAT(page, HasSubstr("| f | scipy | 1 | 1 | 0 | 0 | 1.0e-09 absolute | yes |\n"));
}

TEST(AgreementTableTest, TheRowsOfAFunctionStandTogether) {
  AgreementSection section("Sums", "");
  for (const char* package : {"r", "boot"}) {
    for (const char* function : {"f", "g"}) section.AddCase({function, package, Measure::kAbsolute, 0}, {{1, 1}});
  }
  std::string order;
  for (const AgreementRow& row : section.rows()) order += row.key.function + row.key.package + " ";
  EXPECT_EQ(order, "fr fboot gr gboot ");
  EXPECT_THAT(section.Markdown(), HasSubstr("| f | R | "));
  EXPECT_THAT(section.Markdown(), HasSubstr("| f | R boot | "));
}

TEST(AgreementTableTest, RandomOnesSayTheirStandardErrors) {
  AgreementSection section("Draws", "");
  section.AddCase({"f", "R", Measure::kStandardErrors, 5}, {{1, 1.25, 0.1}});
  EXPECT_THAT(section.Markdown(),
              HasSubstr("| f | R | 1 | 1 | 2.5e-01 | 2.0e-01 | 2.50 | 5 standard errors | yes |\n"));
}

}  // namespace
}  // namespace moebench::stats
