#include "tools/ecology/trace_notices.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace moebench::tools {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

// Four rows of two choices with nothing to remark.
RoutingTrace Trace() {
  RoutingTrace trace;
  trace.top_k = 2;
  trace.expert = {0, 1, 1, 0, 0, 1, 1, 0};
  trace.weight = {0.75f, 0.25f, 0.5f, 0.5f, 0.75f, 0.25f, 1, 0};
  trace.right = {1, 0, 1, 1};
  trace.largest_id[0] = 1;
  return trace;
}

std::vector<std::string> Notices(const RoutingTrace& trace) {
  return TraceNotices(trace, GroupByEvaluation(trace), EcologyConfig());
}

TEST(TraceNoticesTest, NothingToRemark) { EXPECT_THAT(Notices(Trace()), IsEmpty()); }

TEST(TraceNoticesTest, TheReadersOwnComeFirst) {
  RoutingTrace trace = Trace();
  trace.notices = {"column \"loss\" is not read"};
  trace.right.clear();
  EXPECT_THAT(Notices(trace), ElementsAre("column \"loss\" is not read", HasSubstr("only DEAD is decided")));
}

TEST(TraceNoticesTest, WeightsThatDoNotDescend) {
  RoutingTrace trace = Trace();
  trace.weight[4] = 0.25f;
  trace.weight[5] = 0.75f;
  EXPECT_THAT(Notices(trace),
              ElementsAre(HasSubstr("do not descend by rank in 1 of 4 rows, the first of them 2; expert0 is taken")));
}

TEST(TraceNoticesTest, GapsAndRowsWithoutExperts) {
  RoutingTrace trace = Trace();
  trace.rows_with_gaps = 3;
  trace.expert[6] = trace.expert[7] = kNoExpert;
  EXPECT_THAT(Notices(trace), ElementsAre(HasSubstr("before a filled one in 3 of 4 rows"),
                                          HasSubstr("1 of 4 rows have no expert; shares are of the others")));
}

TEST(TraceNoticesTest, SamplesMayComeAgainAtAnotherStepOrLayer) {
  RoutingTrace trace = Trace();
  trace.sample = {7, 8, 7, 8};
  trace.step = {0, 0, 10, 10};
  EXPECT_THAT(Notices(trace), IsEmpty());
  trace.step = {0, 0, 10, 0};  // rows 1 and 3 are both sample 8 at step 0
  EXPECT_THAT(Notices(trace), ElementsAre(HasSubstr("more than once at layer 0, step 0")));
}

TEST(TraceNoticesTest, LayersOfDifferentLargestIds) {
  RoutingTrace trace = Trace();
  trace.largest_id = {{0, 7}, {1, 5}, {2, 7}};
  EXPECT_THAT(Notices(trace),
              ElementsAre(HasSubstr("5 in layer 1 and 7 in layer 0, and all layers are taken to have 8")));
  trace.num_experts_given = true;
  EXPECT_THAT(Notices(trace), IsEmpty());
}

TEST(NoticeTextTest, NamesNearNames) {
  EXPECT_EQ(NotReadNotice("column", "lable", {"label", "layer"}),
            "column \"lable\" is not read (did you mean \"label\"?)");
  EXPECT_EQ(NotReadNotice("tensor", "zzzzzz", {"label", "layer"}), "tensor \"zzzzzz\" is not read");
  EXPECT_EQ(LoneLabelNotice("tensor", true), "tensor label is of no use without prediction");
  EXPECT_EQ(LoneLabelNotice("column", false), "column prediction is of no use without label");
}

}  // namespace
}  // namespace moebench::tools
