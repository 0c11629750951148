#include "stats/input/sample_source.h"

#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/atomic_file.h"
#include "base/test_folder.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "stats/records/record_file.h"

namespace moebench::stats {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

class SampleSourceTest : public ::testing::Test {
 protected:
  void SetUp() override { setenv("BUILD_WORKING_DIRECTORY", folder_.path().c_str(), 1); }
  void TearDown() override { unsetenv("BUILD_WORKING_DIRECTORY"); }

  // A run folder runs/<experiment>/<seed>-x.
  std::string WriteRun(const std::string& experiment, uint64_t seed,
                       RunRecord::Status status = RunRecord::FINISHED) const {
    RunRecord record;
    record.set_experiment(experiment);
    record.set_seed(seed);
    record.set_status(status);
    Metric* metric = record.add_summary();
    metric->set_name("val_loss");
    metric->set_value(3 + static_cast<double>(seed) / 100);
    const std::string run_folder = absl::StrCat("runs/", experiment, "/", seed, "-x");
    std::filesystem::create_directories(folder_.path() + "/" + run_folder);
    EXPECT_TRUE(WriteRunRecord(record, folder_.path() + "/" + run_folder).ok());
    return run_folder;
  }

  static std::vector<std::string> Sources(const std::vector<std::string>& names) {
    const absl::StatusOr<std::vector<RunSample>> runs = ReadSamples(names, {"val_loss"});
    EXPECT_TRUE(runs.ok()) << runs.status();
    std::vector<std::string> sources;
    if (runs.ok()) {
      for (const RunSample& run : *runs) sources.push_back(absl::StrCat(run.variant, " ", run.seed, " ", run.source));
    }
    return sources;
  }

  static absl::Status Error(const std::vector<std::string>& names) { return ReadSamples(names, {"val_loss"}).status(); }

  const TestFolder folder_;
};

TEST_F(SampleSourceTest, PatternsFindRunFoldersInNaturalOrder) {
  WriteRun("e/wide", 42);
  WriteRun("e/wide", 7);
  WriteRun("e/deep", 137);
  EXPECT_THAT(Sources({"runs/e/*/*"}),
              ElementsAre("deep 137 runs/e/deep/137-x", "wide 7 runs/e/wide/7-x", "wide 42 runs/e/wide/42-x"));
  EXPECT_THAT(Sources({folder_.path() + "/runs/e/dee?/*"}),
              ElementsAre("deep 137 " + folder_.path() + "/runs/e/deep/137-x"));
}

TEST_F(SampleSourceTest, ListsMayHaveCommasAndRepeatThemselves) {
  const std::string wide = WriteRun("e/wide", 1), deep = WriteRun("e/deep", 1);
  EXPECT_THAT(Sources({wide + ", " + deep, "runs/e/wide/*", folder_.path() + "/" + deep}),
              ElementsAre("wide 1 " + wide, "deep 1 " + deep));
  folder_.Write("a,b.csv", "val_loss\n3\n");
  EXPECT_THAT(Sources({"a,b.csv"}), ElementsAre("a,b  a,b.csv"));
}

TEST_F(SampleSourceTest, ContentDecidesWhatAFileIs) {
  const std::string run = folder_.path() + "/" + WriteRun("e/wide", 1);
  folder_.Write("binary", ReadFile(run + "/record.binpb").value());
  folder_.Write("text.csv", ReadFile(run + "/record.json").value());
  folder_.Write("columns.txt", R"({"val_loss": [3], "variant": ["b"]})");
  folder_.Write("rows", R"([{"val_loss": 3, "variant": "c"}])");
  folder_.Write("plain.json", "variant,val_loss\nd,3\n");
  EXPECT_THAT(Sources({"binary"}), ElementsAre("wide 1 binary"));
  EXPECT_THAT(Sources({"text.csv"}), ElementsAre("wide 1 text.csv"));
  EXPECT_THAT(Sources({"columns.txt", "rows", "plain.json"}),
              ElementsAre("b  columns.txt", "c  rows", "d  plain.json"));
}

TEST_F(SampleSourceTest, WhatLeadsNowhereIsNamed) {
  EXPECT_EQ(Error({"none.csv"}),
            absl::NotFoundError(absl::StrCat("there is no none.csv (looked for ", folder_.path(), "/none.csv)")));
  EXPECT_THAT(Error({"runs/*/x"}).message(), HasSubstr("nothing matches runs/*/x"));
  EXPECT_EQ(Error({}).code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(Error({""}).code(), absl::StatusCode::kInvalidArgument);
  std::filesystem::create_directories(folder_.path() + "/runs");
  EXPECT_THAT(Error({"runs"}).message(), HasSubstr("runs holds no record, so it is no run folder"));
}

TEST_F(SampleSourceTest, UnfinishedAndRepeatedRunsAreRefused) {
  const std::string stopped = WriteRun("e/wide", 1, RunRecord::INTERRUPTED);
  EXPECT_EQ(Error({stopped}).code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_TRUE(ReadSamples(std::vector<std::string>{stopped}, {"val_loss", true}).ok());
  const std::string run = folder_.path() + "/" + WriteRun("e/deep", 1);
  folder_.Write("copy.binpb", ReadFile(run + "/record.binpb").value());
  EXPECT_THAT(Error({"runs/e/deep/*", "copy.binpb"}).message(), HasSubstr("are both variant \"deep\", seed 1"));
}

TEST_F(SampleSourceTest, DamagedFilesAreBadDataWithTheirName) {
  const std::string run = folder_.path() + "/" + WriteRun("e/wide", 1);
  const std::string bytes = ReadFile(run + "/record.binpb").value();
  folder_.Write("cut.binpb", bytes.substr(0, bytes.size() / 2));
  folder_.Write("cut.json", "{\"schema_version\": 1, ");
  folder_.Write("other.json", "{\"schema_version\": 1, \"colour\": 2}");
  folder_.Write("empty.csv", "");
  folder_.Write("empty.binpb", "");
  for (const char* name : {"cut.binpb", "cut.json", "other.json", "empty.csv", "empty.binpb"}) {
    EXPECT_EQ(Error({name}).code(), absl::StatusCode::kDataLoss) << name;
    EXPECT_THAT(Error({name}).message(), HasSubstr(name));
  }
}

}  // namespace
}  // namespace moebench::stats
