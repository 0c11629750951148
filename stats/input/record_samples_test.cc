#include "stats/input/record_samples.h"

#include <cmath>
#include <limits>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace moebench::stats {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

void AddMetric(const std::string& name, double value, google::protobuf::RepeatedPtrField<Metric>* metrics) {
  Metric* metric = metrics->Add();
  metric->set_name(name);
  metric->set_value(value);
}

RunRecord Finished() {
  RunRecord record;
  record.set_experiment("equifinality/wide");
  record.set_seed(42);
  record.set_status(RunRecord::FINISHED);
  for (const double sum : {60.0, 40.0}) record.add_sequence_loss_sum(sum);
  for (const int tokens : {30, 10}) record.add_sequence_tokens(tokens);
  for (const int offset : {0, 30}) record.add_sequence_offset(offset);
  record.set_correct("101");
  AddMetric("top1_accuracy", 0.5, record.mutable_summary());
  AddMetric("loss_nats", 9, record.add_evaluation()->mutable_metric());
  AddMetric("loss_nats", 3, record.add_evaluation()->mutable_metric());
  AddMetric("top1_accuracy", 0.4, record.mutable_evaluation(1)->mutable_metric());
  return record;
}

RunSample Sample(const RunRecord& record, const std::string& metric) {
  absl::StatusOr<RunSample> run = SampleFromRecord(record, "runs/a", {metric});
  EXPECT_TRUE(run.ok()) << run.status();
  return run.ok() ? *std::move(run) : RunSample();
}

std::string Error(const RunRecord& record, const std::string& metric) {
  const absl::Status status = SampleFromRecord(record, "runs/a", {metric}).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss);
  EXPECT_THAT(status.message(), HasSubstr("runs/a: "));
  return std::string(status.message());
}

TEST(SampleFromRecord, LossesComeFromSequences) {
  const RunSample run = Sample(Finished(), "val_loss");
  EXPECT_EQ(run.variant, "equifinality/wide");
  EXPECT_EQ(run.seed, "42");
  EXPECT_EQ(run.source, "runs/a");
  EXPECT_EQ(run.unit, InferenceUnit::kSequences);
  EXPECT_THAT(run.unit_value, ElementsAre(2, 4));
  EXPECT_THAT(run.unit_weight, ElementsAre(30, 10));
  EXPECT_THAT(run.unit_key, ElementsAre("0", "30"));
  EXPECT_EQ(run.value, 2.5);  // 100 nats / 40 tokens
  EXPECT_EQ(run.record->seed(), 42u);
  EXPECT_EQ(Sample(Finished(), "perplexity").value, std::exp(2.5));
}

TEST(SampleFromRecord, CorrectnessIsAUnitAnExample) {
  const RunSample run = Sample(Finished(), "correct");
  EXPECT_EQ(run.unit, InferenceUnit::kExamples);
  EXPECT_THAT(run.unit_value, ElementsAre(1, 0, 1));
  EXPECT_THAT(run.unit_weight, IsEmpty());
  EXPECT_THAT(run.unit_key, ElementsAre("0", "1", "2"));
  EXPECT_DOUBLE_EQ(run.value, 2.0 / 3);
}

TEST(SampleFromRecord, OtherMetricsComeFromTheSummaryThenTheLastEvaluation) {
  EXPECT_EQ(Sample(Finished(), "top1_accuracy").value, 0.5);
  EXPECT_EQ(Sample(Finished(), "loss_nats").value, 3);
  EXPECT_THAT(Sample(Finished(), "loss_nats").unit_value, IsEmpty());
  RunRecord record = Finished();
  record.clear_sequence_loss_sum();
  record.clear_sequence_tokens();
  record.clear_sequence_offset();
  AddMetric("val_loss", 3.25, record.mutable_summary());
  EXPECT_EQ(Sample(record, "val_loss").value, 3.25);
}

TEST(SampleFromRecord, WithoutOffsetsThereAreNoKeys) {
  RunRecord record = Finished();
  record.clear_sequence_offset();
  EXPECT_THAT(Sample(record, "val_loss").unit_key, IsEmpty());
}

