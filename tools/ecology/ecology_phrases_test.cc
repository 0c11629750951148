#include "tools/ecology/ecology_phrases.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace moebench::tools {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;

EvaluationOutcome Evaluation(double step, std::vector<bool> dead) {
  EvaluationOutcome evaluation;
  evaluation.step = step;
  evaluation.rows = 1000;
  for (const bool state : dead) evaluation.dead_count += state;
  evaluation.dead = std::move(dead);
  return evaluation;
}

// Three experts over three steps: 1 dies at step 10, 0 at step 20 while 1 is revived.
LayerEcology Layer() {
  LayerEcology layer;
  layer.layer = 3;
  layer.num_experts = 3;
  layer.evaluations = {Evaluation(0, {false, false, true}), Evaluation(10, {false, true, true}),
                       Evaluation(20, {true, false, true})};
  std::vector<DeadStates> states;
  for (const EvaluationOutcome& evaluation : layer.evaluations) states.push_back({evaluation.step, evaluation.dead});
  layer.revivals = *MakeRevivalLog(states);
  layer.phase = Phase::kCollapsed;
  return layer;
}

TraceEcology Ecology(std::vector<LayerEcology> layers) {
  TraceEcology ecology;
  ecology.rows = 12345;
  ecology.top_k = 2;
  ecology.has_layers = true;
  ecology.has_steps = true;
  ecology.layers = std::move(layers);
  return ecology;
}

TEST(EcologyPhrasesTest, Numbers) {
  EXPECT_EQ(CountText(0), "0");
  EXPECT_EQ(CountText(999), "999");
  EXPECT_EQ(CountText(1000), "1,000");
  EXPECT_EQ(CountText(-1234567), "-1,234,567");
  EXPECT_EQ(CountText(-123), "-123");
  EXPECT_EQ(PercentText(0.125), "12.5 %");
  EXPECT_EQ(PercentText(std::nullopt), "n/a");
  EXPECT_EQ(Plural(1, "death"), "1 death");
  EXPECT_EQ(Plural(0, "death"), "0 deaths");
}

TEST(EcologyPhrasesTest, FactsSayWhereTheNumberOfExpertsIsFrom) {
  TraceEcology ecology = Ecology({Layer()});
  EXPECT_THAT(TraceFacts(ecology),
              ElementsAre(Pair("rows", "12,345"), Pair("choices a row", "2"),
                          Pair("experts", "3 (largest id + 1; --num_experts says otherwise)"), Pair("tiers", "flat"),
                          Pair("layers", "1 (3)"), Pair("steps", "3 (0 to 20)")));
  LayerEcology other = Layer();
  other.num_experts = 8;
  other.evaluations.resize(1);
  ecology.layers.push_back(other);
  ecology.num_experts_given = true;
  ecology.has_layers = false;
  ecology.config.add_tiers(2);
  ecology.config.add_tiers(1);
  EXPECT_THAT(TraceFacts(ecology), ElementsAre(Pair("rows", "12,345"), Pair("choices a row", "2"),
                                               Pair("experts", "3, 8 by layer (--num_experts)"), Pair("tiers", "2:1"),
                                               Pair("steps", "1 to 3 a layer (0 to 20)")));
}

TEST(EcologyPhrasesTest, ManyLayersAreNotAllNamed) {
  std::vector<LayerEcology> layers(40, Layer());
  for (int i = 0; i < 40; ++i) layers[i].layer = i;
  EXPECT_EQ(TraceFacts(Ecology(layers))[4].second, "40 (0, ..., 39)");
}

TEST(EcologyPhrasesTest, HeadingsSayWhatTheTraceTells) {
  TraceEcology ecology = Ecology({Layer()});
  EXPECT_EQ(LayerHeading(ecology, ecology.layers[0]), "Layer 3, step 20: 1,000 rows");
  ecology.has_steps = false;
  EXPECT_EQ(LayerHeading(ecology, ecology.layers[0]), "Layer 3: 1,000 rows");
  ecology.has_layers = false;
  EXPECT_EQ(LayerHeading(ecology, ecology.layers[0]), "All rows: 1,000 rows");
  ecology.has_steps = true;
  EXPECT_EQ(LayerHeading(ecology, ecology.layers[0]), "Step 20: 1,000 rows");
}

TEST(EcologyPhrasesTest, PhasesWithTheirReasons) {
  TraceEcology ecology = Ecology({Layer()});
  EXPECT_EQ(PhaseSentence(ecology, ecology.layers[0]),
            "Phase collapsed: 2 DEAD at the end, at most 2 (step 10); 2 deaths, 1 revival");
  ecology.config.set_strict_phase(true);
  LayerEcology one = Layer();
  one.evaluations.resize(1);
  EXPECT_EQ(PhaseSentence(ecology, one), "Phase collapsed (strict): 2 DEAD at the end");
}

TEST(EcologyPhrasesTest, DeathsAndRevivalsByEvaluation) {
  const LayerEcology layer = Layer();
  EXPECT_THAT(Died(layer, 0), IsEmpty());
  EXPECT_THAT(Revived(layer, 0), IsEmpty());
  EXPECT_THAT(Died(layer, 1), ElementsAre(1));
  EXPECT_THAT(Revived(layer, 1), IsEmpty());
  EXPECT_THAT(Died(layer, 2), ElementsAre(0));
  EXPECT_THAT(Revived(layer, 2), ElementsAre(1));
}

TEST(EcologyPhrasesTest, Collapses) {
  TierOutcome tier;
  EXPECT_EQ(CollapseText(tier), "");
  tier.collapses = {{30, {30, 40, 50}, 60}, {70, {70}, std::nullopt}};
  EXPECT_EQ(CollapseText(tier), "step 30, back at 60; since step 70");
}

}  // namespace
}  // namespace moebench::tools
