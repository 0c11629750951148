#include "tools/ecology/ecology_json.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <utility>

#include "nlohmann/json.hpp"

namespace moebench::tools {
namespace {

using Json = nlohmann::json;

// One choice a row; steps 0 and 2.5; expert 1 of three is never chosen.
RoutingTrace Trace() {
  TraceBuilder builder(1, {/*right=*/true, /*step=*/true, false, false}, {});
  for (const double step : {0.0, 2.5}) {
    for (const int64_t e : {0, 2, 2}) {
      TraceRow row;
      row.expert = {e};
      row.weight = {1};
      row.right = e == 0;
      row.step = step;
      EXPECT_TRUE(builder.Add(row).ok());
    }
  }
  return *std::move(builder).Finish();
}

TEST(EcologyJsonTest, HoldsEverything) {
  const Json json = Json::parse(EcologyJson(*AnalyzeTrace(Trace(), EcologyConfig(), 0)));
  EXPECT_EQ(json["format_version"], 1);
  EXPECT_EQ(json["rows"], 6);
  EXPECT_EQ(json["top_k"], 1);
  EXPECT_EQ(json["num_experts_from"], "largest id + 1");
  EXPECT_EQ(json["accuracy_known"], true);
  EXPECT_EQ(json["notices"], Json::array());
  EXPECT_EQ(json["settings"]["dead_usage"], 0.005);
  ASSERT_EQ(json["layers"].size(), 1u);
  const Json& layer = json["layers"][0];
  EXPECT_EQ(layer["layer"], 0);
  EXPECT_EQ(layer["num_experts"], 3);
  EXPECT_EQ(layer["step"], 2.5);
  EXPECT_EQ(layer["rows"], 3);
  EXPECT_EQ(layer["classes"], Json::parse(R"({"PURE_CORE": 1, "BROAD_CORE": 0, "WEAK_CORE": 1, "EDGE": 0, "NOISE": 0,
                                              "DEAD": 1})"));
  EXPECT_EQ(layer["phase"], "collapsed");
  EXPECT_TRUE(layer["transition"].is_null());
  EXPECT_TRUE(layer["hard_ratio_t0_t2"].is_null());
  EXPECT_TRUE(layer["tiers"][0]["hard_share"].is_null());
  EXPECT_EQ(layer["experts"][0]["accuracy"], 1.0);
  EXPECT_TRUE(layer["experts"][1]["accuracy"].is_null());
  EXPECT_EQ(layer["experts"][1]["class"], "DEAD");
  EXPECT_EQ(layer["experts"][2]["wins"], 2);
  EXPECT_EQ(layer["revival_log"]["peak_dead"], 1);
  EXPECT_TRUE(layer["revival_log"]["dead_free_from_step"].is_null());
  ASSERT_EQ(layer["evaluations"].size(), 2u);
  EXPECT_EQ(layer["evaluations"][0]["dead_experts"], Json::array({1}));
  EXPECT_EQ(layer["evaluations"][0]["usage"][2].get<double>(), 2.0 / 3);  // to the last bit
}

TEST(EcologyJsonTest, WholeStepsHaveNoFraction) {
  const std::string text = EcologyJson(*AnalyzeTrace(Trace(), EcologyConfig(), 0));
  EXPECT_NE(text.find("\"step\": 0,"), std::string::npos);
  EXPECT_NE(text.find("\"step\": 2.5,"), std::string::npos);
}

TEST(EcologyJsonTest, NoticesThatAreNotUtf8AreStillJson) {
  TraceEcology ecology = *AnalyzeTrace(Trace(), EcologyConfig(), 0);
  ecology.notices = {"column \"\xFF\xFE\" is not read"};
  EXPECT_TRUE(Json::accept(EcologyJson(ecology)));
}

}  // namespace
}  // namespace moebench::tools
