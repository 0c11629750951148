#include "stats/input/table_reader.h"

#include <cmath>
#include <string>
#include <vector>

#include "base/test_folder.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace moebench::stats {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::vector<RunSample> Runs(absl::string_view text, const std::string& metric = "val_loss") {
  absl::StatusOr<std::vector<RunSample>> runs = ParseTable(text, "dir/losses.csv", metric);
  EXPECT_TRUE(runs.ok()) << runs.status();
  return runs.ok() ? *std::move(runs) : std::vector<RunSample>();
}

std::string Error(absl::string_view text, const std::string& metric = "val_loss") {
  const absl::Status status = ParseTable(text, "t.csv", metric).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss) << text;
  return std::string(status.message());
}

TEST(ParseTable, OneRowASeedIsTheValueOfARun) {
  const std::vector<RunSample> runs =
      Runs("variant,seed,perplexity\nwide,42,33.93\nwide,137,34.35\ndeep,42,34.62\n", "perplexity");
  ASSERT_EQ(runs.size(), 3u);
  EXPECT_EQ(runs[1].variant, "wide");
  EXPECT_EQ(runs[1].seed, "137");
  EXPECT_EQ(runs[1].source, "dir/losses.csv");
  EXPECT_EQ(runs[1].value, 34.35);  // to the last bit: no logarithm on the way
  EXPECT_THAT(runs[1].unit_value, IsEmpty());
  EXPECT_EQ(runs[2].variant, "deep");
}

TEST(ParseTable, RowsWithBatchesAreUnitsInNaturalOrder) {
  const std::vector<RunSample> runs = Runs(
      "batch,val_loss,seed,tokens,remark\n"
      "10,4,7,10,x\n"
      "9,2,7,30,\"y, z\"\n"
      "1,1,8,10,\n");
  ASSERT_EQ(runs.size(), 2u);
  EXPECT_EQ(runs[0].variant, "losses");
  EXPECT_EQ(runs[0].unit, InferenceUnit::kBatches);
  EXPECT_THAT(runs[0].unit_key, ElementsAre("9", "10"));
  EXPECT_THAT(runs[0].unit_value, ElementsAre(2, 4));
  EXPECT_THAT(runs[0].unit_weight, ElementsAre(30, 10));
  EXPECT_EQ(runs[0].value, 2.5);  // (30 x 2 + 10 x 4) / 40
  EXPECT_THAT(runs[1].unit_value, ElementsAre(1));
}

TEST(ParseTable, ExamplesWithinBatchesHaveBothAsKey) {
  const std::vector<RunSample> runs = Runs("batch,example,correct\n2,1,1\n1,2,true\n1,1,False\n", "correct");
  ASSERT_EQ(runs.size(), 1u);
  EXPECT_EQ(runs[0].unit, InferenceUnit::kExamples);
  EXPECT_THAT(runs[0].unit_key, ElementsAre("1/1", "1/2", "2/1"));
  EXPECT_THAT(runs[0].unit_value, ElementsAre(0, 1, 1));
}

TEST(ParseTable, RowsOfNothingElseAreUnitsWithoutKeys) {
  const std::vector<RunSample> runs = Runs("val_loss\n3\n5\n");
  ASSERT_EQ(runs.size(), 1u);
  EXPECT_EQ(runs[0].seed, "");
  EXPECT_THAT(runs[0].unit_value, ElementsAre(3, 5));
  EXPECT_THAT(runs[0].unit_key, IsEmpty());
  EXPECT_EQ(runs[0].value, 4);
}

TEST(ParseTable, PerplexitiesOfBatchesBecomeLosses) {
  const std::vector<RunSample> runs = Runs("batch,perplexity\n1,4\n2,9\n", "perplexity");
  EXPECT_THAT(runs[0].unit_value, ElementsAre(std::log(4.0), std::log(9.0)));
  EXPECT_NEAR(runs[0].value, 6, 1e-14);  // exp of the mean of logarithms: sqrt(4 x 9), not 6.5
}

TEST(ParseTable, JsonGivesWhatCsvGives) {
  const std::vector<RunSample> csv = Runs("variant,seed,batch,val_loss\nwide,1,1,3.25\nwide,1,2,3.5\n");
  for (const char* text :
       {R"([{"variant": "wide", "seed": 1, "batch": 1, "val_loss": 3.25},
                               {"variant": "wide", "seed": "1", "batch": "2", "val_loss": 3.5}])",
        R"(  {"variant": ["wide", "wide"], "seed": [1, 1], "batch": [1, 2], "val_loss": [3.25, 3.5]})",
        R"([["variant", "seed", "batch", "val_loss"], ["wide", 1, 1, 3.25], ["wide", 1, 2, 3.5]])"}) {
    const std::vector<RunSample> json = Runs(text);
    ASSERT_EQ(json.size(), 1u);
    EXPECT_EQ(json[0].variant, csv[0].variant);
    EXPECT_EQ(json[0].seed, csv[0].seed);
    EXPECT_EQ(json[0].unit_key, csv[0].unit_key);
    EXPECT_EQ(json[0].unit_value, csv[0].unit_value);
  }
}

