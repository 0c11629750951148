#include "vision/training/run_table.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "base/atomic_file.h"
#include "base/runfiles.h"
#include "moe_core/training/text_table.h"
#include "vision/catalogue.h"
#include "vision/models/ecology_model.h"

namespace moebench::vision {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::Pair;

constexpr char kRegenerate[] =
    "# MOEBENCH_UPDATE_GOLDEN=$PWD/vision/training/testdata bazel run //vision/training:run_table_test\n";

// The flagless experiment at smoke scale; what differs from machine to machine is made up.
RunFacts SmokeFacts() {
  ExperimentRequest request;
  request.scale = "smoke";
  const ResolvedExperiment resolved = ResolveVisionExperiment(request).value();
  RunFacts facts;
  facts.id = resolved.id;
  facts.scale = resolved.scale;
  facts.title = resolved.title;
  facts.experiment = resolved.experiment;
  facts.seed = 42;
  facts.num_classes = 10;
  facts.train_samples = 64;
  facts.test_samples = 64;
  facts.length = MakeTrainingLength(resolved.experiment.training().epochs(), 64 / 16);
  facts.cost = EcologyModel(resolved.experiment, 10)->Cost();
  facts.device = "cpu";
  facts.commit = "0123456789ab";
  facts.data = "/data/cifar10-mini.tar.xz";
  facts.num_threads = 2;
  facts.expected_seconds = 95;
  return facts;
}

void ExpectFitsATerminal(const std::string& table) {
  for (const absl::string_view line : absl::StrSplit(table, '\n')) EXPECT_LE(DisplayWidth(line), 100) << line;
}

// With $MOEBENCH_UPDATE_GOLDEN set, writes the file into that folder instead of comparing.
TEST(RunTableTest, IsTheGoldenTable) {
  const std::string golden = kRegenerate + RunTable(SmokeFacts());
  if (const char* update = std::getenv("MOEBENCH_UPDATE_GOLDEN"); update != nullptr) {
    ASSERT_TRUE(WriteFileAtomically(absl::StrCat(update, "/run_table.golden.txt"), golden).ok());
    return;
  }
  const absl::StatusOr<std::string> path = Runfile("vision/training/testdata/run_table.golden.txt");
  ASSERT_TRUE(path.ok()) << path.status();
  EXPECT_EQ(*ReadFile(*path), golden);
}

TEST(RunTableTest, FitsATerminalWhateverItShows) {
  RunFacts facts = SmokeFacts();
  ExpectFitsATerminal(RunTable(facts));
  facts.title = std::string(200, 't');
  facts.data = absl::StrCat("/", std::string(300, 'd'));
  facts.experiment.mutable_data()->set_dataset(absl::StrCat("folder:/", std::string(200, 'f')));
  facts.experiment.mutable_ecology()->mutable_tiers()->Resize(64, 1);
  facts.commit = std::string(60, 'c');
  facts.train_samples = 2000000000;
  for (stats::PartCost& part : facts.cost) part.set_flops(int64_t{1} << 60);
  ExpectFitsATerminal(RunTable(facts));
}

TEST(RunTableTest, ShowsEverySettingAndWhatFollows) {
  const RunFacts facts = SmokeFacts();
  const std::string table = RunTable(facts);
  for (const auto& [name, value] : FieldValues(facts.experiment)) {
    EXPECT_THAT(table, HasSubstr(absl::StrCat(name, " "))) << value;
  }
  EXPECT_THAT(table, HasSubstr("0.545 (critical 0.5)"));  // 3 * 0.1 / (0.15 + 0.40)
  EXPECT_THAT(table, HasSubstr("20 (4 an epoch), random dispatch for 3, 10 evaluations"));
  EXPECT_THAT(table, HasSubstr("64 training and 64 held-out images, 10 classes"));
  EXPECT_THAT(table, HasSubstr("2 threads, fp32, commit 0123456789ab"));
  EXPECT_THAT(table, HasSubstr("about 1 min 35 s"));
}

TEST(RunTableTest, LeavesOutWhatIsNotKnown) {
  RunFacts facts = SmokeFacts();
  facts.data = "";
  facts.expected_seconds = 0;
  facts.num_threads = 1;
  facts.experiment.mutable_loss()->set_oracle_weight(0);
  facts.experiment.mutable_loss()->set_balance_weight(0);
  const std::string table = RunTable(facts);
  EXPECT_THAT(table, Not(HasSubstr("found")));
  EXPECT_THAT(table, Not(HasSubstr("expected time")));
  EXPECT_THAT(table, HasSubstr("1 thread,"));
  EXPECT_THAT(table, HasSubstr("undefined: O + B = 0"));
}

TEST(FieldValuesTest, AreInOrderWithListsInOneCell) {
  Experiment experiment;
  experiment.mutable_evaluation()->set_batch_size(500);
  experiment.mutable_data()->set_horizontal_flip(false);
  experiment.mutable_data()->set_dataset("mnist");
  experiment.mutable_router()->mutable_random_warmup()->set_fraction(0.15);
  experiment.mutable_ecology()->add_tiers(8);
  experiment.mutable_ecology()->add_tiers(4);
  experiment.mutable_ecology()->set_dead_usage(0.005);
  EXPECT_THAT(FieldValues(experiment),
              ElementsAre(Pair("data.dataset", "mnist"), Pair("data.horizontal_flip", "false"),
                          Pair("router.random_warmup.fraction", "0.15"), Pair("ecology.tiers", "8,4"),
                          Pair("ecology.dead_usage", "0.005"), Pair("evaluation.batch_size", "500")));
  EXPECT_TRUE(FieldValues(Experiment()).empty());
}

TEST(ExpectedSecondsTest, ByHand) {
  RunFacts facts = SmokeFacts();
  facts.cost.clear();
  facts.cost.emplace_back().set_flops(1000000);
  // 20 steps of 16 images, forward and twice that backward, and 10 evaluations of 64: 3 * 320 + 640 = 1600 images.
  EXPECT_DOUBLE_EQ(ExpectedSeconds(facts, 1e8), 16);
}

TEST(MeasuredFlopsPerSecondTest, IsARateOfThisCentury) {
  const double flops = MeasuredFlopsPerSecond(/*bf16=*/false);
  EXPECT_GT(flops, 1e7);
  EXPECT_LT(flops, 1e16);
}

}  // namespace
}  // namespace moebench::vision
