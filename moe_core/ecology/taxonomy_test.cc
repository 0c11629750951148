#include "moe_core/ecology/taxonomy.h"

#include <gtest/gtest.h>

#include <set>
#include <string>
#include <vector>

namespace moebench {
namespace {

absl::string_view Class(double usage, std::optional<double> accuracy) {
  return EcologyClassName(ClassifyExpert(usage, accuracy, EcologyConfig()));
}

TEST(TaxonomyTest, DeadIsBelowHalfAPercentAtAnyAccuracy) {
  EXPECT_EQ(Class(0, std::nullopt), "DEAD");
  EXPECT_EQ(Class(0.0049, 0.0), "DEAD");
  EXPECT_EQ(Class(0.0049, 1.0), "DEAD");
}

TEST(TaxonomyTest, ThresholdsAreClosedBelow) {
  EXPECT_EQ(Class(0.005, 0.50), "EDGE");
  EXPECT_EQ(Class(0.005, 0.49), "NOISE");
  EXPECT_EQ(Class(0.0199, 1.00), "EDGE");
  EXPECT_EQ(Class(0.02, 0.60), "PURE_CORE");
  EXPECT_EQ(Class(0.02, 0.5999), "BROAD_CORE");
  EXPECT_EQ(Class(0.02, 0.40), "BROAD_CORE");
  EXPECT_EQ(Class(0.02, 0.3999), "WEAK_CORE");
  EXPECT_EQ(Class(1.0, 0.0), "WEAK_CORE");
}

TEST(TaxonomyTest, ThresholdsComeFromTheConfiguration) {
  EcologyConfig config;
  config.set_dead_usage(0.10);
  config.set_core_usage(0.20);
  config.set_edge_accuracy(0.9);
  config.set_pure_accuracy(0.8);
  config.set_broad_accuracy(0.7);
  EXPECT_EQ(ClassifyExpert(0.09, 1.0, config), EcologyClass::kDead);
  EXPECT_EQ(ClassifyExpert(0.15, 0.85, config), EcologyClass::kNoise);
  EXPECT_EQ(ClassifyExpert(0.20, 0.75, config), EcologyClass::kBroadCore);
  EXPECT_EQ(ClassifyExpert(0.20, 0.69, config), EcologyClass::kWeakCore);
}

TEST(TaxonomyTest, AnAbsentAccuracyReachesNoThreshold) {
  EcologyConfig config;
  config.set_dead_usage(0);
  config.set_edge_accuracy(0);
  EXPECT_EQ(ClassifyExpert(0, std::nullopt, config), EcologyClass::kNoise);
}

TEST(TaxonomyTest, NamesAreDistinct) {
  std::set<std::string> names;
  for (const EcologyClass ecology_class : kEcologyClasses) names.insert(std::string(EcologyClassName(ecology_class)));
  EXPECT_EQ(names, (std::set<std::string>{"DEAD", "EDGE", "NOISE", "PURE_CORE", "BROAD_CORE", "WEAK_CORE"}));
}

TEST(TaxonomyTest, CountsAddUp) {
  const std::vector<EcologyClass> experts = {EcologyClass::kDead, EcologyClass::kPureCore, EcologyClass::kDead,
                                             EcologyClass::kNoise};
  EXPECT_EQ(CountClass(experts, EcologyClass::kDead), 2);
  EXPECT_EQ(CountClass(experts, EcologyClass::kEdge), 0);
  EXPECT_EQ(CountAlive(experts), 2);
  int total = 0;
  for (const EcologyClass ecology_class : kEcologyClasses) total += CountClass(experts, ecology_class);
  EXPECT_EQ(total, 4);
}

TEST(TaxonomyTest, TouchedIsAtLeastOneSample) {
  // Of 1,000 samples the second expert wins one (0.1 %): touched, yet DEAD.
  const std::vector<int64_t> wins = {999, 1, 0};
  EXPECT_EQ(CountTouched(wins), 2);
  EXPECT_EQ(Class(1.0 / 1000, 1.0), "DEAD");
}

}  // namespace
}  // namespace moebench