TEST(ParseTable, ValuesThatAreNoneAreRefused) {
  EXPECT_EQ(Error("seed,val_loss\n1,3\n2,abc\n"), "t.csv, line 3, column \"val_loss\": \"abc\" is no number");
  EXPECT_THAT(Error("seed,val_loss\n1,\n"), HasSubstr("\"\" is no number: the value is missing"));
  for (const char* value : {"nan", "inf", "-Infinity", "1e999"}) {
    EXPECT_THAT(Error(std::string("val_loss\n") + value + "\n"), HasSubstr("is no finite number")) << value;
  }
  for (const char* value : {"3,5", "1 2", "0x10", "3.5 nats", "--1"}) {
    EXPECT_THAT(Error(std::string("val_loss\n\"") + value + "\"\n"), HasSubstr("is no number")) << value;
  }
  EXPECT_THAT(Error(R"([{"val_loss": "3.5"}])"), HasSubstr("\"3.5\" is no number"));
  EXPECT_THAT(Error(R"([{"val_loss": null}])"), HasSubstr("the value is missing"));
  EXPECT_THAT(Error("correct\n0.5\n", "correct"), HasSubstr("\"0.5\" is neither 0 nor 1"));
  EXPECT_THAT(Error("perplexity\n0.5\n", "perplexity"), HasSubstr("\"0.5\" is no perplexity"));
  EXPECT_THAT(Error("val_loss,tokens\n1,0\n"), HasSubstr("column \"tokens\": \"0\" is no number of tokens"));
  EXPECT_THAT(Error("val_loss,tokens\n1,1e300\n"), HasSubstr("is no number of tokens"));
}

TEST(ParseTable, RowsThatRepeatAreRefused) {
  EXPECT_THAT(Error("variant,seed,val_loss\nw,1,3\nw,1,3\n"),
              HasSubstr("line 3: variant \"w\", seed \"1\" stands on line 2 already"));
  EXPECT_THAT(Error("seed,batch,val_loss\n1,1,3\n1,2,3\n1,1,4\n"),
              HasSubstr("line 4: the key \"1\" of variant \"t\", seed \"1\", stands on line 2 already"));
}

TEST(ParseTable, NamesAreChecked) {
  EXPECT_THAT(Error("variant,val_loss\n,3\n"), HasSubstr("column \"variant\": \"\" is empty"));
  EXPECT_THAT(Error("seed,val_loss\n\"a\nb\",3\n"), HasSubstr("holds a control character"));
  EXPECT_THAT(Error("variant,val_loss\n\xFF,3\n"), HasSubstr("is not valid UTF-8"));
  EXPECT_THAT(Error("batch,val_loss\n,3\n"), HasSubstr("column \"batch\": \"\" is empty"));
  EXPECT_THAT(ParseTable("val_loss\n1\n", "d/\xFF.csv", "val_loss").status().message(),
              HasSubstr("add a column variant"));
}

TEST(ParseTable, ColumnsThatAreMissingOrMisspeltAreNamed) {
  EXPECT_THAT(Error("seed,val_los\n1,3\n"),
              HasSubstr("no column \"val_loss\", which is the metric (did you mean \"val_los\"?); its columns are"));
  EXPECT_THAT(Error("seed;val_loss\n1;3\n"), HasSubstr("separated by semicolons, expected commas"));
  EXPECT_THAT(Error("seed\tval_loss\n1\t3\n"), HasSubstr("separated by tabs"));
  EXPECT_EQ(Error("Seed,val_loss\n1,3\n"), "t.csv, line 1: the column \"Seed\" is read only if it is called \"seed\"");
  EXPECT_THAT(Error("token,val_loss\n1,3\n"), HasSubstr("is read only if it is called \"tokens\""));
  EXPECT_THAT(Error("seed,val_loss\n"), HasSubstr("has no row below its header"));
  EXPECT_EQ(ParseTable("seed\n1\n", "t", "seed").status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(ParseTable("seed\n1\n", "t", "").status().code(), absl::StatusCode::kInvalidArgument);
}

TEST(ReadTable, NamesTheVariantAfterTheFile) {
  const TestFolder folder;
  const std::string path = folder.Write("my model.csv", "val_loss\n3\n");
  const absl::StatusOr<std::vector<RunSample>> runs = ReadTable(path, "val_loss");
  ASSERT_TRUE(runs.ok()) << runs.status();
  EXPECT_EQ(runs->front().variant, "my model");
  EXPECT_EQ(ReadTable(folder.path() + "/none.csv", "val_loss").status().code(), absl::StatusCode::kNotFound);
}

}  // namespace
}  // namespace moebench::stats
