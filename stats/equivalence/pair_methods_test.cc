#include "stats/equivalence/pair_methods.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "stats/equivalence/test_runs.h"

namespace moebench::stats {
namespace {

// The table at the head of pair_methods.h: what decides.
std::string Primary(int seeds, bool batches, bool unpaired = false) {
  std::vector<RunSample> runs;
  for (int s = 0; s < seeds; ++s) {
    runs.push_back(BatchRun("a", absl::StrCat(s), 0.001 * s, 0.01, 30, 10 + s));
    runs.push_back(BatchRun("b", absl::StrCat(s), 0.002 * s, 0.01, 30, 50 + s));
  }
  for (RunSample& run : runs) {
    if (!batches) run.unit_value = {}, run.unit_key = {};
  }
  StudyOptions options = LossOptions({0.02});
  options.unpaired = unpaired;
  const StudyData data = *PrepareStudy(runs, options);
  RunGroup groups[2];
  for (int i = 0; i < 2; ++i) {
    groups[i].name = data.variants[i].name;
    for (const StudyRun& run : data.variants[i].runs) groups[i].runs.push_back(&run);
  }
  const Comparison c = *MethodsOfPair(groups[0], groups[1], data, options)->primary({-1, 1});
  return absl::StrCat(c.method, " over ", InferenceUnitName(c.unit));
}

TEST(PairMethodsTest, WhatDecides) {
  EXPECT_EQ(Primary(1, true), "bootstrap percentile over batches");
  EXPECT_EQ(Primary(1, true, /*unpaired=*/true), "Welch t over batches");
  EXPECT_EQ(Primary(3, true), "Welch t over seeds");
  EXPECT_EQ(Primary(3, false), "Welch t over seeds");
  EXPECT_EQ(Primary(10, false), "Welch t over seeds");
  EXPECT_EQ(Primary(8, true), "crossed bootstrap percentile over seeds and batches");
  EXPECT_EQ(Primary(8, true, /*unpaired=*/true), "Welch t over seeds");
}

}  // namespace
}  // namespace moebench::stats
