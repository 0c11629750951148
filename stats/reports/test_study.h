#ifndef MOEBENCH_STATS_REPORTS_TEST_STUDY_H_
#define MOEBENCH_STATS_REPORTS_TEST_STUDY_H_

// Studies and runs made by hand for tests of reports: the numbers are arbitrary but consistent. Should not be used in
// non-test code.

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "stats/equivalence/study.h"
#include "stats/input/run_sample.h"

namespace moebench::stats {

struct TestStudyShape {
  int variants = 4;
  int seeds = 3;
  std::vector<double> margins = {0.05, 0.02};
  bool controls = true;  // the last two variants: negative, then positive
  std::vector<std::string> names = {};
};

inline std::string TestVariantName(const TestStudyShape& shape, int i) {
  return i < static_cast<int>(shape.names.size()) ? shape.names[i] : absl::StrCat("variant_", i);
}

// 3.5, 3.507, 3.514, ...; the negative control lies 0.2 lower.
inline double TestMean(const TestStudyShape& shape, int i) {
  return shape.controls && i == shape.variants - 2 ? 3.3 : 3.5 + 0.007 * i;
}

inline Comparison TestComparison(const TestStudyShape& shape, int a, int b, double margin) {
  Comparison c;
  c.a = TestVariantName(shape, a);
  c.b = TestVariantName(shape, b);
  c.metric = "val_loss";
  c.method = "Welch t";
  c.n_a = c.n_b = shape.seeds;
  c.difference = TestMean(shape, a) - TestMean(shape, b);
  c.standard_error = 0.0041;
  c.degrees_of_freedom = 3.7;
  c.equivalence_interval = {c.difference - 0.0091, c.difference + 0.0091, 0.90};
  c.difference_interval = {c.difference - 0.0118, c.difference + 0.0118, 0.95};
  c.margin = {-margin, margin};
  c.p_lower = 0.0123;
  c.p_upper = c.p_equivalence = 0.000456;
  c.p_difference = 0.31;
  c.decision = Decide(c);
  return c;
}

inline PairResult TestPair(const TestStudyShape& shape, int a, int b, double margin) {
  PairResult pair;
  pair.comparison = TestComparison(shape, a, b, margin);
  pair.involves_control = shape.controls && std::max(a, b) >= shape.variants - 2;
  pair.p_equivalence_holm = 0.0314;
  pair.decision_holm = pair.comparison.decision;
  pair.smallest_margin = SmallestMargin(pair.comparison);
  Comparison blocks = pair.comparison;
  blocks.method = "moving blocks of 5";
  blocks.reliable = false;
  blocks.caution = "10 blocks, fewer than 20";
  pair.sensitivity.push_back(std::move(blocks));
  if (pair.comparison.decision == Decision::kInconclusive) pair.power = PowerNote{0.61, 0.27, 12, std::nullopt};
  pair.words = absl::StrCat(pair.comparison.a, " and ", pair.comparison.b, " differ by ", pair.comparison.difference,
                            ": ", DecisionName(pair.comparison.decision), ".");
  return pair;
}

inline MarginResult TestMargin(const TestStudyShape& shape, double margin) {
  MarginResult result;
  result.margin = margin;
  for (int a = 0; a < shape.variants; ++a) {
    for (int b = a + 1; b < shape.variants; ++b) {
      result.pairs.push_back(TestPair(shape, a, b, margin));
      if (result.pairs.back().involves_control) continue;
      const Decision decision = result.pairs.back().comparison.decision;
      ++result.family_pairs;
      result.equivalent_pairs += decision == Decision::kEquivalent || decision == Decision::kBoth;
    }
  }
  result.equivalent_pairs_holm = result.equivalent_pairs;
  result.all_pairs_equivalent = result.equivalent_pairs == result.family_pairs;
  if (shape.controls) {
    result.controls = {{TestVariantName(shape, shape.variants - 2), true, true, "Its interval lies outside."},
                       {TestVariantName(shape, shape.variants - 1), false, true, "It is equivalent."}};
    result.validated = true;
  }
  return result;
}

inline Study TestStudy(const TestStudyShape& shape) {
  Study study;
  study.options.metric = "val_loss";
  study.options.margins = shape.margins;
  study.headline = "Some pairs are equivalent.";
  study.scope = "Seeds speak for architectures.";
  study.between_variance = 0.00123;
  study.within_variance = 0.000456;
  study.icc = 0.7295;
  study.warnings = {"3 seeds are few."};
  for (int i = 0; i < shape.variants; ++i) {
    VariantSummary variant;
    variant.name = TestVariantName(shape, i);
    variant.mean = TestMean(shape, i);
    variant.control = shape.controls && i >= shape.variants - 2;
    for (int seed = 0; seed < shape.seeds; ++seed) {
      variant.seeds.push_back(absl::StrCat(seed + 1));
      variant.values.push_back(variant.mean + 0.004 * (seed - (shape.seeds - 1) / 2.0));
    }
    if (shape.seeds > 1) variant.sd = 0.0044;
    study.variants.push_back(std::move(variant));
  }
  if (shape.controls) {
    study.options.negative_control = study.variants[shape.variants - 2].name;
    study.options.positive_control = study.variants[shape.variants - 1].name;
  }
  for (const double margin : shape.margins) study.margins.push_back(TestMargin(shape, margin));
  return study;
}

// A record with five evaluations of eight experts in two tiers; expert 7 is DEAD until the third.
inline RunRecord TestRecord(int variant, int seed) {
  RunRecord record;
  record.set_experiment("test");
  record.set_scale("pilot");
  record.set_dataset("text");
  record.set_seed(seed);
  record.set_status(RunRecord::FINISHED);
  record.set_config_sha256("0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef");
  record.mutable_provenance()->set_commit("fedcba9876543210fedcba9876543210fedcba98");
  record.mutable_provenance()->set_cpu("Test CPU");
  for (int i = 0; i < 5; ++i) {
    Evaluation& evaluation = *record.add_evaluation();
    evaluation.set_step(100 * i);
    evaluation.set_epoch(i);
    Metric& metric = *evaluation.add_metric();
    metric.set_name("val_loss");
    metric.set_value(3.5 + 0.007 * variant + 2.0 / (1 + i) + 0.01 * seed);
    for (int expert = 0; expert < 8; ++expert) {
      ExpertRecord& entry = *evaluation.add_expert();
      const bool dead = expert == 7 && i < 3;
      entry.set_expert(expert);
      entry.set_tier(expert / 4);
      entry.set_usage(dead ? 0.001 : (1.0 + expert) / 36);
      entry.set_ecology_class(dead ? "DEAD" : "BROAD_CORE");
    }
    for (int tier = 0; tier < 2; ++tier) {
      TierRecord& entry = *evaluation.add_tier();
      entry.set_tier(tier);
      entry.set_num_experts(4);
      entry.set_alive(tier == 1 && i < 3 ? 3 : 4);
      entry.set_usage(tier == 0 ? 10.0 / 36 : 26.0 / 36);
    }
  }
  PaperResult& paper = *record.add_paper();
  paper.set_metric("val_loss");
  paper.set_value(3.524);
  paper.set_source("Paper, table 3");
  return record;
}

inline std::vector<RunSample> TestRuns(const TestStudyShape& shape) {
  std::vector<RunSample> runs;
  for (int i = 0; i < shape.variants; ++i) {
    for (int seed = 1; seed <= shape.seeds; ++seed) {
      RunSample run;
      run.variant = TestVariantName(shape, i);
      run.seed = absl::StrCat(seed);
      run.source = absl::StrCat("runs/", i, "/", seed);
      run.value = TestMean(shape, i);
      run.record = TestRecord(i, seed);
      runs.push_back(std::move(run));
    }
  }
  return runs;
}

}  // namespace moebench::stats

#endif  // MOEBENCH_STATS_REPORTS_TEST_STUDY_H_
