#include "tools/ecology/ecology_settings.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace moebench::tools {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::string Error(absl::string_view tiers, const std::vector<std::string>& overrides = {}) {
  const absl::Status status = EcologySettings(tiers, false, overrides).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  return std::string(status.message());
}

TEST(EcologySettingsTest, NothingGivenIsTheDefault) {
  const EcologyConfig config = *EcologySettings("", false, {});
  EXPECT_EQ(config.SerializeAsString(), EcologyConfig().SerializeAsString());
}

TEST(EcologySettingsTest, TiersAreNumbersBetweenColons) {
  EXPECT_THAT(EcologySettings("8:4:4", false, {})->tiers(), ElementsAre(8, 4, 4));
  EXPECT_THAT(EcologySettings("16", false, {})->tiers(), ElementsAre(16));
  EXPECT_THAT(Error("8:x"), HasSubstr("--tiers=8:x: \"x\" is no number of experts"));
  EXPECT_THAT(Error("8:0"), HasSubstr("\"0\" is no number of experts"));
  EXPECT_THAT(Error("8::4"), HasSubstr("\"\" is no number of experts"));
  EXPECT_THAT(Error("8,4"), HasSubstr("as in 8:4:4"));
  EXPECT_THAT(Error("99999999999"), HasSubstr("no number of experts"));
}

TEST(EcologySettingsTest, OverridesComeLast) {
  const EcologyConfig config = *EcologySettings("8:4:4", true, {"dead_usage=0.01", "tiers=2,2", "strict_phase=false"});
  EXPECT_EQ(config.dead_usage(), 0.01);
  EXPECT_THAT(config.tiers(), ElementsAre(2, 2));
  EXPECT_FALSE(config.strict_phase());
  EXPECT_TRUE(EcologySettings("", true, {})->strict_phase());
}

TEST(EcologySettingsTest, RefusesWhatAFieldDoesNotTake) {
  EXPECT_THAT(Error("", {"dead_usge=0.01"}),
              HasSubstr("--set dead_usge=0.01: no such field (did you mean \"dead_usage\"?)"));
  EXPECT_THAT(Error("", {"dead_usage=2"}), HasSubstr("--set dead_usage=2: "));
}

TEST(EcologySettingsTest, RefusesFieldsWithoutEffect) {
  EXPECT_THAT(Error("", {"critical_e=1"}),
              HasSubstr("--set critical_e=1: a routing trace has nothing that critical_e"));
  EXPECT_THAT(Error("", {" hard_confidence = 0.5"}), HasSubstr("nothing that hard_confidence decides"));
}

TEST(EcologySettingsTest, RefusesThresholdsInTheWrongOrder) {
  EXPECT_EQ(Error("", {"dead_usage=0.1"}), "dead_usage is 0.1, above core_usage, 0.02");
  EXPECT_THAT(Error("", {"broad_accuracy=0.7"}), HasSubstr("broad_accuracy is 0.7, above pure_accuracy"));
  EXPECT_THAT(Error("", {"tier_collapse_usage=0.1"}), HasSubstr("above tier_recovery_usage"));
}

}  // namespace
}  // namespace moebench::tools
