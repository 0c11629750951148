#include "language/tokenizer/sentencepiece/model_mutation.h"

#include "gtest/gtest.h"
#include "language/tokenizer/sentencepiece/test_models.h"
#include "sentencepiece_model.pb.h"

namespace moebench::language {
namespace {

TEST(ModelMutationTest, DamagesInEveryWay) {
  const std::string model = TrainTestModel({{"model_type", "bpe"}, {"vocab_size", "300"}});
  sentencepiece::ModelProto whole;
  whole.ParseFromString(model);
  int unchanged = 0, unreadable = 0, other_pieces = 0, other_rules = 0, other_options = 0;
  for (int i = 0; i < 300; ++i) {
    const std::string mutated = MutatedModel(model, 1, i);
    EXPECT_EQ(mutated, MutatedModel(model, 1, i));
    unchanged += mutated == model;
    sentencepiece::ModelProto proto;
    if (!proto.ParseFromString(mutated)) {
      ++unreadable;
      continue;
    }
    other_rules += proto.normalizer_spec().precompiled_charsmap() != whole.normalizer_spec().precompiled_charsmap();
    other_options += proto.trainer_spec().SerializeAsString() != whole.trainer_spec().SerializeAsString();
    bool same = proto.pieces_size() == whole.pieces_size();
    for (int id = 0; same && id < proto.pieces_size(); ++id) {
      same = proto.pieces(id).SerializeAsString() == whole.pieces(id).SerializeAsString();
    }
    other_pieces += !same;
  }
  EXPECT_LT(unchanged, 30);
  EXPECT_GT(unreadable, 10);
  EXPECT_GT(other_pieces, 50);
  EXPECT_GT(other_rules, 50);
  EXPECT_GT(other_options, 20);
}

}  // namespace
}  // namespace moebench::language
