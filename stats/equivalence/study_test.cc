#include "stats/equivalence/study.h"

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/counter_random.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "stats/equivalence/test_runs.h"

namespace moebench::stats {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

// EQUIFINALITY's 15 published perplexities; linear has one.
std::vector<RunSample> Published(bool with_linear = false) {
  const std::vector<std::pair<std::string, std::vector<double>>> table = {{"wide", {33.93, 34.35, 34.37}},
                                                                          {"deep", {34.62, 34.67, 34.67}},
                                                                          {"decoupled", {34.05, 33.95, 34.14}},
                                                                          {"magnitude", {34.11, 34.17, 34.02}},
                                                                          {"asymmetric", {34.59, 34.49, 34.72}}};
  const std::vector<std::string> seeds = {"42", "137", "7"};
  std::vector<RunSample> runs;
  for (const auto& [variant, values] : table) {
    for (size_t s = 0; s < seeds.size(); ++s) runs.push_back(ValueRun(variant, seeds[s], values[s]));
  }
  if (with_linear) runs.push_back(ValueRun("linear", "42", 32.76));
  return runs;
}

StudyOptions PublishedOptions() {
  StudyOptions options;
  options.metric = "perplexity";
  options.margin_on_log_scale = true;
  options.margins = {0.02, 0.03, 0.05};
  return options;
}

// Against scipy on the logarithms (Welch) and statsmodels (Holm):
//   equivalent pairs at .05: 10, Holm 10; at .03: 10, Holm 10; at .02: 6, Holm 2
TEST(StudyTest, ThePublishedPerplexities) {
  const Study study = *AnalyzeStudy(Published(), PublishedOptions());
  EXPECT_EQ(study.unit, InferenceUnit::kSeeds);
  ASSERT_EQ(study.margins.size(), 3u);
  const auto counts = [&](int i) {
    const MarginResult& m = study.margins[i];
    return std::vector<int>{m.family_pairs,         m.equivalent_pairs, m.equivalent_pairs_holm,
                            m.all_pairs_equivalent, m.tested,           m.validated};
  };
  EXPECT_EQ(study.margins[0].margin, 0.05);
  EXPECT_THAT(counts(0), ElementsAre(10, 10, 10, 1, 1, 0));
  EXPECT_THAT(counts(1), ElementsAre(10, 10, 10, 1, 1, 0));
  EXPECT_THAT(counts(2), ElementsAre(10, 6, 2, 0, 1, 0));
  EXPECT_EQ(study.exit_code, 0) << "the largest margin's worst pair";

  const PairResult& wide_deep = PairOf(study.margins[2], "wide", "deep");
  EXPECT_EQ(wide_deep.comparison.method, "Welch t");
  EXPECT_EQ(wide_deep.comparison.n_a, 3);
  EXPECT_NEAR(wide_deep.comparison.difference, -0.012698460271895584, 1e-12);
  EXPECT_NEAR(*wide_deep.comparison.degrees_of_freedom, 2.0524394154842285, 1e-9);
  EXPECT_NEAR(wide_deep.comparison.equivalence_interval.lower, -0.024833551623286505, 1e-10);
  EXPECT_NEAR(wide_deep.comparison.p_equivalence, 0.11158, 1e-5);
  EXPECT_EQ(wide_deep.comparison.decision, Decision::kInconclusive);
  EXPECT_NEAR(wide_deep.smallest_margin, 0.024833551623286505, 1e-10);
  ASSERT_TRUE(wide_deep.power.has_value());
  EXPECT_LT(wide_deep.power->power_at_half_margin, wide_deep.power->power_at_zero);
  EXPECT_GT(*wide_deep.power->n_needed_half, 3);
  EXPECT_EQ(PairOf(study.margins[2], "deep", "decoupled").comparison.decision, Decision::kDifferent);
  EXPECT_EQ(PairOf(study.margins[2], "deep", "magnitude").comparison.decision, Decision::kBoth);
  EXPECT_EQ(PairOf(study.margins[2], "decoupled", "magnitude").decision_holm, Decision::kEquivalent);
  EXPECT_EQ(PairOf(study.margins[2], "wide", "magnitude").decision_holm, Decision::kInconclusive);
}

TEST(StudyTest, ThePublishedSpreads) {
  const Study study = *AnalyzeStudy(Published(), PublishedOptions());
  ASSERT_EQ(study.variants.size(), 5u);
  const std::map<std::string, double> sd = {
      {"wide", 0.25}, {"deep", 0.03}, {"decoupled", 0.10}, {"magnitude", 0.08}, {"asymmetric", 0.12}};
  for (const VariantSummary& variant : study.variants) {
    EXPECT_NEAR(*variant.sd, sd.at(variant.name), 0.005) << variant.name;
    EXPECT_THAT(variant.seeds, ElementsAre("42", "137", "7"));
    EXPECT_EQ(variant.units, 0);
  }
  // Of the logarithms, one-way: near (.0748, .0181) of the perplexities over 34.3 squared.
  EXPECT_NEAR(*study.between_variance * 34.3 * 34.3, 0.0748, 0.001);
  EXPECT_NEAR(*study.within_variance * 34.3 * 34.3, 0.0181, 0.0005);
  EXPECT_NEAR(*study.icc, 0.805, 0.005);
}

// One published value: no control at the level of seeds, a point, and the study is not validated.
TEST(StudyTest, ALinearRouterWithOneSeedIsAPointAndValidatesNothing) {
  StudyOptions options = PublishedOptions();
  options.negative_control = "linear";
  const Study study = *AnalyzeStudy(Published(true), options);
  EXPECT_EQ(study.margins[0].family_pairs, 10);
  EXPECT_EQ(study.margins[0].pairs.size(), 10u);
  ASSERT_EQ(study.margins[0].controls.size(), 1u);
  EXPECT_FALSE(study.margins[0].controls[0].passed);
  EXPECT_THAT(study.margins[0].controls[0].words,
              HasSubstr("it has one run, and so no interval at the level of seeds"));
  EXPECT_FALSE(study.margins[0].validated);
  EXPECT_THAT(study.headline, HasSubstr("Not validated at ±0.05, ±0.03 and ±0.02"));
  EXPECT_THAT(study.warnings, Contains(HasSubstr("linear has one run")));
  ASSERT_EQ(study.variants.size(), 6u);
  EXPECT_FALSE(study.variants[5].sd.has_value());
  EXPECT_TRUE(study.variants[5].control);
  EXPECT_NEAR(*study.icc, 0.805, 0.005) << "controls are no part of the seed variance";
  EXPECT_EQ(study.exit_code, 0);
  options.positive_control = "wide";
  options.controls_required = true;
  EXPECT_EQ(AnalyzeStudy(Published(true), options)->exit_code, 11);
}

TEST(StudyTest, TheHeadlineSaysTheWhole) {
  const Study study = *AnalyzeStudy(Published(), PublishedOptions());
  EXPECT_THAT(study.headline, HasSubstr("All 10 pairs are equivalent within ±0.03"));
  EXPECT_THAT(study.headline, HasSubstr("at ±0.02, 6 of 10 pairs are equivalent (2 with Holm's correction)"));
  EXPECT_THAT(study.headline, HasSubstr("exploratory margin"));
  EXPECT_THAT(study.headline, HasSubstr("no negative control, no positive control"));
  EXPECT_THAT(study.scope, HasSubstr("not paired"));
}

std::vector<RunSample> Seeds(const std::map<std::string, double>& means, int seeds, double sd, uint64_t key = 1) {
  std::vector<RunSample> runs;
  uint64_t stream = 0;
  for (const auto& [variant, mean] : means) {
    CounterRandom random(key, stream++);
    for (int s = 0; s < seeds; ++s) {
      runs.push_back(ValueRun(variant, absl::StrCat(s), mean + sd * NormalDraw(&random)));
    }
  }
  return runs;
}

TEST(StudyTest, BothControlsValidate) {
  StudyOptions options = LossOptions({0.05});
  options.negative_control = "linear";
  options.positive_control = "wide";
  const auto runs = Seeds({{"wide", 3.52}, {"deep", 3.525}, {"linear", 3.40}}, 10, 0.01);
  const Study study = *AnalyzeStudy(runs, options);
  const MarginResult& margin = study.margins[0];
  EXPECT_EQ(margin.family_pairs, 1) << "linear is no part of the family, wide is";
  ASSERT_EQ(margin.controls.size(), 2u);
  EXPECT_TRUE(margin.controls[0].passed) << margin.controls[0].words;
  EXPECT_TRUE(margin.controls[1].passed) << margin.controls[1].words;
  EXPECT_TRUE(margin.validated);
  EXPECT_EQ(margin.pairs.size(), 4u) << "deep-wide, two with linear, wide's own seeds";
  EXPECT_TRUE(margin.pairs[3].involves_control);
  EXPECT_EQ(margin.pairs[3].comparison.n_a, 5);
  EXPECT_EQ(margin.pairs[3].p_equivalence_holm, margin.pairs[3].comparison.p_equivalence);
  EXPECT_THAT(study.headline, AllOf(HasSubstr("Validated by its controls at ±0.05"), Not(HasSubstr("exploratory"))));
  EXPECT_EQ(study.exit_code, 0);
}

// Judged per margin: -0.12 lies outside 0.05 and 0.1, never outside 0.2.
TEST(StudyTest, ControlsAreJudgedAtEachMargin) {
  StudyOptions options = LossOptions({0.05, 0.2});
  options.negative_control = "linear";
  options.positive_control = "wide";
  options.controls_required = true;
  const auto runs = Seeds({{"wide", 3.52}, {"deep", 3.525}, {"linear", 3.40}}, 10, 0.01);
  const Study study = *AnalyzeStudy(runs, options);
  EXPECT_EQ(study.margins[0].margin, 0.2);
  EXPECT_FALSE(study.margins[0].validated);
  EXPECT_TRUE(study.margins[1].validated);
  EXPECT_EQ(study.exit_code, 11) << "required controls fail at the largest margin";
  EXPECT_THAT(study.headline, HasSubstr("Validated by its controls at ±0.05. Not validated at ±0.2: the negative "
                                        "control linear failed."));
}

// Noise is no negative control: what is not equivalent need not be outside.
TEST(StudyTest, ANoisyNegativeControlFails) {
  StudyOptions options = LossOptions({0.05});
  options.negative_control = "linear";
  std::vector<RunSample> runs = Seeds({{"wide", 3.52}, {"deep", 3.525}}, 5, 0.01);
  for (const RunSample& run : Seeds({{"linear", 3.50}}, 5, 0.3, 9)) runs.push_back(run);
  const Study study = *AnalyzeStudy(runs, options);
  for (const PairResult& pair : study.margins[0].pairs) {
    if (!pair.involves_control) continue;
    EXPECT_NE(pair.comparison.decision, Decision::kEquivalent);
  }
  EXPECT_FALSE(study.margins[0].controls[0].passed);
}

TEST(StudyTest, APositiveControlMayBeAVariantOfItsOwn) {
  StudyOptions options = LossOptions({0.05});
  options.positive_control = "wide_again";
  options.positive_control_of = "wide";
  const auto runs = Seeds({{"wide", 3.52}, {"deep", 3.525}, {"wide_again", 3.52}}, 3, 0.01);
  const MarginResult margin = AnalyzeStudy(runs, options)->margins[0];
  EXPECT_EQ(margin.family_pairs, 1);
  ASSERT_EQ(margin.controls.size(), 1u);
  EXPECT_TRUE(margin.controls[0].passed) << margin.controls[0].words;
  EXPECT_FALSE(margin.validated) << "there is no negative control";
}

TEST(StudyTest, ThreeSeedsAreTooFewToSplit) {
  StudyOptions options = LossOptions({0.05});
  options.positive_control = "wide";
  const auto study = AnalyzeStudy(Seeds({{"wide", 3.52}, {"deep", 3.525}}, 3, 0.01), options);
  EXPECT_FALSE(study->margins[0].controls[0].passed);
  EXPECT_THAT(study->margins[0].controls[0].words, HasSubstr("takes 4 runs, and there are 3"));
}

TEST(StudyTest, StopsAtTheFirstMarginThatFails) {
  const auto runs = Seeds({{"a", 3.50}, {"b", 3.51}, {"c", 3.54}}, 6, 0.005);
  const Study study = *AnalyzeStudy(runs, LossOptions({0.01, 0.1, 0.03}));
  ASSERT_EQ(study.margins.size(), 3u);
  EXPECT_EQ(study.margins[0].margin, 0.1);
  EXPECT_TRUE(study.margins[0].all_pairs_equivalent);
  EXPECT_EQ(study.margins[1].margin, 0.03);
  EXPECT_TRUE(study.margins[1].tested);
  EXPECT_FALSE(study.margins[1].all_pairs_equivalent);
  EXPECT_EQ(study.margins[2].margin, 0.01);
  EXPECT_FALSE(study.margins[2].tested);
  EXPECT_TRUE(study.margins[2].pairs.empty());
  EXPECT_EQ(study.exit_code, 0);
}

// Worst pair at the largest margin: 10, then 11, then 12, then 0.
TEST(StudyTest, ExitCodes) {
  const auto exit_code = [](const std::map<std::string, std::vector<double>>& values) {
    std::vector<RunSample> runs;
    for (const auto& [variant, list] : values) {
      for (size_t s = 0; s < list.size(); ++s) runs.push_back(ValueRun(variant, absl::StrCat(s), list[s]));
    }
    return AnalyzeStudy(runs, LossOptions({0.05, 0.01}))->exit_code;
  };
  const std::vector<double> base = {1.000, 1.001, 0.999}, far = {2.000, 2.001, 1.999}, noisy = {1, 1.4, 0.6},
                            near = {1.02, 1.021, 1.019}, constant = {1, 1, 1};
  EXPECT_EQ(exit_code({{"a", base}, {"b", near}}), 0) << "both";
  EXPECT_EQ(exit_code({{"a", base}, {"b", base}}), 0);
  EXPECT_EQ(exit_code({{"a", base}, {"b", far}}), 10);
  EXPECT_EQ(exit_code({{"a", base}, {"b", noisy}}), 11);
  EXPECT_EQ(exit_code({{"a", constant}, {"b", constant}}), 12);
  EXPECT_EQ(exit_code({{"a", base}, {"b", far}, {"c", noisy}}), 10);
  EXPECT_EQ(exit_code({{"a", constant}, {"b", constant}, {"c", noisy}}), 11);
  EXPECT_EQ(exit_code({{"a", constant}, {"b", constant}, {"c", base}}), 12);
}

}  // namespace
}  // namespace moebench::stats
