#include "vision/experiment_table.h"

#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_split.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "vision/catalogue.h"

namespace moebench::vision {
namespace {

using ::testing::HasSubstr;

std::string Table() {
  const absl::StatusOr<ExperimentCatalogue> catalogue = LoadVisionCatalogue();
  EXPECT_TRUE(catalogue.ok()) << catalogue.status();
  const absl::StatusOr<std::string> table = ExperimentTable(*catalogue);
  EXPECT_TRUE(table.ok()) << table.status();
  return *table;
}

TEST(ExperimentTableTest, ShowsDataSetTitleAndResultsBySource) {
  EXPECT_THAT(Table(), HasSubstr("ecology/cifar100_phase_a                cifar100       phase map, E 0.14\n"
                                 "    ECOLOGY Table 1: e_number 0.14, top2_gated_accuracy 0.6787, pure_core_experts 7\n"
                                 "    ECOLOGY section 4.1: dead_experts 0\n"));
  EXPECT_THAT(Table(),
              HasSubstr("    ECOLOGY Table 8: top2_gated_accuracy 0.6665, pure_core_experts 12, dead_free_epoch 70\n"
                        "    ECOLOGY section 4.9: dead_experts 0, peak_dead 13\n"));
  EXPECT_THAT(Table(), HasSubstr("    ECOLOGY Table 7: dead_experts 0:4 10:12 20:8 30:7 40:7 50:7 60:5 70:5 80:4,\n"));
  EXPECT_THAT(Table(), HasSubstr("top1_gated_accuracy announced, never reported\n"));
}

TEST(ExperimentTableTest, ShowsEveryExperimentOnceAndNoAbstractEntry) {
  const std::vector<std::string> lines = absl::StrSplit(Table(), '\n', absl::SkipEmpty());
  size_t rows = 0;
  for (const std::string& line : lines) rows += absl::StartsWith(line, " ") ? 0 : 1;
  EXPECT_EQ(rows, 1 + LoadVisionCatalogue()->ids().size());
  EXPECT_FALSE(absl::StrContains(Table(), "ecology_base"));
}

TEST(ExperimentTableTest, FitsAHundredColumns) {
  for (const absl::string_view line : absl::StrSplit(Table(), '\n')) EXPECT_LE(line.size(), 100u) << line;
}

}  // namespace
}  // namespace moebench::vision
