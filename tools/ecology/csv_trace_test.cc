#include "tools/ecology/csv_trace.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "absl/strings/str_cat.h"
#include "base/test_folder.h"

namespace moebench::tools {
namespace {

using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

absl::StatusOr<RoutingTrace> Read(absl::string_view text, absl::string_view num_experts = "") {
  const TestFolder folder;
  return ReadCsvTrace(folder.Write("trace.csv", text), *ExpertNumbers::Parse(num_experts));
}

std::string Error(absl::string_view text, absl::string_view num_experts = "") {
  const absl::Status status = Read(text, num_experts).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss) << text;
  return std::string(status.message());
}

TEST(ReadCsvTraceTest, ReadsEveryColumnInAnyOrder) {
  const RoutingTrace trace = *Read(
      "layer,weight1,weight0,expert0,expert1,prediction,label,step,sample\n"
      "2,0.25,0.75,3,1,7,7,100,0\n"
      "5,.5,5e-1,0,2,cat,dog,12.5,\"a,b\"\n");
  EXPECT_EQ(trace.top_k, 2);
  EXPECT_THAT(trace.expert, ElementsAre(3, 1, 0, 2));
  EXPECT_THAT(trace.weight, ElementsAre(0.75f, 0.25f, 0.5f, 0.5f));
  EXPECT_THAT(trace.right, ElementsAre(1, 0));
  EXPECT_THAT(trace.step, ElementsAre(100, 12.5));
  EXPECT_THAT(trace.layer, ElementsAre(2, 5));
  EXPECT_THAT(trace.sample, ElementsAre(0, testing::Ne(0u)));
  EXPECT_THAT(trace.notices, IsEmpty());
}

TEST(ReadCsvTraceTest, AllButExpertsAndWeightsMayBeLeftOut) {
  const RoutingTrace trace = *Read("expert0,weight0\r\n4,1\r\n2,1");
  EXPECT_THAT(trace.expert, ElementsAre(4, 2));
  EXPECT_THAT(trace.right, IsEmpty());
  EXPECT_THAT(trace.step, IsEmpty());
  EXPECT_THAT(trace.layer, IsEmpty());
  EXPECT_THAT(trace.sample, IsEmpty());
}

TEST(ReadCsvTraceTest, LabelsAreNumbersOrText) {
  const RoutingTrace trace = *Read(
      "expert0,weight0,label,prediction\n"
      "0,1,3,3.0\n0,1,cat,cat\n0,1,cat,Cat\n0,1,3,cat\n0,1,03,3\n");
  EXPECT_THAT(trace.right, ElementsAre(1, 1, 0, 0, 1));
}

TEST(ReadCsvTraceTest, EmptySlotsAreMinusOneOrBlankOrTheNumberOfExperts) {
  const RoutingTrace trace = *Read("expert0,expert1,weight0,weight1\n1,-1,1,\n1,,1,\n1,4,1,0\n-1,2,0,1\n", "4");
  EXPECT_THAT(trace.expert, ElementsAre(1, -1, 1, -1, 1, -1, 2, -1));
  EXPECT_EQ(trace.rows_with_gaps, 1);
}

TEST(ReadCsvTraceTest, TellsOfColumnsThatAreNotRead) {
  const RoutingTrace trace = *Read("expert0,weight0,lable,prediction,loss\n0,1,2,2,0.1\n");
  EXPECT_THAT(trace.right, IsEmpty());
  EXPECT_THAT(trace.notices,
              ElementsAre("column \"lable\" is not read (did you mean \"label\"?)", "column \"loss\" is not read",
                          "column prediction is of no use without label"));
}

TEST(ReadCsvTraceTest, AHoleInTheRanksIsSeen) {
  EXPECT_THAT(Error("expert0,expert2,weight0,weight1\n0,1,1,0\n"), HasSubstr("there is no column expert1"));
  EXPECT_THAT(Error("expert0,expert1,weight0\n0,1,1\n"), HasSubstr("line 1: there is no column weight1"));
  EXPECT_THAT(Error("expert1,weight1\n0,1\n"), HasSubstr("no column expert0 among expert1, weight1"));
  EXPECT_THAT(Error("expert0\n0\n"), HasSubstr("no column weight0"));
}

TEST(ReadCsvTraceTest, RefusesWhatIsNoTrace) {
  EXPECT_THAT(Error(""), HasSubstr("it is empty"));
  EXPECT_THAT(Error("expert0,weight0\n"), HasSubstr("it has no rows"));
  EXPECT_THAT(Error("0,3,0.5\n"), HasSubstr("no column expert0 among 0, 3, 0.5"));
  EXPECT_THAT(Error("expert0;weight0\n0;1\n"), HasSubstr("separated by commas"));
  EXPECT_THAT(Error("expert0,weight0,expert0\n0,1,0\n"), HasSubstr("two columns \"expert0\""));
  EXPECT_THAT(Error(absl::string_view("\x1F\x8B\x08\x00\x00zz\n", 8)), HasSubstr("no CSV text"));
  EXPECT_EQ(ReadCsvTrace("/nowhere.csv", {}).status().code(), absl::StatusCode::kNotFound);
}

TEST(ReadCsvTraceTest, NamesFileLineColumnAndValue) {
  const std::string header = "sample,expert0,expert1,weight0,weight1\n0,1,2,0.5,0.5\n";
  const auto row_error = [&header](absl::string_view row) { return Error(absl::StrCat(header, row, "\n")); };
  EXPECT_THAT(row_error("1,2.0,1,.5,.5"), HasSubstr("trace.csv, line 3: column expert0: \"2.0\" is no whole number"));
  EXPECT_THAT(row_error("1,x,1,.5,.5"), HasSubstr("column expert0: \"x\" is no whole number"));
  EXPECT_THAT(row_error("1,0,1,.5,half"), HasSubstr("line 3: column weight1: \"half\" is no number"));
  EXPECT_THAT(row_error("1,0,1,.5,"), HasSubstr("column weight1: \"\" is no number"));
  EXPECT_THAT(row_error("1,0,,.5,.5"), HasSubstr("column expert1: \"\" is no whole number"));
  EXPECT_THAT(row_error("1,0,1,nan,.5"), HasSubstr("line 3: weight0 is nan"));
  EXPECT_THAT(row_error("1,0,-7,.5,.5"), HasSubstr("line 3: expert1 is -7"));
  EXPECT_THAT(row_error("1,3,3,.5,.5"), HasSubstr("line 3: expert1 is 3, which the same row names before"));
  EXPECT_THAT(row_error("1,99999999999999999999,3,.5,.5"), HasSubstr("is no whole number"));
  EXPECT_THAT(row_error("1,0,1,.5"), EndsWith("line 3: it has 4 fields, the header has 5"));
  EXPECT_THAT(row_error("1,0,1,.5,.5,"), EndsWith("line 3: it has 6 fields, the header has 5"));
  EXPECT_THAT(row_error("\"1,0,1,.5,.5"), HasSubstr("line 3: a quotation mark is opened here"));
  EXPECT_THAT(Error("expert0,weight0,step\n0,1,0\n\n0,1,late\n"),
              HasSubstr("line 4: column step: \"late\" is no number"));
  EXPECT_THAT(Error("expert0,weight0,layer\n0,1,1.5\n"), HasSubstr("column layer: \"1.5\" is no whole number"));
  EXPECT_THAT(Error("expert0,weight0,label,prediction\n0,1,,3\n"), HasSubstr("column label: \"\" is no value"));
  EXPECT_THAT(Error("expert0,weight0\n8,1\n", "7"), HasSubstr("expert0 is 8; expected an id"));
}

}  // namespace
}  // namespace moebench::tools
