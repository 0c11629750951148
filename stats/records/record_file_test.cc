#include "stats/records/record_file.h"

#include <google/protobuf/util/message_differencer.h>

#include <cmath>
#include <filesystem>
#include <limits>
#include <string>

#include "base/atomic_file.h"
#include "base/test_folder.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace moebench::stats {
namespace {

using ::google::protobuf::util::MessageDifferencer;
using ::testing::HasSubstr;

class RecordFileTest : public ::testing::Test {
 protected:
  std::string Json() const { return folder_.path() + "/record.json"; }
  std::string Binary() const { return folder_.path() + "/record.binpb"; }
  std::string JsonError(const std::string& json) const {
    EXPECT_TRUE(WriteFileAtomically(Json(), json).ok());
    return std::string(ReadRunRecord(Json()).status().message());
  }

  const TestFolder folder_;
};

void AddMetric(const std::string& name, double value, Evaluation* evaluation) {
  Metric* metric = evaluation->add_metric();
  metric->set_name(name);
  metric->set_value(value);
}

RunRecord SmallRecord() {
  RunRecord record;
  record.set_schema_version(1);
  record.set_experiment("ecology/cifar10");
  record.set_seed(std::numeric_limits<uint64_t>::max());
  record.set_config_text("training { lr: 0.001 }\n# \"quoted\" µ\n");
  record.set_status(RunRecord::FINISHED);
  Evaluation* evaluation = record.add_evaluation();
  evaluation->set_step(0);
  AddMetric("accuracy", 0.1 + 0.2, evaluation);
  AddMetric("tiny", 5e-324, evaluation);
  evaluation->add_tier_transition(1.0 / 3);
  record.add_sequence_tokens(int64_t{1} << 60);
  return record;
}

TEST_F(RecordFileTest, BothFilesGiveTheRecordBack) {
  const RunRecord record = SmallRecord();
  ASSERT_TRUE(WriteRunRecord(record, folder_.path()).ok());
  for (const std::string& path : {folder_.path(), Binary(), Json()}) {
    const absl::StatusOr<RunRecord> read = ReadRunRecord(path);
    ASSERT_TRUE(read.ok()) << read.status();
    EXPECT_TRUE(MessageDifferencer::Equals(*read, record)) << path;
  }
}

TEST_F(RecordFileTest, JsonHasTheProtosNamesInOrderAndIsStable) {
  ASSERT_TRUE(WriteRunRecord(SmallRecord(), folder_.path()).ok());
  const std::string json = *ReadFile(Json());
  EXPECT_THAT(json, HasSubstr("{\n \"schema_version\": 1,\n \"experiment\": \"ecology/cifar10\",\n"));
  EXPECT_THAT(json, HasSubstr("\"value\": 0.30000000000000004"));
  EXPECT_THAT(json, HasSubstr("\"status\": \"FINISHED\""));
  EXPECT_LT(json.find("config_text"), json.find("sequence_tokens"));
  ASSERT_TRUE(WriteRunRecord(SmallRecord(), folder_.path()).ok());
  EXPECT_EQ(*ReadFile(Json()), json);
}

TEST_F(RecordFileTest, NumbersThatAreNotFiniteSurvive) {
  RunRecord record = SmallRecord();
  AddMetric("nan", std::nan(""), record.mutable_evaluation(0));
  AddMetric("inf", INFINITY, record.mutable_evaluation(0));
  AddMetric("minus_inf", -INFINITY, record.mutable_evaluation(0));
  ASSERT_TRUE(WriteRunRecord(record, folder_.path()).ok());
  EXPECT_THAT(*ReadFile(Json()), HasSubstr("\"value\": \"-Infinity\""));
  for (const std::string& path : {Binary(), Json()}) {
    const absl::StatusOr<RunRecord> read = ReadRunRecord(path);
    ASSERT_TRUE(read.ok()) << read.status();
    EXPECT_TRUE(std::isnan(read->evaluation(0).metric(2).value()));
    EXPECT_EQ(read->evaluation(0).metric(3).value(), INFINITY);
    EXPECT_EQ(read->evaluation(0).metric(4).value(), -INFINITY);
  }
}

TEST_F(RecordFileTest, TheWriterSetsTheVersion) {
  RunRecord record = SmallRecord();
  record.set_schema_version(99);
  ASSERT_TRUE(WriteRunRecord(record, folder_.path()).ok());
  EXPECT_EQ(ReadRunRecord(folder_.path())->schema_version(), kRunRecordSchemaVersion);
}

TEST_F(RecordFileTest, JsonIsReadWhereTheBinaryFileIsAbsent) {
  ASSERT_TRUE(WriteRunRecord(SmallRecord(), folder_.path()).ok());
  std::filesystem::remove(Binary());
  EXPECT_TRUE(ReadRunRecord(folder_.path()).ok());
}

TEST_F(RecordFileTest, MissingRecordsAreNotFound) {
  const absl::Status empty_folder = ReadRunRecord(folder_.path()).status();
  EXPECT_TRUE(absl::IsNotFound(empty_folder));
  EXPECT_THAT(std::string(empty_folder.message()), HasSubstr("a run folder is expected"));
  EXPECT_TRUE(absl::IsNotFound(ReadRunRecord(Json()).status()));
  EXPECT_TRUE(absl::IsNotFound(WriteRunRecord(SmallRecord(), folder_.path() + "/none")));
}

TEST_F(RecordFileTest, ABinaryFileCutAnywhereIsRefused) {
  ASSERT_TRUE(WriteRunRecord(SmallRecord(), folder_.path()).ok());
  const std::string bytes = *ReadFile(Binary());
  for (size_t size = 0; size < bytes.size(); ++size) {
    ASSERT_TRUE(WriteFileAtomically(Binary(), bytes.substr(0, size)).ok());
    const absl::Status status = ReadRunRecord(Binary()).status();
    ASSERT_TRUE(absl::IsDataLoss(status)) << size << " " << status;
    ASSERT_THAT(std::string(status.message()), HasSubstr("cut short or damaged"));
  }
}

TEST_F(RecordFileTest, AFlippedBitIsRefused) {
  ASSERT_TRUE(WriteRunRecord(SmallRecord(), folder_.path()).ok());
  const std::string bytes = *ReadFile(Binary());
  for (size_t i = 0; i < bytes.size(); ++i) {
    std::string damaged = bytes;
    damaged[i] = static_cast<char>(damaged[i] ^ 4);
    ASSERT_TRUE(WriteFileAtomically(Binary(), damaged).ok());
    ASSERT_FALSE(ReadRunRecord(Binary()).ok()) << i;
  }
}

TEST_F(RecordFileTest, BadJsonIsRefusedByName) {
  ASSERT_TRUE(WriteRunRecord(SmallRecord(), folder_.path()).ok());
  const std::string json = *ReadFile(Json());
  EXPECT_THAT(JsonError(json.substr(0, json.size() / 2)), HasSubstr("record.json is cut short or no run record"));
  EXPECT_THAT(JsonError("{}"), HasSubstr("record.json is no run record: it has no schema_version"));
  EXPECT_THAT(JsonError(R"({"schema_version": 1, "colour": 3})"), HasSubstr("colour"));
  EXPECT_THAT(JsonError(R"({"schema_version": 1, "seed": "many"})"), HasSubstr("seed"));
}

TEST_F(RecordFileTest, AnotherVersionIsNamed) {
  EXPECT_THAT(JsonError(R"({"schema_version": 7, "field_of_the_future": 3})"),
              HasSubstr("record.json has schema_version 7, this program reads 1"));
}

}  // namespace
}  // namespace moebench::stats
