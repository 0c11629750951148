#include "tools/kill_test/compare_runs.h"

#include <unistd.h>

#include <cmath>
#include <filesystem>

#include "absl/strings/str_cat.h"
#include "base/atomic_file.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "stats/records/record_file.h"

namespace moebench::tools {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Pair;
using ::testing::StartsWith;

constexpr char kLog[] =
    "{\"kind\":\"train\",\"step\":1,\"loss\":2.5,\"samples_per_second\":812.5}\n"
    "{\"kind\":\"evaluation\",\"step\":1,\"accuracy\":0.125,\"usage\":[0.5,0.5]}\n";

stats::RunRecord Record() {
  stats::RunRecord record;
  record.set_experiment("a");
  record.set_status(stats::RunRecord::FINISHED);
  record.set_correct("0110");
  record.mutable_provenance()->set_hostname("here");
  stats::PhaseTime* phase = record.add_phase_time();
  phase->set_phase("forward");
  phase->set_seconds(3);
  stats::Metric* metric = record.add_evaluation()->add_metric();
  metric->set_name("accuracy");
  metric->set_value(0.125);
  metric = record.add_summary();
  metric->set_name("train_seconds");
  metric->set_value(12);
  return record;
}

class CompareRunsTest : public ::testing::Test {
 protected:
  void SetUp() override {
    const auto* info = ::testing::UnitTest::GetInstance()->current_test_info();
    folder_ = absl::StrCat(::testing::TempDir(), "/compare_runs_", info->name(), "_", getpid());
    a_ = folder_ + "/a";
    b_ = folder_ + "/b";
    for (const std::string& run : {a_, b_}) {
      std::filesystem::create_directories(run + "/checkpoints");
      Write(run, "config.textproto", "training {}\n");
      Write(run, "metrics.jsonl", kLog);
      Write(run, "checkpoints/step-000000001.safetensors", "one");
      Write(run, "checkpoints/step-000000002.safetensors", "two");
      Write(run, "events.out.tfevents." + run.substr(folder_.size() + 1), run);
      Write(run, "log.txt", run);
      ASSERT_TRUE(stats::WriteRunRecord(Record(), run).ok());
    }
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  static void Write(const std::string& run, const std::string& name, const std::string& bytes) {
    ASSERT_TRUE(WriteFileAtomically(absl::StrCat(run, "/", name), bytes).ok());
  }

  std::string folder_, a_, b_;
};

TEST_F(CompareRunsTest, EqualRunsHaveNoDifferences) { EXPECT_THAT(DifferencesBetweenRuns(a_, b_), IsEmpty()); }

TEST_F(CompareRunsTest, EveryFileIsCompared) {
  Write(b_, "config.textproto", "training {x}");
  Write(b_, "checkpoints/step-000000002.safetensors", "twO");
  Write(b_, "metrics.jsonl", "");
  stats::RunRecord record = Record();
  record.set_correct("0111");
  ASSERT_TRUE(stats::WriteRunRecord(record, b_).ok());
  Write(b_, ".metrics.jsonl.77-0.tmp", "");
  EXPECT_THAT(DifferencesBetweenRuns(a_, b_),
              ElementsAre("config.textproto: byte 10 of 12 differs",
                          StartsWith("checkpoints/step-000000002.safetensors: byte 2"), StartsWith("metrics.jsonl: "),
                          StartsWith("record.binpb: "), StartsWith("record.json: "),
                          AllOf(StartsWith("files: "), HasSubstr("metrics.jsonl.77-0.tmp"))));
}

TEST_F(CompareRunsTest, AMissingFileIsNamed) {
  std::filesystem::remove(b_ + "/metrics.jsonl");
  EXPECT_THAT(DifferencesBetweenRuns(a_, b_),
              ElementsAre(AllOf(HasSubstr(b_ + "/metrics.jsonl"), HasSubstr("No such file")), StartsWith("files: ")));
  std::filesystem::remove(b_ + "/checkpoints/step-000000001.safetensors");
  EXPECT_THAT(DifferencesBetweenRuns(a_, b_)[0], StartsWith("checkpoints/: "));
}

TEST_F(CompareRunsTest, ATornRecordIsADifference) {
  Write(b_, "record.binpb", "torn");
  EXPECT_THAT(DifferencesBetweenRuns(a_, b_), ElementsAre(HasSubstr("cut short or damaged")));
}

TEST_F(CompareRunsTest, OnlyAStopMayWriteAnotherCheckpoint) {
  const std::string extra = "step-000000000.safetensors";
  Write(b_, "checkpoints/" + extra, "zero");
  EXPECT_THAT(DifferencesBetweenRuns(a_, b_), ElementsAre(StartsWith("checkpoints/: ")));
  EXPECT_THAT(DifferencesBetweenRuns(a_, b_, {extra}), IsEmpty());
}

TEST_F(CompareRunsTest, FolderContentsAreHashesByRelativePath) {
  const std::string folder = folder_ + "/c";
  std::filesystem::create_directories(folder + "/sub");
  Write(folder, "sub/x", "abc");
  EXPECT_THAT(FolderContents(folder),
              ElementsAre(Pair("sub/x", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")));
  EXPECT_THAT(FolderContents(folder_ + "/none"), IsEmpty());
}

TEST(DifferenceOfBytes, NamesTheFirst) {
  EXPECT_EQ(DifferenceOfBytes("abc", "abc"), "");
  EXPECT_EQ(DifferenceOfBytes("abc", "abd"), "byte 2 of 3 differs");
  EXPECT_EQ(DifferenceOfBytes("abc", "ab"), "3 bytes expected, 2 found");
}

TEST(DifferenceOfMetricLogs, WallClockValuesMayDiffer) {
  const std::string slower = "{\"kind\":\"train\",\"step\":1,\"loss\":2.5,\"samples_per_second\":1.0}\n";
  const std::string fast = "{\"kind\":\"train\",\"step\":1,\"loss\":2.5,\"samples_per_second\":812.5}\n";
  EXPECT_EQ(DifferenceOfMetricLogs(fast, slower), "");
  EXPECT_NE(DifferenceOfMetricLogs(fast, "{\"kind\":\"train\",\"step\":1,\"loss\":2.5}\n"), "");
}

TEST(DifferenceOfMetricLogs, AllElseMayNot) {
  EXPECT_EQ(DifferenceOfMetricLogs(kLog, kLog), "");
  const std::string line = "{\"kind\":\"train\",\"step\":1,\"loss\":2.5}\n";
  EXPECT_THAT(DifferenceOfMetricLogs(line, "{\"kind\":\"train\",\"step\":1,\"loss\":2.5000000000000004}\n"),
              AllOf(HasSubstr("line 1 is "), HasSubstr("2.5000000000000004"), HasSubstr("was expected")));
  EXPECT_THAT(DifferenceOfMetricLogs(line + line, line), HasSubstr("line 2"));
  EXPECT_THAT(DifferenceOfMetricLogs(line, line + "{\"kind\":\"tr"), HasSubstr("line 2"));
  EXPECT_EQ(DifferenceOfMetricLogs("a", "a\n"), "0 lines expected, 1 found");
}

TEST(DifferenceOfRecords, MachineAndTimeMayDiffer) {
  stats::RunRecord other = Record();
  other.mutable_provenance()->set_hostname("there");
  other.mutable_phase_time(0)->set_seconds(4);
  other.add_phase_time()->set_phase("backward");
  other.mutable_summary(0)->set_value(13);
  EXPECT_EQ(DifferenceOfRecords(Record(), other), "");
}

TEST(DifferenceOfRecords, AllElseMayNot) {
  stats::RunRecord other = Record();
  other.set_status(stats::RunRecord::RUNNING);
  EXPECT_THAT(DifferenceOfRecords(Record(), other), HasSubstr("status"));
  other = Record();
  other.mutable_evaluation(0)->mutable_metric(0)->set_value(0.25);
  EXPECT_THAT(DifferenceOfRecords(Record(), other), HasSubstr("evaluation[0].metric[0].value"));
  other = Record();
  other.add_summary()->set_name("epoch_seconds");
  EXPECT_THAT(DifferenceOfRecords(Record(), other), HasSubstr("summary[1]"));
}

TEST(DifferenceOfRecords, BitsCount) {
  stats::RunRecord a = Record();
  stats::RunRecord b = Record();
  a.mutable_evaluation(0)->mutable_metric(0)->set_value(std::nan(""));
  b.mutable_evaluation(0)->mutable_metric(0)->set_value(std::nan(""));
  EXPECT_EQ(DifferenceOfRecords(a, b), "");
  a.mutable_evaluation(0)->mutable_metric(0)->set_value(0.0);
  b.mutable_evaluation(0)->mutable_metric(0)->set_value(-0.0);
  EXPECT_EQ(DifferenceOfRecords(a, b), "numbers differ in their bits");
}

// A run kept its two newest checkpoints, of 18 and 20 steps; a stop wrote one of 7, 19 or 18 steps.
TEST(DifferenceOfCheckpointNames, AStopsCheckpointMayPushOutAnOlderOne) {
  const std::vector<std::string> kept = {"step-000000018.safetensors", "step-000000020.safetensors"};
  const std::string at_7 = "step-000000007.safetensors", at_19 = "step-000000019.safetensors";
  EXPECT_EQ(DifferenceOfCheckpointNames(kept, kept, {}), "");
  EXPECT_EQ(DifferenceOfCheckpointNames(kept, kept, {at_7}), "");
  EXPECT_EQ(DifferenceOfCheckpointNames(kept, kept, {kept[0]}), "");
  EXPECT_EQ(DifferenceOfCheckpointNames(kept, {at_19, kept[1]}, {at_19}), "");
  EXPECT_EQ(DifferenceOfCheckpointNames(kept, {kept[0], at_19, kept[1]}, {at_19}), "");
  EXPECT_NE(DifferenceOfCheckpointNames(kept, {at_7, kept[1]}, {at_7}), "");
  EXPECT_NE(DifferenceOfCheckpointNames(kept, {kept[0], at_19}, {at_19}), "");
  EXPECT_NE(DifferenceOfCheckpointNames(kept, {kept[1]}, {}), "");
  EXPECT_NE(DifferenceOfCheckpointNames(kept, {at_7, kept[0], kept[1]}, {}), "");
  EXPECT_EQ(DifferenceOfCheckpointNames({"step-000000002.safetensors"}, {"step-000000003.safetensors"}, {}),
            "{step-000000002.safetensors} expected; {step-000000003.safetensors} found");
}

}  // namespace
}  // namespace moebench::tools
