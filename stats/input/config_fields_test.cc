#include "stats/input/config_fields.h"

#include "absl/strings/match.h"
#include "gtest/gtest.h"

namespace moebench::stats {
namespace {

constexpr char kConfig[] =
    "name: \"a: {\"\n"
    "training {\n"
    "  lr: 0.001\n"
    "  warmup {\n"
    "    fraction: 0.1\n"
    "  }\n"
    "  precision: \"bf16\"\n"
    "}\n"
    "tiers: 8\n"
    "tiers: 4\n";

bool All(absl::string_view) { return true; }

TEST(ConfigFields, HaveTheirPaths) {
  const std::vector<ConfigField> fields = ConfigFields(kConfig);
  ASSERT_EQ(fields.size(), 6u);
  EXPECT_EQ(fields[0].path, "name");
  EXPECT_EQ(fields[0].value, "\"a: {\"");
  EXPECT_EQ(fields[2].path, "training.warmup.fraction");
  EXPECT_EQ(fields[3].path, "training.precision");
  EXPECT_EQ(fields[3].value, "\"bf16\"");
  EXPECT_EQ(fields[5].path, "tiers");
  EXPECT_EQ(fields[5].value, "4");
}

TEST(ConfigFields, TextOfAnyKindIsBorne) {
  EXPECT_TRUE(ConfigFields("").empty());
  EXPECT_TRUE(ConfigFields("}\n}\n# lr\nlr\n{").empty());
  EXPECT_EQ(ConfigFields("}\nlr: 1").front().path, "lr");
}

TEST(FirstDifference, NamesFieldAndBothValues) {
  EXPECT_EQ(FirstDifference(kConfig, kConfig, All), "");
  EXPECT_EQ(FirstDifference("a: 1\nb: 2\n", "a: 1\nb: 3\n", All), "b is 2 and 3");
  EXPECT_EQ(FirstDifference("a: 1\nb: 2\n", "a: 1\n", All), "b is 2 and absent");
  EXPECT_EQ(FirstDifference("a: 1\n", "a: 1\nb: 2\n", All), "b is absent and 2");
  EXPECT_EQ(FirstDifference("t: 8\nt: 4\n", "t: 8\nt: 5\n", All), "t is 4 and 5");
  EXPECT_EQ(FirstDifference("t: 8\n", "t: 8\nt: 4\n", All), "t is absent and 4");
}

TEST(FirstDifference, LooksOnlyAtWhatConcerns) {
  const auto precision = [](absl::string_view path) { return absl::EndsWith(path, "precision"); };
  EXPECT_EQ(FirstDifference("lr: 1\nprecision: \"a\"\n", "lr: 2\nprecision: \"a\"\n", precision), "");
  EXPECT_EQ(FirstDifference("precision: \"a\"\n", "precision: \"b\"\n", precision), "precision is \"a\" and \"b\"");
}

}  // namespace
}  // namespace moebench::stats
