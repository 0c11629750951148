#include "moe_core/training/metric_log.h"

#include <cmath>
#include <filesystem>
#include <limits>

#include "base/atomic_file.h"
#include "base/test_folder.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "nlohmann/json.hpp"

namespace moebench {
namespace {

using ::testing::HasSubstr;

class MetricLogTest : public ::testing::Test {
 protected:
  void Write(const std::string& text) const { ASSERT_TRUE(WriteFileAtomically(path_, text).ok()); }

  const TestFolder folder_;
  const std::string path_ = folder_.path() + "/metrics.jsonl";
};

TEST(MetricLineTest, KeysComeInOrder) {
  const MetricLine line = {"train", 50, {{"loss", 2.5}, {"a", int64_t{3}}, {"phase", "warm-up \"1\""}}};
  EXPECT_EQ(FormatMetricLine(line), R"({"kind":"train","step":50,"loss":2.5,"a":3,"phase":"warm-up \"1\""})");
}

TEST(MetricLineTest, ListsOfNumbers) {
  EXPECT_EQ(FormatMetricLine({"e", 1, {{"usage", std::vector<double>{0.5, 1, NAN}}, {"none", std::vector<double>{}}}}),
            R"({"kind":"e","step":1,"usage":[0.5,1.0,"NaN"],"none":[]})");
}

TEST(MetricLineTest, DoublesReadBackToTheSameBitsAndTypesStay) {
  for (const double value : {0.1, 1.0 / 3, -0.0, 2.0, 1e300, 5e-324, 123456789012345678.0,
                             std::numeric_limits<double>::max(), double{0.1f}}) {
    const std::string text = FormatMetricLine({"x", 0, {{"v", value}}});
    const absl::StatusOr<MetricLine> line = ParseMetricLine(text);
    ASSERT_TRUE(line.ok()) << text;
    const double* read = std::get_if<double>(&line->fields[0].second);
    ASSERT_NE(read, nullptr) << text;
    EXPECT_EQ(*read, value);
    EXPECT_EQ(std::signbit(*read), std::signbit(value));
  }
  EXPECT_EQ(FormatMetricLine({"x", 0, {{"v", 0.1}}}), R"({"kind":"x","step":0,"v":0.1})");
}

TEST(MetricLineTest, NumbersThatAreNotFiniteAreText) {
  const std::string text = FormatMetricLine({"x", 0, {{"a", NAN}, {"b", INFINITY}, {"c", -INFINITY}}});
  EXPECT_EQ(text, R"({"kind":"x","step":0,"a":"NaN","b":"Infinity","c":"-Infinity"})");
  const MetricLine line = *ParseMetricLine(text);
  EXPECT_TRUE(std::isnan(std::get<double>(line.fields[0].second)));
  EXPECT_EQ(std::get<double>(line.fields[2].second), -INFINITY);
}

TEST(MetricLineTest, EveryLineIsValidJson) {
  const std::string text = FormatMetricLine({"k\n\x01", -1, {{"caf\xE9", std::string("\xFF\t")}, {"x", 1e21}}});
  EXPECT_TRUE(nlohmann::json::accept(text)) << text;
  EXPECT_EQ(text.find('\n'), std::string::npos);
}

TEST(MetricLineTest, WallClockFieldsAreKnownByName) {
  EXPECT_TRUE(IsWallClockField("step_seconds"));
  EXPECT_TRUE(IsWallClockField("samples_per_second"));
  EXPECT_TRUE(IsWallClockField("wall_time"));
  EXPECT_TRUE(IsWallClockField("time"));
  EXPECT_FALSE(IsWallClockField("loss"));
  EXPECT_FALSE(IsWallClockField("time_steps"));
}

TEST(MetricLineTest, OtherJsonIsRefused) {
  EXPECT_THAT(std::string(ParseMetricLine("[1]").status().message()), HasSubstr("not a JSON object"));
  EXPECT_THAT(std::string(ParseMetricLine(R"({"kind":"x"})").status().message()), HasSubstr("\"step\""));
  EXPECT_THAT(std::string(ParseMetricLine(R"({"kind":"x","step":1.5})").status().message()), HasSubstr("\"step\""));
  EXPECT_THAT(std::string(ParseMetricLine(R"({"kind":"x","step":1,"f":{}})").status().message()), HasSubstr("\"f\""));
}

TEST_F(MetricLogTest, LinesAreAppendedAcrossOpenings) {
  for (int64_t step = 1; step <= 2; ++step) {
    absl::StatusOr<MetricLog> log = MetricLog::Open(path_);
    ASSERT_TRUE(log.ok());
    ASSERT_TRUE(log->Append({"train", step, {{"loss", 0.5}}}).ok());
    ASSERT_TRUE(log->Sync().ok());
  }
  EXPECT_EQ(*ReadFile(path_),
            "{\"kind\":\"train\",\"step\":1,\"loss\":0.5}\n{\"kind\":\"train\",\"step\":2,\"loss\":0.5}\n");
  const std::vector<MetricLine> lines = *ReadMetricLog(path_);
  ASSERT_EQ(lines.size(), 2u);
  EXPECT_EQ(lines[1].step, 2);
  EXPECT_EQ(lines[1].kind, "train");
}

TEST_F(MetricLogTest, ATornLastLineIsLeftOutByTheReader) {
  Write("{\"kind\":\"a\",\"step\":1}\n{\"kind\":\"b\",\"st");
  EXPECT_EQ(ReadMetricLog(path_)->size(), 1u);
  Write("{\"kind\":\"a\"");
  EXPECT_TRUE(ReadMetricLog(path_)->empty());
}

TEST_F(MetricLogTest, ABadLineElsewhereIsNamed) {
  Write("{\"kind\":\"a\",\"step\":1}\noops\n{\"kind\":\"b\",\"step\":2}\n");
  EXPECT_THAT(std::string(ReadMetricLog(path_).status().message()), HasSubstr("metrics.jsonl has a line 2 not a JSON"));
  EXPECT_TRUE(absl::IsNotFound(ReadMetricLog(folder_.path() + "/none").status()));
}

TEST_F(MetricLogTest, TruncatingKeepsTheBytesOfEarlierLines) {
  const std::string first = "{\"step\": 1, \"kind\":\"train\", \"loss\":0.50}\n";
  const std::string second = "{\"kind\":\"train\",\"step\":2}\n{\"kind\":\"evaluation\",\"step\":2}\n";
  Write(first + second + "{\"kind\":\"train\",\"step\":3}\n{\"kind\":\"train\",\"st");
  ASSERT_TRUE(TruncateTo(path_, 2).ok());
  EXPECT_EQ(*ReadFile(path_), first + second);
  ASSERT_TRUE(TruncateTo(path_, 2).ok());
  EXPECT_EQ(*ReadFile(path_), first + second);
  ASSERT_TRUE(TruncateTo(path_, 1).ok());
  EXPECT_EQ(*ReadFile(path_), first);
  ASSERT_TRUE(TruncateTo(path_, -1).ok());
  EXPECT_EQ(*ReadFile(path_), "");
}

TEST_F(MetricLogTest, TruncatingDropsWhatCannotBeReadAndForgivesNoFile) {
  EXPECT_TRUE(TruncateTo(path_, 5).ok());
  EXPECT_FALSE(std::filesystem::exists(path_));
  Write(std::string("{\"kind\":\"a\",\"step\":1}\n\0\0\0\0\n{\"kind\"", 35));
  EXPECT_TRUE(TruncateTo(path_, 5).ok());
  EXPECT_EQ(*ReadFile(path_), "{\"kind\":\"a\",\"step\":1}\n");
}

}  // namespace
}  // namespace moebench
