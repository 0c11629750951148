#include "moe_core/experiments/override.h"

#include <limits>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "moe_core/experiments/toy_experiment.pb.h"

namespace moebench {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::StartsWith;

toy::Experiment Applied(const std::vector<std::string>& overrides) {
  toy::Experiment experiment;
  for (const std::string& text : overrides) EXPECT_EQ(ApplyOverride(text, &experiment).message(), "");
  return experiment;
}

std::string Refusal(const std::string& text) {
  toy::Experiment experiment;
  experiment.mutable_garden()->add_rows(7);
  const std::string before = experiment.SerializeAsString();
  const absl::Status status = ApplyOverride(text, &experiment);
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << text;
  EXPECT_EQ(experiment.SerializeAsString(), before) << text << " changed the message";
  return std::string(status.message());
}

TEST(OverrideTest, SetsEveryKindOfField) {
  const toy::Experiment experiment =
      Applied({"garden.beds=5", "garden.fenced=false", "garden.soil=clay", "garden.seeds=-9000000000",
               "garden.key=18446744073709551615", "garden.gates=4294967295", "weather.wind.speed=1e-3",
               "garden.owner=Ada = Byron"});
  EXPECT_EQ(experiment.garden().beds(), 5);
  EXPECT_FALSE(experiment.garden().fenced());
  EXPECT_EQ(experiment.garden().soil(), "clay");
  EXPECT_EQ(experiment.garden().seeds(), -9000000000);
  EXPECT_EQ(experiment.garden().key(), std::numeric_limits<uint64_t>::max());
  EXPECT_EQ(experiment.garden().gates(), std::numeric_limits<uint32_t>::max());
  EXPECT_EQ(experiment.weather().wind().speed(), 1e-3);
  EXPECT_EQ(experiment.garden().owner(), "Ada = Byron");
}

TEST(OverrideTest, LaterWinsAndOthersStay) {
  const toy::Experiment experiment = Applied({"garden.beds=5", "garden.soil=sand", "garden.beds=6"});
  EXPECT_EQ(experiment.garden().beds(), 6);
  EXPECT_EQ(experiment.garden().soil(), "sand");
}

TEST(OverrideTest, ListsAreReplacedByCommaSeparatedElements) {
  const toy::Experiment experiment =
      Applied({"garden.rows=1,2", "garden.rows=8, 4,4", "garden.plants=oak,elm", "garden.depths=.5"});
  EXPECT_THAT(experiment.garden().rows(), ElementsAre(8, 4, 4));
  EXPECT_THAT(experiment.garden().plants(), ElementsAre("oak", "elm"));
  EXPECT_THAT(experiment.garden().depths(), ElementsAre(0.5));
}

TEST(OverrideTest, SettingOneMemberOfAOneofUnsetsTheOther) {
  const toy::Experiment experiment =
      Applied({"watering.epochs=15", "watering.fraction=0", "weather.sun.hours=2", "weather.wind.speed=0"});
  EXPECT_FALSE(experiment.watering().has_epochs());
  EXPECT_TRUE(experiment.watering().has_fraction());
  EXPECT_TRUE(experiment.weather().has_wind());
  EXPECT_FALSE(experiment.weather().has_sun());
}

TEST(OverrideTest, UnknownFieldNamesTheNearestPath) {
  EXPECT_EQ(Refusal("gardn.bed=3"), "gardn.bed=3: no such field (did you mean \"garden.beds\"?)");
  EXPECT_THAT(Refusal("beds=3"), HasSubstr("did you mean \"garden.beds\"?"));
  EXPECT_THAT(Refusal("sun.hours=3"), HasSubstr("did you mean \"weather.sun.hours\"?"));
  EXPECT_THAT(Refusal("orchard.soil=clay"), HasSubstr("did you mean \"garden.soil\"?"));
  EXPECT_EQ(Refusal("xyzzyxyzzy=3"), "xyzzyxyzzy=3: no such field");
  EXPECT_THAT(Refusal("garden.beds.x=3"), HasSubstr("no such field"));
  EXPECT_THAT(Refusal("gusts.speed=.3"), HasSubstr("no such field"));
  EXPECT_THAT(Refusal("=3"), StartsWith("=3: no such field"));
}

TEST(OverrideTest, GroupNamesItsFields) {
  EXPECT_EQ(Refusal("watering=0.2"),
            "watering=0.2: a group of fields, not one; name one of watering.epochs, watering.fraction");
}

TEST(OverrideTest, AssignmentNeedsAnEqualsSign) { EXPECT_THAT(Refusal("garden.beds"), HasSubstr("write FIELD=VALUE")); }

TEST(OverrideTest, ValueOfAnotherTypeIsNamedWithFieldAndType) {
  EXPECT_EQ(Refusal("garden.beds=many"),
            "garden.beds=many: \"many\" does not fit; garden.beds takes a whole number of 32 bits (flower beds)");
  EXPECT_THAT(Refusal("garden.fenced=maybe"), HasSubstr("garden.fenced takes true or false"));
  EXPECT_THAT(Refusal("garden.gates=-1"), HasSubstr("a whole number of 32 bits, not negative"));
}

TEST(OverrideTest, TrailingJunkEmptyValuesOverflowAndNonFiniteNumbersAreRefused) {
  for (const std::string value : {"3x", "3 4", "1e3", "3.0", "0x10", "2147483648", "-2147483649", "", " "}) {
    EXPECT_THAT(Refusal("garden.beds=" + value), HasSubstr("garden.beds takes")) << value;
  }
  for (const std::string value : {"0.1.2", ".5f", "nan", "inf", "-inf", "1e999", "0x1p-3", "1,5", ""}) {
    EXPECT_THAT(Refusal("weather.wind.speed=" + value), HasSubstr("weather.wind.speed takes")) << value;
  }
  EXPECT_THAT(Refusal("garden.seeds=9223372036854775808"), HasSubstr("64 bits"));
  EXPECT_THAT(Refusal("garden.rows=8,,4"), HasSubstr("the value is empty"));
  EXPECT_THAT(Refusal("garden.rows="), HasSubstr("garden.rows takes a comma-separated list"));
  EXPECT_THAT(Refusal("garden.rows=8,4x"), HasSubstr("\"4x\" does not fit"));
  EXPECT_THAT(Refusal("garden.owner="), HasSubstr("the value is empty"));
}

TEST(OverrideTest, RangeAndChoiceAreChecked) {
  EXPECT_THAT(Refusal("garden.beds=0"), HasSubstr("garden.beds is 0; allowed: at least 1 and at most 65536"));
  EXPECT_THAT(Refusal("garden.rows=8,101"), HasSubstr("garden.rows[1] is 101; allowed: at least 1 and at most 100"));
  EXPECT_THAT(Refusal("garden.soil=lom"), HasSubstr("did you mean \"loam\"?"));
}

TEST(FieldPathsTest, ShallowFirstWithoutListsOfMessages) {
  EXPECT_THAT(
      FieldPaths(toy::Experiment::descriptor()),
      ElementsAre("garden.beds", "garden.fenced", "garden.soil", "garden.rows", "garden.plants", "garden.depths",
                  "garden.seeds", "garden.key", "garden.gates", "garden.owner", "watering.epochs", "watering.fraction",
                  "weather.wind.speed", "weather.sun.hours", "weather.sun.angle"));
}

}  // namespace
}  // namespace moebench
