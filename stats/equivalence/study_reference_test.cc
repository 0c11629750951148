// Whole studies against the plain loops of testdata/study_reference.py.

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/atomic_file.h"
#include "base/runfiles.h"
#include "gtest/gtest.h"
#include "nlohmann/json.hpp"
#include "stats/equivalence/study.h"
#include "stats/equivalence/test_runs.h"

namespace moebench::stats {
namespace {

using Json = nlohmann::json;

RunSample ReferenceRun(const std::string& variant, size_t seed, const Json& value) {
  RunSample run = ValueRun(variant, absl::StrCat(seed), value.is_number() ? value.get<double>() : 0);
  if (value.is_number()) return run;
  run.unit = InferenceUnit::kBatches;
  for (const double x : value) {
    run.unit_key.push_back(absl::StrCat(run.unit_value.size()));
    run.unit_value.push_back(x);
    run.value += x / static_cast<double>(value.size());
  }
  return run;
}

absl::StatusOr<Study> AnalyzeReference(const Json& c) {
  std::vector<RunSample> runs;
  for (const auto& [variant, list] : c["variants"].items()) {
    for (size_t s = 0; s < list.size(); ++s) runs.push_back(ReferenceRun(variant, s, list[s]));
  }
  StudyOptions options = LossOptions(c["margins"]);
  options.alpha = c["alpha"];
  options.method = c["paired"] ? "paired_t" : "welch";
  options.negative_control = "negative";
  options.positive_control = "v0";
  options.controls_required = c["required"];
  return AnalyzeStudy(runs, options);
}

void ExpectMargin(const MarginResult& ours, const Json& theirs) {
  EXPECT_EQ(ours.margin, theirs["margin"].get<double>());
  ASSERT_EQ(ours.tested, theirs["tested"].get<bool>());
  if (!ours.tested) return;
  EXPECT_EQ(ours.family_pairs, static_cast<int>(theirs["pairs"].size()));
  EXPECT_EQ(ours.equivalent_pairs, theirs["equivalent"].get<int>());
  EXPECT_EQ(ours.equivalent_pairs_holm, theirs["equivalent_holm"].get<int>());
  EXPECT_EQ(ours.all_pairs_equivalent, theirs["all"].get<bool>());
  EXPECT_EQ(ours.controls[0].passed, theirs["negative_passed"].get<bool>()) << ours.controls[0].words;
  EXPECT_EQ(ours.controls[1].passed, theirs["positive_passed"].get<bool>()) << ours.controls[1].words;
  EXPECT_EQ(ours.validated, theirs["validated"].get<bool>());
  for (const Json& pair : theirs["pairs"]) {
    const PairResult& found = PairOf(ours, pair["a"], pair["b"]);
    EXPECT_NEAR(found.comparison.difference, pair["difference"].get<double>(), 1e-12);
    EXPECT_NEAR(found.comparison.equivalence_interval.lower, pair["lower"].get<double>(), 1e-11);
    EXPECT_NEAR(found.comparison.equivalence_interval.upper, pair["upper"].get<double>(), 1e-11);
    EXPECT_NEAR(found.comparison.p_equivalence, pair["p_equivalence"].get<double>(), 1e-10);
    EXPECT_NEAR(found.comparison.p_difference, pair["p_difference"].get<double>(), 1e-10);
    EXPECT_NEAR(found.p_equivalence_holm, pair["p_holm"].get<double>(), 1e-10);
    EXPECT_EQ(DecisionName(found.comparison.decision), pair["decision"].get<std::string>());
  }
}

// 26 whole studies by plain loops in Python: matrix, Holm, controls, order of margins, exit code.
TEST(StudyReferenceTest, AgreesWithThePlainLoopReference) {
  const auto reference = Json::parse(*ReadFile(*Runfile("stats/equivalence/testdata/study_reference.json")));
  ASSERT_EQ(reference["cases"].size(), 26u);
  int number = 0;
  for (const Json& c : reference["cases"]) {
    SCOPED_TRACE(absl::StrCat("case ", number++));
    const absl::StatusOr<Study> study = AnalyzeReference(c);
    ASSERT_TRUE(study.ok()) << study.status();
    EXPECT_EQ(study->exit_code, c["expected"]["exit_code"].get<int>());
    ASSERT_EQ(study->margins.size(), c["expected"]["margins"].size());
    for (size_t i = 0; i < study->margins.size(); ++i) ExpectMargin(study->margins[i], c["expected"]["margins"][i]);
  }
}

}  // namespace
}  // namespace moebench::stats
