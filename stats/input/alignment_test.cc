#include "stats/input/alignment.h"

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace moebench::stats {
namespace {

using ::testing::HasSubstr;

RunSample SequenceRun(const std::string& variant) {
  RunSample run;
  run.variant = variant;
  run.seed = "42";
  run.source = "runs/" + variant;
  run.unit = InferenceUnit::kSequences;
  run.unit_value = {1, 2, 3};
  run.unit_weight = {10, 10, 5};
  run.unit_key = {"0", "10", "20"};
  run.record.emplace();
  run.record->set_status(RunRecord::FINISHED);
  run.record->set_dataset("wikitext103");
  run.record->mutable_provenance()->set_data_checksum("ab12");
  run.record->set_config_text(
      "data {\n  tokenizer {\n    sha256: \"77\"\n  }\n}\ntraining {\n  lr: 1\n  precision: \"bf16\"\n}\n");
  return run;
}

std::string Error(const RunSample& b) {
  const absl::Status status = CheckAligned(SequenceRun("wide"), b);
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(status.message(), HasSubstr("\"wide\", seed 42 (runs/wide) and \"deep\", seed 42 (runs/deep) are not "
                                          "aligned: "));
  return std::string(status.message());
}

TEST(CheckAligned, EqualDataUnderOtherConfigurationsIsFine) {
  RunSample b = SequenceRun("deep");
  b.unit_value = {4, 5, 6};
  b.record->set_config_text(
      "data {\n  tokenizer {\n    sha256: \"77\"\n  }\n}\ntraining {\n  lr: 2\n  precision: \"bf16\"\n}\n");
  EXPECT_TRUE(CheckAligned(SequenceRun("wide"), b).ok());
}

TEST(CheckAligned, TablesAndRecordsMeetByTheirKeys) {
  RunSample b = SequenceRun("deep");
  b.record.reset();
  EXPECT_TRUE(CheckAligned(SequenceRun("wide"), b).ok());
}

TEST(CheckAligned, ValuesOfWholeRunsNeedNoKeys) {
  RunSample a, b;
  EXPECT_TRUE(CheckAligned(a, b).ok());
  EXPECT_THAT(CheckAligned(a, SequenceRun("deep")).message(), HasSubstr("only the value of the whole run is known"));
}

TEST(CheckAligned, OtherDataTokenizerAndPrecisionAreRefused) {
  RunSample b = SequenceRun("deep");
  b.record->set_dataset("wikitext2");
  EXPECT_THAT(Error(b), HasSubstr("other data set (wikitext103 and wikitext2)"));
  b = SequenceRun("deep");
  b.record->mutable_provenance()->set_data_checksum("cd");
  EXPECT_THAT(Error(b), HasSubstr("other data checksum (ab12 and cd)"));
  b.record->mutable_provenance()->clear_data_checksum();
  EXPECT_THAT(Error(b), HasSubstr("other data checksum (ab12 and none)"));
  b = SequenceRun("deep");
  b.record->set_config_text("data {\n  tokenizer {\n    sha256: \"78\"\n  }\n}\n");
  EXPECT_THAT(Error(b), HasSubstr("other tokenizer (data.tokenizer.sha256 is \"77\" and \"78\")"));
  b.record->set_config_text(
      "data {\n  tokenizer {\n    sha256: \"77\"\n  }\n}\ntraining {\n  precision: \"fp32\"\n}\n");
  EXPECT_THAT(Error(b), HasSubstr("other precision (training.precision is \"bf16\" and \"fp32\")"));
}

TEST(CheckAligned, OtherUnitsAreRefused) {
  RunSample b = SequenceRun("deep");
  b.unit = InferenceUnit::kBatches;
  EXPECT_THAT(Error(b), HasSubstr("other units (sequences and batches)"));
  b = SequenceRun("deep");
  b.unit_key = {"0", "10", "30"};
  EXPECT_THAT(Error(b), HasSubstr("other sequences (number 3 is \"20\" and \"30\")"));
  b.unit_key = {"0", "20", "10"};
  EXPECT_THAT(Error(b), HasSubstr("the same sequences in another order"));
  b.unit_key = {"0", "10"};
  b.unit_value = {1, 2};
  b.unit_weight = {10, 10};
  EXPECT_THAT(Error(b), HasSubstr("other sequences (3 and 2 of them)"));
  b = SequenceRun("deep");
  b.unit_key.clear();
  EXPECT_THAT(Error(b), HasSubstr("the sequences of runs/deep have no keys to pair them by"));
}

TEST(CheckAligned, OtherTokenCountsAreRefused) {
  RunSample b = SequenceRun("deep");
  b.unit_weight[2] = 6;
  EXPECT_THAT(Error(b), HasSubstr("other numbers of tokens (\"20\" has 5 and 6)"));
  b.unit_weight.clear();
  EXPECT_THAT(Error(b), HasSubstr("only one of them has numbers of tokens"));
}

TEST(CheckAligned, UnfinishedRunsAreRefused) {
  RunSample b = SequenceRun("deep");
  b.record->set_status(RunRecord::INTERRUPTED);
  EXPECT_THAT(Error(b), HasSubstr("runs/deep has not finished (INTERRUPTED)"));
}

}  // namespace
}  // namespace moebench::stats
