#include "stats/commands/preregistration_file.h"

#include <string>

#include "base/sha256.h"
#include "base/test_folder.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace moebench::stats {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr char kText[] =
    "# declared on a Monday\n"
    "metric: \"val_loss\"\n"
    "margin: 0.02 margin: 0.05\n"
    "n: 10\n"
    "primary_method: \"welch\"\n"
    "controls { negative: \"linear\" positive: \"wide\" }\n";

class PreregistrationFileTest : public ::testing::Test {
 protected:
  PreregistrationFile Read(const std::string& text) const {
    absl::StatusOr<PreregistrationFile> file = ReadPreregistration(folder_.Write("study.textproto", text));
    EXPECT_TRUE(file.ok()) << file.status();
    return file.ok() ? *std::move(file) : PreregistrationFile();
  }
  std::string Error(const std::string& text) const {
    const absl::Status status = ReadPreregistration(folder_.Write("study.textproto", text)).status();
    EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss) << text;
    EXPECT_THAT(status.message(), HasSubstr("study.textproto"));
    return std::string(status.message());
  }

  const TestFolder folder_;
};

TEST_F(PreregistrationFileTest, IsHashedByteByByte) {
  const PreregistrationFile file = Read(kText);
  EXPECT_EQ(file.text, kText);
  EXPECT_EQ(file.sha256, Sha256Hex(kText));
  EXPECT_NE(file.sha256, Read(std::string(kText) + "\n").sha256);
}

TEST_F(PreregistrationFileTest, DeclaresAStudy) {
  const StudyOptions options = DeclaredOptions(Read(kText).declared);
  EXPECT_EQ(options.metric, "val_loss");
  EXPECT_THAT(options.margins, ElementsAre(0.02, 0.05));
  EXPECT_EQ(options.margin_source, MarginSource::kPreregistration);
  EXPECT_EQ(options.method, "welch");
  EXPECT_EQ(options.negative_control, "linear");
  EXPECT_EQ(options.positive_control, "wide");
  EXPECT_TRUE(options.controls_required);
  EXPECT_EQ(options.alpha, 0.05);
  EXPECT_EQ(options.resamples, 10000);
  EXPECT_EQ(options.seed, 42u);
  EXPECT_THAT(options.block_lengths, ElementsAre(5, 10));
}

TEST_F(PreregistrationFileTest, MustDeclareItsFourThings) {
  EXPECT_THAT(Error("margin: 1 n: 3 primary_method: \"welch\""), HasSubstr("does not declare metric"));
  EXPECT_THAT(Error("metric: \"m\" n: 3 primary_method: \"welch\""), HasSubstr("does not declare margin"));
  EXPECT_THAT(Error("metric: \"m\" margin: 1 primary_method: \"welch\""), HasSubstr("does not declare n;"));
  EXPECT_THAT(Error("metric: \"m\" margin: 1 n: 3"), HasSubstr("does not declare primary_method"));
}

TEST_F(PreregistrationFileTest, WhatIsOutOfRangeOrNoSuchTextIsRefused) {
  const std::string sound = "metric: \"m\" margin: 1 n: 3 primary_method: \"welch\" ";
  EXPECT_THAT(Error("metric: \"m\"\nmargn: 1\n"), HasSubstr("line 2, column "));
  EXPECT_THAT(Error("metric: \"m\"\nmargin: wide\n"), HasSubstr("line 2"));
  EXPECT_THAT(Error("metric: \"m\" margin: -1 n: 3 primary_method: \"welch\""), HasSubstr("margin is -1"));
  EXPECT_THAT(Error("metric: \"m\" margin: nan n: 3 primary_method: \"welch\""), HasSubstr("margin is nan"));
  EXPECT_THAT(Error("metric: \"m\" margin: 1 n: 1 primary_method: \"welch\""), HasSubstr("n is 1; expected 2 or more"));
  EXPECT_THAT(Error("metric: \"m\" margin: 1 n: 3 primary_method: \"wlech\""), HasSubstr("did you mean \"welch\"?"));
  EXPECT_THAT(Error(sound + "alpha: 0.5"), HasSubstr("alpha is 0.5"));
  EXPECT_THAT(Error(sound + "resamples: 99"), HasSubstr("resamples is 99"));
  EXPECT_THAT(Error(sound + "sequences_per_batch: -1"), HasSubstr("sequences_per_batch is -1"));
  EXPECT_THAT(Error(sound + "controls { negative: \"linear\" }"), HasSubstr("no positive control is named"));
  EXPECT_THAT(Error(sound + "# \xFF"), HasSubstr("is not UTF-8"));
  EXPECT_EQ(ReadPreregistration(folder_.path() + "/none").status().code(), absl::StatusCode::kNotFound);
}

TEST_F(PreregistrationFileTest, FlagsMustNotSayOtherwise) {
  const PreregistrationFile file = Read(kText);
  CommandFlags flags;
  EXPECT_TRUE(CheckFlagsAgree(flags, file).ok());  // nothing was given
  flags.margin = "0.05,0.02";
  flags.metric = "val_loss";
  flags.given = {"margin", "metric"};
  EXPECT_TRUE(CheckFlagsAgree(flags, file).ok()) << "the same in another order";
  flags.margin = "0.05";
  EXPECT_THAT(CheckFlagsAgree(flags, file).message(), HasSubstr("--margin=0.05 is not what "));
  EXPECT_THAT(CheckFlagsAgree(flags, file).message(), HasSubstr("study.textproto declares, \"0.02,0.05\""));
  for (const char* flag :
       {"log_scale", "alpha", "resamples", "seed", "method", "unpaired", "blocks", "sequences_per_batch",
        "negative_control", "positive_control", "positive_control_of", "require_controls"}) {
    CommandFlags other;
    other.log_scale = other.unpaired = true;
    other.alpha = 0.01;
    other.resamples = 500;
    other.seed = 1;
    other.method = "bootstrap";
    other.blocks = "7";
    other.sequences_per_batch = 3;
    other.negative_control = other.positive_control = other.positive_control_of = "x";
    other.require_controls = false;
    other.given = {flag};
    EXPECT_EQ(CheckFlagsAgree(other, file).code(), absl::StatusCode::kInvalidArgument) << flag;
  }
}

TEST_F(PreregistrationFileTest, AnotherNumberOfUnitsIsADeviation) {
  Preregistration declared;
  declared.set_n(3);
  Study study;
  study.unit = InferenceUnit::kSeeds;
  study.variants.resize(2);
  study.variants[0].name = "wide";
  study.variants[0].values = {1, 2, 3};
  study.variants[1].name = "deep";
  study.variants[1].values = {1, 2};
  study.variants[1].units = 48;
  EXPECT_THAT(Deviations(declared, study),
              ElementsAre("deviation from the preregistration: deep has 2 seeds, declared were 3"));
  study.unit = InferenceUnit::kBatches;
  declared.set_n(48);
  EXPECT_THAT(Deviations(declared, study),
              ElementsAre("deviation from the preregistration: wide has 0 batches, declared were 48"));
  study.variants.erase(study.variants.begin());
  EXPECT_THAT(Deviations(declared, study), IsEmpty());
}

}  // namespace
}  // namespace moebench::stats
