#include "moe_core/experiments/merge.h"

#include "google/protobuf/text_format.h"
#include "google/protobuf/util/message_differencer.h"
#include "gtest/gtest.h"
#include "moe_core/experiments/toy_experiment.pb.h"

namespace moebench {
namespace {

using google::protobuf::util::MessageDifferencer;

toy::Experiment Parse(const std::string& text) {
  toy::Experiment experiment;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &experiment)) << text;
  return experiment;
}

void ExpectMerge(const std::string& base, const std::string& overlay, const std::string& result) {
  toy::Experiment merged = Parse(base);
  MergeByPresence(Parse(overlay), &merged);
  EXPECT_TRUE(MessageDifferencer::Equals(merged, Parse(result))) << merged.DebugString();
}

TEST(MergeTest, UnnamedFieldsStay) {
  ExpectMerge("garden { beds: 5 soil: 'clay' }", "", "garden { beds: 5 soil: 'clay' }");
}

TEST(MergeTest, NamedScalarsWinEvenWhenZeroFalseOrDefault) {
  ExpectMerge("garden { beds: 5 fenced: true owner: 'Ada' seeds: 9 }",
              "garden { beds: 3 fenced: false owner: '' seeds: 0 }",
              "garden { beds: 3 fenced: false owner: '' seeds: 0 }");
}

TEST(MergeTest, NamedListsReplace) {
  ExpectMerge("garden { rows: [8, 4, 4] plants: 'oak' }", "garden { rows: 16 }", "garden { rows: 16 plants: 'oak' }");
  ExpectMerge("gusts { speed: .1 } gusts { speed: .2 }", "gusts { speed: .3 }", "gusts { speed: .3 }");
}

TEST(MergeTest, MessagesMergeFieldByField) {
  ExpectMerge("garden { beds: 5 } watering { epochs: 2 }", "garden { soil: 'sand' }",
              "garden { beds: 5 soil: 'sand' } watering { epochs: 2 }");
}

TEST(MergeTest, OneofSwitchesBetweenScalars) {
  ExpectMerge("watering { epochs: 15 }", "watering { fraction: 0 }", "watering { fraction: 0 }");
}

TEST(MergeTest, OneofSwitchDropsTheOldMessageWhole) {
  ExpectMerge("weather { sun { hours: 3 angle: 40 } }", "weather { wind { } }", "weather { wind { } }");
  ExpectMerge("weather { wind { speed: .5 } }", "weather { sun { angle: 1 } }", "weather { sun { angle: 1 } }");
}

TEST(MergeTest, SameOneofMemberMerges) {
  ExpectMerge("weather { sun { hours: 3 angle: 40 } }", "weather { sun { angle: 10 } }",
              "weather { sun { hours: 3 angle: 10 } }");
}

TEST(MergeTest, MergingTwiceChangesNothingMore) {
  const toy::Experiment overlay = Parse("garden { rows: [1, 2] } gusts { } watering { fraction: .5 }");
  toy::Experiment merged = Parse("garden { rows: 9 beds: 4 } watering { epochs: 1 }");
  MergeByPresence(overlay, &merged);
  const toy::Experiment once = merged;
  MergeByPresence(overlay, &merged);
  EXPECT_TRUE(MessageDifferencer::Equals(once, merged));
}

}  // namespace
}  // namespace moebench
