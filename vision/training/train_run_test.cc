#include "vision/training/train_run.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <filesystem>
#include <map>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "base/atomic_file.h"
#include "base/stop_signal.h"
#include "moe_core/experiments/canonical_text.h"
#include "moe_core/training/metric_log.h"
#include "moe_core/training/run_folder.h"
#include "stats/records/record_file.h"
#include "vision/data/image_cache_writer.h"
#include "vision/data/test_image_set.h"
#include "vision/training/test_training.h"

namespace moebench::vision {
namespace {

namespace fs = std::filesystem;
using ::testing::Contains;
using ::testing::ContainsRegex;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

constexpr char kMiddle[] = "/checkpoints/step-000000004.safetensors";
constexpr char kLast[] = "/checkpoints/step-000000008.safetensors";

// A data set whose files have other contents than those of TestImages.
class OtherFiles : public NoFiles {
 public:
  absl::StatusOr<std::string> Checksum() const override { return std::string(64, 'f'); }
};

std::string Message(const absl::Status& status) { return std::string(status.message()); }

double SummaryOf(const stats::RunRecord& record, absl::string_view name) {
  for (const stats::Metric& metric : record.summary()) {
    if (metric.name() == name) return metric.value();
  }
  ADD_FAILURE() << "the summary has no " << name;
  return -1;
}

// Every file below `folder` but its lock, by relative path.
std::map<std::string, std::string> Files(const std::string& folder) {
  std::map<std::string, std::string> files;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    const std::string name = fs::relative(entry.path(), folder).string();
    if (entry.is_regular_file() && name != "lock") files[name] = ReadFile(entry.path().string()).value();
  }
  return files;
}

// The log without wall-clock fields, one text a line.
std::vector<std::string> Metrics(const std::string& folder) {
  std::vector<std::string> lines;
  const std::vector<MetricLine> log = ReadMetricLog(folder + "/metrics.jsonl").value();
  for (MetricLine line : log) {
    std::vector<std::pair<std::string, MetricValue>> kept;
    for (const auto& field : line.fields) {
      if (!IsWallClockField(field.first)) kept.push_back(field);
    }
    line.fields = kept;
    lines.push_back(FormatMetricLine(line));
  }
  return lines;
}

std::string Evaluations(const stats::RunRecord& record) {
  stats::RunRecord part;
  *part.mutable_evaluation() = record.evaluation();
  *part.mutable_summary() = record.summary();
  part.set_correct(record.correct());
  return part.SerializeAsString();
}

class TrainRunTest : public ::testing::Test {
 protected:
  TrainRunTest() {
    environment_.output_dir = folder_.path() + "/runs";
    environment_.data_dir = "/given";
    environment_.command_line = "train --seed=7";
  }
  void TearDown() override { InstallStopSignals(); }  // forgets a stop

  absl::StatusOr<stats::RunRecord> Start(const std::vector<std::string>& sets = {}) {
    return StartRun(TestExperiment(sets), 7, images_, environment_);
  }

  // The only run folder.
  std::string RunPath() const {
    std::string path;
    for (const auto& entry : fs::directory_iterator(environment_.output_dir + "/cifar10_mini")) {
      EXPECT_EQ(path, "") << "a second run";
      path = entry.path().string();
    }
    return path;
  }

  // What a process killed after the checkpoint of step 4 (or, with `checkpoint` false, before it) may leave: a log and
  // a record that know of more.
  std::string CopyKilled(bool checkpoint) const {
    const std::string killed = folder_.path() + "/killed";
    fs::remove_all(killed);
    fs::copy(RunPath(), killed, fs::copy_options::recursive);
    fs::remove(killed + kLast);
    if (!checkpoint) fs::remove(killed + kMiddle);
    SetStatus(killed, stats::RunRecord::RUNNING);
    return killed;
  }

  static void SetStatus(const std::string& run, stats::RunRecord::Status status) {
    stats::RunRecord record = stats::ReadRunRecord(run).value();
    record.set_status(status);
    EXPECT_TRUE(stats::WriteRunRecord(record, run).ok());
  }

