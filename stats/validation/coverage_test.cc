#include "stats/validation/coverage.h"

#include <algorithm>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_split.h"
#include "base/atomic_file.h"
#include "base/runfiles.h"
#include "gtest/gtest.h"
#include "stats/estimators/distributions.h"

namespace moebench::stats {
namespace {

constexpr int kDataSets = 300;

// The outcomes of stats/validation/coverage_reference.py by kind of data and method.
std::map<std::pair<std::string, std::string>, std::string> Reference() {
  std::map<std::pair<std::string, std::string>, std::string> rows;
  const std::string text = *ReadFile(*Runfile("stats/validation/testdata/coverage_reference_300.txt"));
  for (const absl::string_view line : absl::StrSplit(text, '\n', absl::SkipEmpty())) {
    const std::vector<std::string> cells = absl::StrSplit(line, '\t');
    if (cells.size() == 3) rows[{cells[0], cells[1]}] = cells[2];
  }
  return rows;
}

class CoverageTest : public testing::TestWithParam<DataKind> {};

// The short form of the coverage study: the same 300 data sets as the reference. Both resample, so a data set whose
// limit passes close to the truth may fall on either side: few do, and as many to one side as to the other (sign test).
// A correct method fails by chance once in 10,000 rows, of which there are 24; t intervals must agree on every data
// set.
TEST_P(CoverageTest, MatchesTheReferenceOnTheSameData) {
  const auto reference = Reference();
  const std::vector<CoverageRow> rows = *MeasureCoverage(GetParam(), {.data_sets = kDataSets});
  ASSERT_EQ(rows.size(), MethodsFor(GetParam()).size());
  for (const CoverageRow& row : rows) {
    SCOPED_TRACE(std::string(DataKindName(row.kind)) + ", " + row.method);
    ASSERT_EQ(reference.count({DataKindName(row.kind), row.method}), 1u);
    const std::string& theirs = reference.at({DataKindName(row.kind), row.method});
    ASSERT_EQ(theirs.size(), row.covered.size());
    int only_ours = 0, only_theirs = 0;
    for (int i = 0; i < kDataSets; ++i) {
      only_ours += row.covered[i] == '1' && theirs[i] != '1';
      only_theirs += row.covered[i] != '1' && theirs[i] == '1';
    }
    const int apart = only_ours + only_theirs;
    EXPECT_LE(apart, row.method == "t" || row.method == "Welch t over seeds" ? 0 : kDataSets / 15);
    EXPECT_GT(2 * BinomialCdf(std::min(only_ours, only_theirs), apart, 0.5), 1e-4) << only_ours << " " << only_theirs;
    EXPECT_EQ(row.covered.find('-'), std::string::npos) << "a data set was refused";
  }
}

INSTANTIATE_TEST_SUITE_P(EveryKind, CoverageTest, testing::ValuesIn(kDataKinds), [](const auto& info) {
  std::string name;
  for (const char c : std::string(DataKindName(info.param))) {
    if (c != '-') name += c;
  }
  return name;
});

TEST(CoverageRowTest, CoverageIsTheShareCovered) {
  EXPECT_DOUBLE_EQ((CoverageRow{DataKind::kNormal, "t", "1101-"}.Coverage()), 0.6);
}

TEST(MeasureCoverageTest, RefusesOptionsThatMeasureNothing) {
  const auto refusal = [](const CoverageOptions& options) {
    return std::string(MeasureCoverage(DataKind::kNormal, options).status().message());
  };
  EXPECT_EQ(refusal({.data_sets = 0}), "data_sets is 0; expected at least 1");
  EXPECT_EQ(refusal({.resamples = 10}), "resamples is 10; expected at least 100");
  EXPECT_EQ(refusal({.confidence = 1}), "confidence is 1; expected more than 0 and less than 1, such as 0.9");
}

}  // namespace
}  // namespace moebench::stats
