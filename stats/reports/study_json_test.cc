#include "stats/reports/study_json.h"

#include <cmath>
#include <limits>
#include <string>

#include "gtest/gtest.h"
#include "stats/reports/test_study.h"

namespace moebench::stats {
namespace {

nlohmann::json Parsed(const Study& study) { return nlohmann::json::parse(StudyJson(study)); }

TEST(StudyJson, HoldsEveryNumberUnrounded) {
  Study study = TestStudy({4, 3, {0.05, 0.02}});
  study.margins[0].pairs[0].comparison.difference = 0.1 + 0.2;
  study.options.seed = 18446744073709551615u;
  const nlohmann::json json = Parsed(study);
  EXPECT_EQ(json["schema_version"], 1);
  EXPECT_EQ(json["kind"], "study");
  const nlohmann::json& value = json["study"];
  EXPECT_EQ(value["options"]["seed"].get<uint64_t>(), 18446744073709551615u);
  EXPECT_EQ(value["options"]["exploratory"], true);
  EXPECT_EQ(value["variants"][1]["values"].size(), 3u);
  EXPECT_EQ(value["variants"][2]["control"], true);
  const nlohmann::json& pair = value["margins"][0]["pairs"][0];
  EXPECT_EQ(pair["comparison"]["difference"].get<double>(), 0.1 + 0.2);
  EXPECT_EQ(pair["comparison"]["equivalence_interval"]["confidence"], 0.9);
  EXPECT_EQ(pair["comparison"]["decision"], "equivalent");
  EXPECT_EQ(pair["p_equivalence_holm"], 0.0314);
  EXPECT_EQ(pair["sensitivity"][0]["method"], "moving blocks of 5");
  EXPECT_EQ(pair["power"], nullptr);
  EXPECT_EQ(value["margins"][0]["controls"][0]["negative"], true);
  EXPECT_EQ(value["icc"], 0.7295);
}

TEST(StudyJson, WhatIsNotThereIsNull) {
  Study study = TestStudy({2, 1, {0.05}, false});
  study.icc.reset();
  study.margins[0].pairs[0].smallest_margin = std::numeric_limits<double>::infinity();
  study.margins[0].pairs[0].comparison.standard_error = std::nan("");
  study.margins[0].pairs[0].comparison.degrees_of_freedom.reset();
  study.margins[0].pairs[0].power = PowerNote{0.5, 0.25, 9, std::nullopt};
  const nlohmann::json value = Parsed(study)["study"];
  EXPECT_EQ(value["icc"], nullptr);
  EXPECT_EQ(value["variants"][0]["sd"], nullptr);
  const nlohmann::json& pair = value["margins"][0]["pairs"][0];
  EXPECT_EQ(pair["smallest_margin"], nullptr);
  EXPECT_EQ(pair["comparison"]["standard_error"], nullptr);
  EXPECT_EQ(pair["comparison"]["degrees_of_freedom"], nullptr);
  EXPECT_EQ(pair["power"]["n_needed"], 9);
  EXPECT_EQ(pair["power"]["n_needed_half"], nullptr);
}

TEST(StudyJson, TextsFromFilesAreSafe) {
  Study study = TestStudy({2, 1, {0.05}, false, {"a\"b\\c\n</script>", "\xFF broken"}});
  const nlohmann::json value = Parsed(study)["study"];
  EXPECT_EQ(value["variants"][0]["name"], "a\"b\\c\n</script>");
  EXPECT_EQ(value["variants"][1]["name"], "\xEF\xBF\xBD broken");
}

TEST(StudyJson, SameStudySameBytes) {
  EXPECT_EQ(StudyJson(TestStudy({5, 3, {0.05}})), StudyJson(TestStudy({5, 3, {0.05}})));
  EXPECT_EQ(StudyJson(Study()).back(), '\n');
}

}  // namespace
}  // namespace moebench::stats
