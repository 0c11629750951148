#include "vision/training/seed_queue.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <filesystem>
#include <map>

#include "absl/strings/str_cat.h"
#include "base/atomic_file.h"
#include "base/stop_signal.h"
#include "moe_core/training/run_folder.h"
#include "stats/records/record_file.h"
#include "vision/training/test_training.h"

namespace moebench::vision {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

std::string Message(const absl::Status& status) { return std::string(status.message()); }

TEST(ParseSeedsTest, ReadsSeedsAndRanges) {
  EXPECT_THAT(ParseSeeds("5").value(), ElementsAre(5));
  EXPECT_THAT(ParseSeeds("1-8").value(), ElementsAre(1, 2, 3, 4, 5, 6, 7, 8));
  EXPECT_THAT(ParseSeeds("1-3,7").value(), ElementsAre(1, 2, 3, 7));
  EXPECT_THAT(ParseSeeds("9,2-2,0").value(), ElementsAre(9, 2, 0));
  EXPECT_THAT(ParseSeeds("18446744073709551615").value(), ElementsAre(18446744073709551615u));
  EXPECT_THAT(ParseSeeds("18446744073709551614-18446744073709551615").value(),
              ElementsAre(18446744073709551614u, 18446744073709551615u));
  EXPECT_EQ(ParseSeeds("1-10000").value().size(), 10000u);
}

TEST(ParseSeedsTest, RefusesWhatIsNoSeed) {
  for (const char* text : {"", "a", "1-", "-3", "3-1", "1-2-3", "1,,2", "1,", "1.5", "1..3", "18446744073709551616"}) {
    const absl::Status status = ParseSeeds(text).status();
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << text;
    EXPECT_THAT(Message(status), HasSubstr("expected such as 5, 1-8 or 1-3,7")) << text;
  }
  EXPECT_THAT(Message(ParseSeeds("1-3,2").status()), HasSubstr("names seed 2 twice"));
  EXPECT_THAT(Message(ParseSeeds("0-10000").status()), HasSubstr("more than 10000 seeds"));
  EXPECT_THAT(Message(ParseSeeds("1-6000,6001-12000").status()), HasSubstr("more than 10000 seeds"));
  EXPECT_THAT(Message(ParseSeeds("0-18446744073709551615").status()), HasSubstr("more than 10000 seeds"));
}

class SeedQueueTest : public ::testing::Test {
 protected:
  SeedQueueTest() { environment_.output_dir = folder_.path() + "/runs"; }
  void TearDown() override { InstallStopSignals(); }  // forgets a stop

  absl::Status Queue(const std::vector<uint64_t>& seeds) {
    testing::internal::CaptureStdout();
    const absl::Status status = RunSeeds(experiment_, seeds, images_, environment_);
    output_ = testing::internal::GetCapturedStdout();
    return status;
  }

  // Run folders by seed.
  std::map<uint64_t, std::string> Runs() const {
    std::map<uint64_t, std::string> runs;
    for (const auto& entry : fs::directory_iterator(environment_.output_dir + "/cifar10_mini")) {
      const uint64_t seed = SeedOfRunFolder(entry.path().string()).value();
      EXPECT_TRUE(runs.emplace(seed, entry.path().string()).second) << "two runs of seed " << seed;
    }
    return runs;
  }