  TestFolder folder_;
  std::shared_ptr<const ImageCache> images_ = TestImages(folder_);
  RunEnvironment environment_;
};

TEST_F(TrainRunTest, LeavesARunFolder) {
  absl::StatusOr<stats::RunRecord> record = Start();
  ASSERT_TRUE(record.ok()) << record.status();
  record->set_schema_version(stats::kRunRecordSchemaVersion);
  const std::string run = RunPath();
  const auto files = Files(run);
  std::string events;
  std::vector<std::string> names;
  for (const auto& [name, bytes] : files) {
    if (absl::StartsWith(name, "events.out.tfevents.")) {
      events = bytes;
    } else {
      names.push_back(name);
    }
  }
  EXPECT_THAT(names, ElementsAre("checkpoints/step-000000004.safetensors", "checkpoints/step-000000008.safetensors",
                                 "config.textproto", "log.txt", "metrics.jsonl", "record.binpb", "record.json"));
  EXPECT_THAT(events, HasSubstr("evaluation/top2_gated_accuracy"));
  EXPECT_THAT(events, HasSubstr("train/loss"));
  EXPECT_EQ(files.at("config.textproto"), CanonicalText(TestExperiment().experiment));
  for (const char* name : {"/record.binpb", "/record.json"}) {
    EXPECT_EQ(stats::ReadRunRecord(run + name)->SerializeAsString(), record->SerializeAsString()) << name;
  }
  EXPECT_THAT(files.at("log.txt"), HasSubstr("cifar10_mini at smoke scale"));  // the run table
  EXPECT_THAT(files.at("log.txt"), HasSubstr("top2_gated_accuracy"));          // the closing table
  EXPECT_THAT(files.at("log.txt"), HasSubstr("run folder  " + run));
}

TEST_F(TrainRunTest, TheRecordSaysWhatRan) {
  const stats::RunRecord record = Start().value();
  EXPECT_EQ(record.status(), stats::RunRecord::FINISHED);
  EXPECT_EQ(record.suite(), "vision");
  EXPECT_EQ(record.experiment(), "cifar10_mini");
  EXPECT_EQ(record.scale(), "smoke");
  EXPECT_EQ(record.dataset(), "cifar10-mini");
  EXPECT_EQ(record.seed(), 7u);
  EXPECT_EQ(record.config_sha256(), CanonicalSha256(TestExperiment().experiment));
  EXPECT_EQ(record.provenance().data_checksum(), std::string(64, 'e'));
  EXPECT_EQ(record.provenance().data_source(), "/made/up");
  EXPECT_EQ(record.provenance().data_dir(), "/given");
  EXPECT_EQ(record.provenance().command_line(), "train --seed=7");
  EXPECT_EQ(record.provenance().device(), "cpu");
  ASSERT_EQ(record.evaluation_size(), 2);
  EXPECT_EQ(record.evaluation(0).step(), 4);
  EXPECT_EQ(record.evaluation(0).epoch(), 1);
  EXPECT_EQ(record.evaluation(1).step(), 8);
  EXPECT_EQ(record.evaluation(1).expert_size(), 16);
  EXPECT_EQ(record.evaluation(1).tier_size(), 3);
  EXPECT_EQ(record.correct().size(), 24u);
  const double right = std::count(record.correct().begin(), record.correct().end(), '1');
  EXPECT_DOUBLE_EQ(SummaryOf(record, "top2_gated_accuracy"), right / 24);
  EXPECT_GE(SummaryOf(record, "linear_probe_accuracy"), 0);
  EXPECT_EQ(record.cost_size(), 4);
  EXPECT_THAT(record.note(), Not(Contains("E undefined: O + B = 0")));
  std::vector<std::string> phases;
  for (const stats::PhaseTime& time : record.phase_time()) phases.push_back(time.phase());
  EXPECT_THAT(phases, ::testing::UnorderedElementsAre("data", "forward", "backward", "optimizer", "evaluation",
                                                      "checkpoint", "linear_probe"));
}

TEST_F(TrainRunTest, TheMetricLogHasStepsAndEvaluations) {
  ASSERT_TRUE(Start().ok());
  std::vector<std::string> lines;
  const std::vector<MetricLine> log = ReadMetricLog(RunPath() + "/metrics.jsonl").value();
  for (const MetricLine& line : log) {
    lines.push_back(absl::StrCat(line.kind, " ", line.step));
  }
  EXPECT_THAT(lines, ElementsAre("evaluation 4", "train 5", "evaluation 8"));  // log_every is 5
}

TEST_F(TrainRunTest, NotesAnUndefinedE) {
  const stats::RunRecord record =
      Start({"loss.oracle_weight=0", "loss.balance_weight=0", "ecology.report_e=false"}).value();
  EXPECT_THAT(record.note(), Contains("E undefined: O + B = 0"));
}

TEST_F(TrainRunTest, AKilledRunResumesToTheSameBits) {
  const stats::RunRecord whole = Start().value();
  for (const bool checkpoint : {true, false}) {
    const std::string killed = CopyKilled(checkpoint);
    const absl::StatusOr<stats::RunRecord> resumed = ResumeRun(killed, images_, environment_);
    ASSERT_TRUE(resumed.ok()) << resumed.status();
    EXPECT_EQ(resumed->status(), stats::RunRecord::FINISHED);
    EXPECT_EQ(Evaluations(*resumed), Evaluations(whole));
    EXPECT_EQ(Metrics(killed), Metrics(RunPath()));
    for (const char* name : {kMiddle, kLast, "/config.textproto"}) {
      EXPECT_EQ(ReadFile(killed + name).value(), ReadFile(RunPath() + name).value()) << name;
    }
    EXPECT_THAT(ReadFile(killed + "/log.txt").value(),
                HasSubstr(checkpoint ? "from step 4 of 8" : "from the start: it has no checkpoint yet of 8"));
  }
}

TEST_F(TrainRunTest, ASignalStopsWithACheckpointAndTheRunGoesOn) {
  const stats::RunRecord whole = Start().value();
  const std::string killed = CopyKilled(true);
  InstallStopSignals();
  ASSERT_EQ(std::raise(SIGTERM), 0);
  const absl::StatusOr<stats::RunRecord> stopped = ResumeRun(killed, images_, environment_);
  ASSERT_TRUE(stopped.ok()) << stopped.status();
  EXPECT_EQ(stopped->status(), stats::RunRecord::INTERRUPTED);
  EXPECT_EQ(stopped->status_detail(), "SIGTERM");
  EXPECT_EQ(stats::ReadRunRecord(killed)->status(), stats::RunRecord::INTERRUPTED);
  EXPECT_THAT(ReadFile(killed + "/log.txt").value(), HasSubstr("stopped by SIGTERM after step 4 of 8"));
  EXPECT_THAT(ReadFile(killed + "/log.txt").value(), HasSubstr("--resume=" + killed));
  InstallStopSignals();
  const absl::StatusOr<stats::RunRecord> resumed = ResumeRun(killed, images_, environment_);
  ASSERT_TRUE(resumed.ok()) << resumed.status();
  EXPECT_EQ(Evaluations(*resumed), Evaluations(whole));
  EXPECT_EQ(resumed->status_detail(), "");
  EXPECT_EQ(ReadFile(killed + kLast).value(), ReadFile(RunPath() + kLast).value());
}

TEST_F(TrainRunTest, AFinishedRunIsReturnedAsItIs) {
  ASSERT_TRUE(Start().ok());
  const stats::RunRecord record = stats::ReadRunRecord(RunPath()).value();
  const auto files = Files(RunPath());
  const absl::StatusOr<stats::RunRecord> again = ResumeRun(RunPath(), images_, environment_);
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(again->SerializeAsString(), record.SerializeAsString());
  EXPECT_EQ(Files(RunPath()), files);
}

TEST_F(TrainRunTest, RefusesToGoOnWithOtherData) {
  ASSERT_TRUE(Start().ok());
  const std::string killed = CopyKilled(true);
  const auto files = Files(killed);
  const std::string path = folder_.path() + "/other";
  ASSERT_TRUE(
      WriteImageCache(path, TestImageSet(64, 24, 16, 16, 3), {"cifar10-mini", "/other", "x"}, OtherFiles()).ok());
  const absl::Status status = ResumeRun(killed, ImageCache::Open(path).value(), environment_).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(Message(status), HasSubstr("began with data from /made/up"));
  EXPECT_THAT(Message(status), HasSubstr("/other have other contents"));
  EXPECT_THAT(Message(status), HasSubstr("--data_dir"));
  EXPECT_EQ(Files(killed), files);
}

TEST_F(TrainRunTest, RefusesAnEditedConfiguration) {
  ASSERT_TRUE(Start().ok());
  const std::string killed = CopyKilled(true);
  const std::string config = ReadFile(killed + "/config.textproto").value();
  ASSERT_THAT(config, HasSubstr("epochs: 2\n"));
  ASSERT_TRUE(
      WriteFileAtomically(killed + "/config.textproto", absl::StrReplaceAll(config, {{"epochs: 2\n", "epochs: 3\n"}}))
          .ok());
  const absl::Status status = ResumeRun(killed, images_, environment_).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(Message(status), HasSubstr(killed + "/config.textproto is not the configuration the run began with"));
}

TEST_F(TrainRunTest, RefusesADamagedCheckpointByName) {
  ASSERT_TRUE(Start().ok());
  const std::string killed = CopyKilled(true);
  std::string bytes = ReadFile(killed + kMiddle).value();
  bytes[bytes.size() / 2] ^= 1;
  ASSERT_TRUE(WriteFileAtomically(killed + kMiddle, bytes).ok());
  const auto files = Files(killed);
  const absl::Status status = ResumeRun(killed, images_, environment_).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss);
  EXPECT_THAT(Message(status), HasSubstr(killed + kMiddle));
  EXPECT_EQ(Files(killed), files);
}

