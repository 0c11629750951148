#include "moe_core/experiments/validate.h"

#include "gmock/gmock.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"
#include "moe_core/experiments/toy_experiment.pb.h"

namespace moebench {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::StartsWith;

absl::Status Validate(const std::string& text) {
  toy::Experiment experiment;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &experiment)) << text;
  return ValidateFields(experiment);
}

std::string Refusal(const std::string& text) {
  const absl::Status status = Validate(text);
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << text;
  return std::string(status.message());
}

TEST(ValidateTest, AcceptsWhatIsAllowedAndWhatIsAbsent) {
  EXPECT_TRUE(Validate("").ok());
  EXPECT_TRUE(Validate("garden { beds: 1 soil: 'sand' rows: [1, 100] depths: 1e300 owner: 'anyone' seeds: -5 }").ok());
  EXPECT_TRUE(Validate("garden { beds: 65536 } weather { wind { speed: 0 } }").ok());
}

TEST(ValidateTest, NamesFieldValueAndRange) {
  EXPECT_EQ(Refusal("garden { beds: 0 }"), "garden.beds is 0; allowed: at least 1 and at most 65536 (flower beds)");
  EXPECT_THAT(Refusal("garden { beds: 65537 }"), StartsWith("garden.beds is 65537;"));
  EXPECT_EQ(Refusal("garden { seeds: -10000000000 }"), "garden.seeds is -10000000000; allowed: at least -9000000000");
}

TEST(ValidateTest, HonoursExclusiveEnds) {
  EXPECT_EQ(Refusal("weather { wind { speed: 1 } }"),
            "weather.wind.speed is 1; allowed: at least 0 and less than 1 (wind speed)");
  EXPECT_EQ(Refusal("weather { sun { hours: 0 } }"), "weather.sun.hours is 0; allowed: more than 0 and at most 24");
  EXPECT_TRUE(Validate("weather { sun { hours: 24 } }").ok());
}

TEST(ValidateTest, ChecksEveryElementOfAList) {
  EXPECT_THAT(Refusal("garden { rows: [5, 0] }"), StartsWith("garden.rows[1] is 0;"));
  EXPECT_THAT(Refusal("gusts { speed: .1 } gusts { speed: -1 }"), StartsWith("gusts[1].speed is -1;"));
}

TEST(ValidateTest, RefusesNanAndInfinityWithOrWithoutARange) {
  EXPECT_THAT(Refusal("weather { wind { speed: nan } }"), StartsWith("weather.wind.speed is nan;"));
  EXPECT_EQ(Refusal("weather { sun { angle: inf } }"), "weather.sun.angle is inf; allowed: any finite number");
  EXPECT_EQ(Refusal("garden { depths: inf }"), "garden.depths[0] is inf; allowed: at least 0");
  EXPECT_THAT(Refusal("watering { epochs: -inf }"), StartsWith("watering.epochs is -inf;"));
}

TEST(ValidateTest, NamesTheNearestChoice) {
  EXPECT_THAT(Refusal("garden { soil: 'caly' }"), AllOf(StartsWith("garden.soil is \"caly\" (did you mean \"clay\"?)"),
                                                        HasSubstr("allowed: \"loam\" or \"clay\" or \"sand\"")));
  EXPECT_THAT(Refusal("garden { soil: '' }"), StartsWith("garden.soil is \"\"; allowed:"));
}

}  // namespace
}  // namespace moebench
