#include "moe_core/experiments/text_proto.h"

#include "base/atomic_file.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "moe_core/experiments/toy_experiment.pb.h"

namespace moebench {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

std::string Refusal(const std::string& text) {
  toy::Experiment experiment;
  const absl::Status status = ParseTextProto(text, "mine.textproto", &experiment);
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << text;
  return std::string(status.message());
}

TEST(TextProtoTest, ReplacesTheMessage) {
  toy::Experiment experiment;
  experiment.mutable_garden()->set_owner("Ada");
  ASSERT_TRUE(ParseTextProto("# a comment\ngarden { beds: 5 }", "x", &experiment).ok());
  EXPECT_EQ(experiment.garden().beds(), 5);
  EXPECT_FALSE(experiment.garden().has_owner());
}

TEST(TextProtoTest, NamesPlaceAndNearestField) {
  EXPECT_THAT(Refusal("garden {\n  bed: 5\n}"),
              AllOf(StartsWith("mine.textproto:2:"),
                    HasSubstr("no field \"bed\" in moebench.toy.Garden (did you mean \"beds\"?)")));
  EXPECT_THAT(Refusal("gradan { }"),
              HasSubstr("no field \"gradan\" in moebench.toy.Experiment (did you mean \"garden\"?)"));
}

TEST(TextProtoTest, NamesPlaceOfOtherMistakes) {
  EXPECT_THAT(Refusal("garden {\n\n beds: 'x' }"), StartsWith("mine.textproto:3:8: "));
  EXPECT_THAT(Refusal("garden { beds: 99999999999 }"), StartsWith("mine.textproto:1:16: "));
  EXPECT_THAT(Refusal("garden { beds: 1 beds: 2 }"), HasSubstr("specified multiple times"));
  EXPECT_THAT(Refusal("watering { epochs: 1 fraction: .5 }"), HasSubstr("oneof"));
  EXPECT_THAT(Refusal("garden {"), StartsWith("mine.textproto:1:9: "));
  EXPECT_THAT(Refusal(std::string("\0\xff", 2)), StartsWith("mine.textproto:1:"));
}

TEST(TextProtoTest, ReadsFilesAndNamesThoseThatAreMissing) {
  const std::string path = ::testing::TempDir() + "/text_proto_test.textproto";
  ASSERT_TRUE(WriteFileAtomically(path, "watering { fraction: .25 }").ok());
  toy::Experiment experiment;
  ASSERT_TRUE(ReadTextProto(path, &experiment).ok());
  EXPECT_EQ(experiment.watering().fraction(), 0.25);
  const absl::Status missing = ReadTextProto(path + ".none", &experiment);
  EXPECT_EQ(missing.code(), absl::StatusCode::kNotFound);
  EXPECT_THAT(missing.message(), HasSubstr(path + ".none"));
}

}  // namespace
}  // namespace moebench