TEST_F(TrainRunTest, RefusesARunThatAnotherProcessHas) {
  ASSERT_TRUE(Start().ok());
  const absl::StatusOr<RunFolder> held = RunFolder::Open(RunPath());
  const absl::Status status = ResumeRun(RunPath(), images_, environment_).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(Message(status), HasSubstr("is being written by process"));
}

TEST_F(TrainRunTest, RefusesAFolderWithoutARun) {
  const absl::Status status = ResumeRun(folder_.path() + "/none", images_, environment_).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kNotFound);
  EXPECT_THAT(Message(status), HasSubstr("/none"));
  EXPECT_EQ(ReadRunOrigin(folder_.path()).status().code(), absl::StatusCode::kNotFound);
}

TEST_F(TrainRunTest, ReadsTheOriginOfARun) {
  ASSERT_TRUE(Start().ok());
  const absl::StatusOr<RunOrigin> origin = ReadRunOrigin(RunPath());
  ASSERT_TRUE(origin.ok()) << origin.status();
  EXPECT_EQ(CanonicalText(origin->experiment), CanonicalText(TestExperiment().experiment));
  EXPECT_EQ(origin->record.seed(), 7u);
  stats::RunRecord record = origin->record;
  record.set_config_sha256(std::string(64, '0'));
  ASSERT_TRUE(stats::WriteRunRecord(record, RunPath()).ok());
  EXPECT_EQ(ReadRunOrigin(RunPath()).status().code(), absl::StatusCode::kDataLoss);
}