  const ResolvedExperiment experiment_ = TestExperiment({"evaluation.linear_probe_epochs=0"});
  TestFolder folder_;
  std::shared_ptr<const ImageCache> images_ = TestImages(folder_);
  RunEnvironment environment_;
  std::string output_;
};

TEST_F(SeedQueueTest, RunsEachSeedOnceAndReadsItAfterThat) {
  const absl::Status first = Queue({1, 2});
  ASSERT_TRUE(first.ok()) << first;
  const auto runs = Runs();
  ASSERT_EQ(runs.size(), 2u);
  std::map<uint64_t, std::string> records;
  for (const auto& [seed, path] : runs) {
    const stats::RunRecord record = stats::ReadRunRecord(path).value();
    EXPECT_EQ(record.seed(), seed);
    EXPECT_EQ(record.status(), stats::RunRecord::FINISHED);
    records[seed] = record.SerializeAsString();
  }
  EXPECT_NE(ReadFile(runs.at(1) + "/checkpoints/step-000000008.safetensors").value(),
            ReadFile(runs.at(2) + "/checkpoints/step-000000008.safetensors").value());
  EXPECT_THAT(output_, HasSubstr("seed 2 (2 of 2)"));
  const std::string table = output_.substr(output_.rfind("top2_gated_accuracy"));

  const absl::Status second = Queue({1, 2});
  ASSERT_TRUE(second.ok()) << second;
  EXPECT_EQ(Runs(), runs);
  for (const auto& [seed, path] : runs) {
    EXPECT_EQ(stats::ReadRunRecord(path)->SerializeAsString(), records[seed]);
    EXPECT_THAT(output_, HasSubstr(absl::StrCat("seed ", seed, ": finished already, ", path)));
  }
  EXPECT_THAT(output_, Not(HasSubstr("run folder")));  // nothing trained
  EXPECT_EQ(output_.substr(output_.rfind("top2_gated_accuracy")), table);
}

TEST_F(SeedQueueTest, GoesOnWithAnUnfinishedRunAndAddsMissingOnes) {
  ASSERT_TRUE(Queue({1}).ok());
  const std::string run = Runs().at(1);
  const std::string last = ReadFile(run + "/checkpoints/step-000000008.safetensors").value();
  fs::remove(run + "/checkpoints/step-000000008.safetensors");
  stats::RunRecord record = stats::ReadRunRecord(run).value();
  record.set_status(stats::RunRecord::RUNNING);
  ASSERT_TRUE(stats::WriteRunRecord(record, run).ok());

  const absl::Status status = Queue({1, 3});
  ASSERT_TRUE(status.ok()) << status;
  EXPECT_THAT(output_, HasSubstr(absl::StrCat("resuming ", run, " from step 4 of 8")));
  EXPECT_EQ(ReadFile(run + "/checkpoints/step-000000008.safetensors").value(), last);
  EXPECT_EQ(Runs().at(1), run);
  EXPECT_EQ(Runs().size(), 2u);
}

TEST_F(SeedQueueTest, RunsOfAnotherConfigurationDoNotCount) {
  ASSERT_TRUE(
      StartRun(TestExperiment({"evaluation.linear_probe_epochs=0", "training.lr=0.01"}), 1, images_, environment_)
          .ok());
  ASSERT_EQ(Runs().size(), 1u);
  ASSERT_TRUE(Queue({1}).ok());
  EXPECT_THAT(output_, Not(HasSubstr("finished already")));
}

TEST_F(SeedQueueTest, AFailingSeedDoesNotStopTheOthers) {
  ASSERT_TRUE(Queue({1}).ok());
  const std::string run = Runs().at(1);
  stats::RunRecord record = stats::ReadRunRecord(run).value();
  record.set_status(stats::RunRecord::RUNNING);
  ASSERT_TRUE(stats::WriteRunRecord(record, run).ok());
  ASSERT_TRUE(WriteFileAtomically(run + "/checkpoints/step-000000008.safetensors", "cut").ok());

  const absl::Status status = Queue({1, 2});
  EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss);
  EXPECT_THAT(Message(status), HasSubstr("step-000000008.safetensors"));
  EXPECT_EQ(stats::ReadRunRecord(Runs().at(2))->status(), stats::RunRecord::FINISHED);
  EXPECT_THAT(output_, HasSubstr("top2_gated_accuracy"));  // the table of those that finished
}

TEST_F(SeedQueueTest, AStopEndsTheQueueAndTheSameCommandGoesOn) {
  InstallStopSignals();
  ASSERT_EQ(std::raise(SIGINT), 0);
  const absl::Status stopped = Queue({1, 2});
  EXPECT_EQ(stopped.code(), absl::StatusCode::kCancelled);
  ASSERT_EQ(Runs().size(), 1u);
  EXPECT_EQ(stats::ReadRunRecord(Runs().at(1))->status(), stats::RunRecord::INTERRUPTED);
  InstallStopSignals();
  const absl::Status status = Queue({1, 2});
  EXPECT_TRUE(status.ok()) << status;
  EXPECT_EQ(Runs().size(), 2u);
}

}  // namespace
}  // namespace moebench::vision
