#include "moe_core/experiments/canonical_text.h"

#include "base/sha256.h"
#include "google/protobuf/text_format.h"
#include "google/protobuf/util/message_differencer.h"
#include "gtest/gtest.h"
#include "moe_core/experiments/toy_experiment.pb.h"

namespace moebench {
namespace {

using google::protobuf::TextFormat;
using google::protobuf::util::MessageDifferencer;

toy::Experiment Parse(const std::string& text) {
  toy::Experiment experiment;
  EXPECT_TRUE(TextFormat::ParseFromString(text, &experiment)) << text;
  return experiment;
}

TEST(CanonicalTextTest, WritesDefaultsAndLeavesTheUnsettableUnset) {
  EXPECT_EQ(CanonicalText(toy::Experiment()),
            "garden {\n"
            "  beds: 3\n"
            "  fenced: true\n"
            "  soil: \"loam\"\n"
            "}\n");
}

TEST(CanonicalTextTest, WritesShortestDoublesAndNamedValues) {
  EXPECT_EQ(CanonicalText(Parse("gusts { } gusts { speed: 0.30000000000000004 } watering { fraction: 0 }"
                                "garden { depths: [1e-8, 100] beds: 0 rows: [8, 4] owner: 'a\"b\\n' }")),
            "garden {\n"
            "  beds: 0\n"
            "  fenced: true\n"
            "  soil: \"loam\"\n"
            "  rows: 8\n"
            "  rows: 4\n"
            "  depths: 1e-08\n"
            "  depths: 100\n"
            "  owner: \"a\\\"b\\n\"\n"
            "}\n"
            "watering {\n"
            "  fraction: 0\n"
            "}\n"
            "gusts {\n"
            "  speed: 0.15\n"
            "}\n"
            "gusts {\n"
            "  speed: 0.30000000000000004\n"
            "}\n");
}

TEST(CanonicalTextTest, SetOneofMemberKeepsItsDefaults) {
  EXPECT_EQ(CanonicalText(Parse("weather { sun { } }")),
            CanonicalText(Parse("weather { sun { hours: 8 } } garden { }")));
  EXPECT_TRUE(Parse(CanonicalText(Parse("weather { wind { } }"))).weather().has_wind());
}

TEST(CanonicalTextTest, SameMeaningSameTextAndHash) {
  const toy::Experiment bare = Parse("watering { }");
  const toy::Experiment spelled = Parse("garden { soil: 'loam' beds: 3 }");
  EXPECT_EQ(CanonicalText(bare), CanonicalText(spelled));
  EXPECT_EQ(CanonicalSha256(bare), CanonicalSha256(spelled));
  EXPECT_EQ(CanonicalSha256(bare), Sha256Hex(CanonicalText(bare)));
  EXPECT_NE(CanonicalSha256(bare), CanonicalSha256(Parse("garden { beds: 4 }")));
}

TEST(CanonicalTextTest, ReadsBackAsTheFilledInMessage) {
  toy::Experiment message =
      Parse("gusts { } garden { depths: [0.1, 3.3333333333333335, 1e300] key: 18446744073709551615 owner: '\\377é' }");
  const std::string text = CanonicalText(message);
  FillInDefaults(&message);
  EXPECT_TRUE(MessageDifferencer::Equals(Parse(text), message)) << text;
  EXPECT_EQ(CanonicalText(Parse(text)), text);
}

}  // namespace
}  // namespace moebench