TEST_F(TrainRunTest, RefusesDataThatDoNotFitAndLeavesNothing) {
  const std::map<std::string, std::string> messages = {
      {"data.max_train_samples=8",
       "training.batch_size is 16 but there are only 8 training images; set training.batch_size=8"},
      {"data.image_size=8", "data.image_size is 8 but the images of cifar10-mini are 16 x 16"}};
  for (const auto& [set, message] : messages) {
    const absl::Status status = Start({set}).status();
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
    EXPECT_THAT(Message(status), HasSubstr(message));
  }
  EXPECT_FALSE(fs::exists(environment_.output_dir));
}

// Weight decay multiplies the experts' weights by 1 - 100 * 5 = -499 a step, until a logit overflows.
TEST_F(TrainRunTest, ADivergedRunSaysSoAndKeepsItsLastGoodCheckpoint) {
  const std::vector<std::string> sets = {"training.expert_lr=100", "training.weight_decay=5", "training.epochs=8",
                                         "training.checkpoint_every.fraction=0.0625"};
  const absl::Status status = Start(sets).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kAborted);
  EXPECT_THAT(Message(status), ContainsRegex("the loss is -?[a-z]+ at step [0-9]+: its term [a-z_]+ is -?(nan|inf)"));
  const stats::RunRecord record = stats::ReadRunRecord(RunPath()).value();
  EXPECT_EQ(record.status(), stats::RunRecord::DIVERGED);
  EXPECT_THAT(Message(status), StartsWith(record.status_detail()));
  const std::optional<CheckpointFile> newest = RunFolder::Open(RunPath())->NewestCheckpoint();
  ASSERT_TRUE(newest.has_value());
  EXPECT_THAT(Message(status), HasSubstr(newest->path));
  TrainingState good = TestState(TestExperiment(sets).experiment);
  ASSERT_TRUE(LoadState(newest->path, record.config_sha256(), &good).ok());
  for (const at::Tensor& parameter : good.model->parameters()) EXPECT_TRUE(parameter.isfinite().all().item<bool>());
}

TEST_F(TrainRunTest, ADivergenceSeenByTheEvaluationIsOneToo) {
  // A loss is fine; what its step does to the weights shows in the evaluation after it.
  const absl::Status status = Start({"training.lr=100", "training.expert_lr=100", "training.weight_decay=100",
                                     "training.epochs=5", "evaluation.every.fraction=0.05"})
                                  .status();
  EXPECT_EQ(status.code(), absl::StatusCode::kAborted);
  EXPECT_THAT(Message(status), HasSubstr("cross_entropy"));
  EXPECT_EQ(stats::ReadRunRecord(RunPath())->status(), stats::RunRecord::DIVERGED);
}

}  // namespace
}  // namespace moebench::vision