TEST(SampleFromRecord, UnfinishedRunsAreTakenOnRequestOnly) {
  for (const RunRecord::Status status :
       {RunRecord::UNKNOWN, RunRecord::RUNNING, RunRecord::INTERRUPTED, RunRecord::DIVERGED}) {
    RunRecord record = Finished();
    record.set_status(status);
    record.set_status_detail("after 10 steps");
    const absl::Status refused = SampleFromRecord(record, "runs/a", {"val_loss"}).status();
    EXPECT_EQ(refused.code(), absl::StatusCode::kFailedPrecondition);
    EXPECT_THAT(refused.message(), HasSubstr("runs/a: the run has not finished, its status is " +
                                             RunRecord::Status_Name(status) + " (after 10 steps)"));
    EXPECT_TRUE(SampleFromRecord(record, "runs/a", {"val_loss", true}).ok());
  }
}

TEST(SampleFromRecord, AnUnknownMetricIsNamedWithTheKnown) {
  EXPECT_THAT(Error(Finished(), "top1_acuracy"),
              HasSubstr("no metric \"top1_acuracy\" (did you mean \"top1_accuracy\"?); it has correct, loss_nats, "
                        "perplexity, top1_accuracy, val_loss"));
  EXPECT_EQ(SampleFromRecord(Finished(), "runs/a", {""}).status().code(), absl::StatusCode::kInvalidArgument);
}

TEST(SampleFromRecord, ListsThatDoNotFitAreRefused) {
  RunRecord record = Finished();
  record.add_sequence_tokens(5);
  EXPECT_THAT(Error(record, "val_loss"), HasSubstr("sequence_loss_sum has 2 entries, sequence_tokens 3"));
  record = Finished();
  record.mutable_sequence_offset()->RemoveLast();
  EXPECT_THAT(Error(record, "val_loss"), HasSubstr("sequence_offset 1"));
  record = Finished();
  record.set_sequence_tokens(1, 0);
  EXPECT_THAT(Error(record, "val_loss"), HasSubstr("sequence_tokens[1] is 0"));
  record.set_sequence_tokens(1, -3);
  EXPECT_THAT(Error(record, "val_loss"), HasSubstr("sequence_tokens[1] is -3"));
  record = Finished();
  record.set_sequence_offset(1, 0);
  EXPECT_THAT(Error(record, "val_loss"), HasSubstr("two sequences have the offset 0"));
}

TEST(SampleFromRecord, ValuesThatAreNoneAreRefused) {
  RunRecord record = Finished();
  record.set_sequence_loss_sum(1, kNan);
  EXPECT_THAT(Error(record, "val_loss"), HasSubstr("sequence_loss_sum[1] is nan"));
  record.mutable_summary(0)->set_value(kNan);
  EXPECT_THAT(Error(record, "top1_accuracy"), HasSubstr("\"top1_accuracy\" is nan"));
  record.set_correct("10x");
  EXPECT_THAT(Error(record, "correct"), HasSubstr("correct[2] is \"x\""));
  record = Finished();
  AddMetric("top1_accuracy", 0.6, record.mutable_summary());
  EXPECT_THAT(Error(record, "top1_accuracy"), HasSubstr("stands in one list twice"));
  record = Finished();
  record.clear_experiment();
  EXPECT_THAT(Error(record, "val_loss"), HasSubstr("names no experiment"));
  record.set_experiment("a\nb");
  EXPECT_THAT(Error(record, "val_loss"), HasSubstr("holds a control character"));
  record = Finished();
  record.mutable_provenance()->set_hostname("\xFF");
  EXPECT_THAT(Error(record, "val_loss"), HasSubstr("the text of hostname is not valid UTF-8"));
  record = Finished();
  record.add_note("\xFF");
  EXPECT_THAT(Error(record, "val_loss"), HasSubstr("the text of note is not valid UTF-8"));
}

}  // namespace
}  // namespace moebench::stats
