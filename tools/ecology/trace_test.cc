#include "tools/ecology/trace.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <utility>

namespace moebench::tools {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Pair;

TraceRow Row(std::vector<int64_t> expert, std::vector<double> weight) {
  TraceRow row;
  row.expert = std::move(expert);
  row.weight = std::move(weight);
  return row;
}

ExpertNumbers Numbers(absl::string_view text) { return *ExpertNumbers::Parse(text); }

std::string AddError(const TraceRow& row, absl::string_view num_experts = "") {
  TraceBuilder builder(static_cast<int>(row.expert.size()), {}, Numbers(num_experts));
  const absl::Status status = builder.Add(row);
  EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss);
  return std::string(status.message());
}

TEST(TraceBuilderTest, KeepsRowsAsTheyAre) {
  TraceBuilder builder(2, {/*right=*/true, /*step=*/true, /*layer=*/true, /*sample=*/true}, {});
  TraceRow row = Row({3, 1}, {0.75, 0.25});
  row.right = true;
  row.step = 10;
  row.layer = 4;
  row.sample = 99;
  ASSERT_TRUE(builder.Add(row).ok());
  ASSERT_TRUE(builder.Add(Row({0, 2}, {0.5, 0.5})).ok());
  const RoutingTrace trace = *std::move(builder).Finish();
  EXPECT_EQ(trace.num_rows(), 2);
  EXPECT_THAT(trace.expert, ElementsAre(3, 1, 0, 2));
  EXPECT_THAT(trace.weight, ElementsAre(0.75f, 0.25f, 0.5f, 0.5f));
  EXPECT_THAT(trace.right, ElementsAre(1, 0));
  EXPECT_THAT(trace.step, ElementsAre(10, 0));
  EXPECT_THAT(trace.layer, ElementsAre(4, 0));
  EXPECT_THAT(trace.sample, ElementsAre(99, 0));
  EXPECT_FALSE(trace.num_experts_given);
  EXPECT_THAT(trace.num_experts, ElementsAre(Pair(0, 4), Pair(4, 4)));  // largest id of the whole trace, 3, + 1
  EXPECT_THAT(trace.largest_id, ElementsAre(Pair(0, 2), Pair(4, 3)));
}

TEST(TraceBuilderTest, ListsThatTheFileLacksStayEmpty) {
  TraceBuilder builder(1, {}, {});
  ASSERT_TRUE(builder.Add(Row({0}, {1})).ok());
  const RoutingTrace trace = *std::move(builder).Finish();
  EXPECT_THAT(trace.right, IsEmpty());
  EXPECT_THAT(trace.step, IsEmpty());
  EXPECT_THAT(trace.layer, IsEmpty());
  EXPECT_THAT(trace.sample, IsEmpty());
  EXPECT_THAT(trace.num_experts, ElementsAre(Pair(0, 1)));
}

TEST(TraceBuilderTest, EmptySlotsGoBehindTheFilledOnes) {
  TraceBuilder builder(3, {}, Numbers("4"));
  ASSERT_TRUE(builder.Add(Row({2, 4, -1}, {0.6, 7, std::nan("")})).ok());  // no gap; weights of empty slots not read
  ASSERT_TRUE(builder.Add(Row({4, 1, 3}, {0, 0.5, 0.5})).ok());            // the first choice was dropped
  ASSERT_TRUE(builder.Add(Row({1, -1, 3}, {0.5, 0, 0.5})).ok());
  ASSERT_TRUE(builder.Add(Row({-1, 4, -1}, {0, 0, 0})).ok());
  const RoutingTrace trace = *std::move(builder).Finish();
  EXPECT_THAT(trace.expert, ElementsAre(2, -1, -1, 1, 3, -1, 1, 3, -1, -1, -1, -1));
  EXPECT_THAT(trace.weight, ElementsAre(0.6f, 0, 0, 0.5f, 0.5f, 0, 0.5f, 0.5f, 0, 0, 0, 0));
  EXPECT_EQ(trace.rows_with_gaps, 2);
  EXPECT_TRUE(trace.num_experts_given);
  EXPECT_THAT(trace.num_experts, ElementsAre(Pair(0, 4)));
}

TEST(TraceBuilderTest, TheNumberOfExpertsMayDifferByLayer) {
  TraceBuilder builder(1, {false, false, /*layer=*/true, false}, Numbers("0:8,1:1"));
  TraceRow row = Row({7}, {1});
  ASSERT_TRUE(builder.Add(row).ok());
  row = Row({1}, {1});  // the empty slot of layer 1
  row.layer = 1;
  ASSERT_TRUE(builder.Add(row).ok());
  row.layer = 2;
  EXPECT_EQ(builder.Add(row).code(), absl::StatusCode::kInvalidArgument);
  row = Row({2}, {1});
  row.layer = 1;
  EXPECT_THAT(std::string(builder.Add(row).message()), HasSubstr("expert0 is 2; expected an id from 0 to 0"));
}

TEST(TraceBuilderTest, RefusesIdsThatAreNoExperts) {
  EXPECT_EQ(AddError(Row({0, -2}, {1, 0})), "expert1 is -2; expected an id from 0 to 65535, or -1 for an empty slot");
  EXPECT_EQ(AddError(Row({17, 0}, {1, 0}), "16"),
            "expert0 is 17; expected an id from 0 to 15 (--num_experts), or -1 or 16 for an empty slot");
  EXPECT_THAT(AddError(Row({int64_t{1} << 40}, {1})), HasSubstr("expert0 is 1099511627776"));
  EXPECT_THAT(AddError(Row({5, 2, 5}, {0.5, 0.3, 0.2})), HasSubstr("expert2 is 5, which the same row names before"));
}

TEST(TraceBuilderTest, RefusesWeightsStepsAndLayersOutOfRange) {
  EXPECT_THAT(AddError(Row({0, 1}, {1, std::nan("")})), HasSubstr("weight1 is nan; expected a finite"));
  EXPECT_THAT(AddError(Row({0}, {HUGE_VAL})), HasSubstr("weight0 is inf"));
  EXPECT_THAT(AddError(Row({0}, {1e300})), HasSubstr("weight0 is 1e+300"));
  EXPECT_THAT(AddError(Row({0}, {-0.5})), HasSubstr("weight0 is -0.5"));
  TraceRow row = Row({0}, {1});
  row.step = std::nan("");
  EXPECT_THAT(AddError(row), HasSubstr("step is nan"));
  row.step = -1;
  EXPECT_THAT(AddError(row), HasSubstr("step is -1"));
  row.step = 0;
  row.layer = -3;
  EXPECT_THAT(AddError(row), HasSubstr("layer is -3"));
}

TEST(TraceBuilderTest, TheSameExpertMayComeAgainInTheNextRow) {
  TraceBuilder builder(1, {}, {});
  ASSERT_TRUE(builder.Add(Row({2}, {1})).ok());
  EXPECT_TRUE(builder.Add(Row({2}, {1})).ok());
}

TEST(TraceBuilderTest, RefusesATraceWithoutRowsOrExperts) {
  EXPECT_THAT(std::string(TraceBuilder(2, {}, {}).Finish().status().message()), HasSubstr("no rows"));
  TraceBuilder builder(2, {}, {});
  ASSERT_TRUE(builder.Add(Row({-1, -1}, {0, 0})).ok());
  EXPECT_THAT(std::string(std::move(builder).Finish().status().message()), HasSubstr("none of its rows has an expert"));
}

}  // namespace
}  // namespace moebench::tools
