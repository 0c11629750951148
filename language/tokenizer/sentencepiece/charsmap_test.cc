#include "language/tokenizer/sentencepiece/charsmap.h"

#include <map>

#include "base/counter_random.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "language/tokenizer/sentencepiece/test_models.h"
#include "sentencepiece_model.pb.h"

namespace moebench::language {
namespace {

using ::testing::HasSubstr;

constexpr uint32_t kLeaf = uint32_t{1} << 31;
constexpr uint32_t kEndsKey = 1 << 8;

std::string Bytes(uint32_t number) {
  std::string bytes;
  for (int i = 0; i < 4; ++i) bytes.push_back(static_cast<char>(number >> 8 * i));
  return bytes;
}

// A double array laid out by hand: every node's children have a block of 256 units of their own.
class Trie {
 public:
  Trie() : units_(512, kLeaf) { units_[0] = 256 << 10; }

  void Add(const std::string& key, uint32_t value) {
    uint32_t place = 256;
    for (size_t i = 0; i < key.size(); ++i) {
      const uint32_t at = place + static_cast<unsigned char>(key[i]);
      uint32_t& child = children_[at];
      if (child == 0) {
        child = static_cast<uint32_t>(units_.size());
        units_.resize(units_.size() + 256, kLeaf);
        units_[at] = (at ^ child) << 10 | static_cast<unsigned char>(key[i]);
      }
      if (i + 1 == key.size()) units_[at] |= kEndsKey;
      place = child;
    }
    units_[place] = kLeaf | value;
  }

  uint32_t& unit(size_t i) { return units_[i]; }

  std::string Blob(const std::string& replacements) const {
    std::string blob = Bytes(static_cast<uint32_t>(units_.size() * 4));
    for (const uint32_t unit : units_) blob += Bytes(unit);
    return blob + replacements;
  }

 private:
  std::vector<uint32_t> units_;
  std::map<uint32_t, uint32_t> children_;
};

const std::string kReplacements("one\0two\0", 8);

Trie SmallTrie() {
  Trie trie;
  trie.Add("ab", 0);
  trie.Add("abc", 4);
  trie.Add("\xc3\xa9", 7);  // the empty string
  return trie;
}

std::string Refusal(const std::string& blob) {
  const absl::StatusOr<Charsmap> charsmap = Charsmap::Parse(blob);
  EXPECT_EQ(charsmap.status().code(), absl::StatusCode::kInvalidArgument);
  return std::string(charsmap.status().message());
}

TEST(CharsmapTest, TheLongestRuleApplies) {
  const absl::StatusOr<Charsmap> map = Charsmap::Parse(SmallTrie().Blob(kReplacements));
  ASSERT_TRUE(map.ok()) << map.status();
  absl::string_view replacement;
  EXPECT_EQ(map->LongestMatch("abcd", 4, &replacement), 3u);
  EXPECT_EQ(replacement, "two");
  EXPECT_EQ(map->LongestMatch("abd", 3, &replacement), 2u);
  EXPECT_EQ(replacement, "one");
  EXPECT_EQ(map->LongestMatch("abc", 2, &replacement), 2u);  // the text ends before the "c"
  EXPECT_EQ(replacement, "one");
  EXPECT_EQ(map->LongestMatch("\xc3\xa9", 2, &replacement), 2u);
  EXPECT_EQ(replacement, "");
  EXPECT_EQ(map->LongestMatch("a", 1, &replacement), 0u);
  EXPECT_EQ(map->LongestMatch("", 0, &replacement), 0u);
  EXPECT_EQ(map->LongestMatch("\0", 1, &replacement), 0u);
}

TEST(CharsmapTest, MayStartWith) {
  const absl::StatusOr<Charsmap> map = Charsmap::Parse(SmallTrie().Blob(kReplacements));
  ASSERT_TRUE(map.ok()) << map.status();
  EXPECT_TRUE(map->MayStartWith("a"));
  EXPECT_TRUE(map->MayStartWith("abc"));
  EXPECT_FALSE(map->MayStartWith("abcd"));
  EXPECT_FALSE(map->MayStartWith("b"));
}

TEST(CharsmapTest, AnEmptyBlobHasNoRules) {
  const absl::StatusOr<Charsmap> map = Charsmap::Parse("");
  ASSERT_TRUE(map.ok());
  EXPECT_TRUE(map->empty());
  absl::string_view replacement;
  EXPECT_EQ(map->LongestMatch("a", 1, &replacement), 0u);
  EXPECT_FALSE(map->MayStartWith("a"));
}

TEST(CharsmapTest, RefusesSizesThatDoNotFit) {
  EXPECT_THAT(Refusal("abc"), HasSubstr("cut off at 3 bytes"));
  EXPECT_THAT(Refusal(Bytes(4096) + "too short"), HasSubstr("says that its trie has 4096 bytes, and 9 bytes follow"));
  EXPECT_THAT(Refusal(Bytes(0) + std::string(1, '\0')), HasSubstr("a trie of 0 bytes"));
  EXPECT_THAT(Refusal(Bytes(1000) + std::string(1001, '\0')),
              HasSubstr("a trie of 1000 bytes; it must be a multiple of 1024"));
  EXPECT_THAT(Refusal(Bytes(0xffffffff) + std::string(1100, '\0')), HasSubstr("4294967295 bytes"));
}

TEST(CharsmapTest, RefusesDamagedReplacements) {
  EXPECT_THAT(Refusal(SmallTrie().Blob(std::string("one\0", 4))), HasSubstr("names byte 4 of 4 bytes"));
  EXPECT_THAT(Refusal(SmallTrie().Blob(std::string("one\0two!", 8))), HasSubstr("no zero byte ends"));
  EXPECT_THAT(Refusal(SmallTrie().Blob(std::string("on\xff\0two\0", 8))), HasSubstr("no UTF-8"));
  Trie within = SmallTrie();
  within.Add("x", 1);
  EXPECT_THAT(Refusal(within.Blob(std::string("\xc3\xa9\0\0two\0", 8))),
              HasSubstr("names byte 1, in the middle of a character"));
}

TEST(CharsmapTest, RefusesUnitsThatLeadAstray) {
  Trie out = SmallTrie();
  out.unit(256 + 'a') = 0x1fffff << 10 | 'a';
  EXPECT_THAT(Refusal(out.Blob(kReplacements)), HasSubstr("unit 353 of the trie leads to unit"));

  Trie root = SmallTrie();
  root.unit(0) = 0xffffu << 10;
  EXPECT_THAT(Refusal(root.Blob(kReplacements)), HasSubstr("unit 0 of the trie leads to unit 65535 of"));

  Trie circle = SmallTrie();
  circle.unit(256 + 'a') = static_cast<uint32_t>((256 + 'a') ^ 256) << 10 | 'a';  // "a" leads to where it is looked up
  EXPECT_THAT(Refusal(circle.Blob(kReplacements)), HasSubstr("unit 353 of the trie leads in a circle"));

  Trie no_leaf = SmallTrie();
  no_leaf.unit(256 + 'a') |= kEndsKey;  // "a" is said to be a key
  no_leaf.unit(512) = 1;
  EXPECT_THAT(Refusal(no_leaf.Blob(kReplacements)), HasSubstr("unit 512 of the trie should be a leaf and is none"));
}

TEST(CharsmapTest, RefusesMoreKeysOnAPathThanTheLibraryKeeps) {
  Trie trie;
  for (int length = 1; length <= 32; ++length) trie.Add(std::string(length, 'k'), 0);
  EXPECT_TRUE(Charsmap::Parse(trie.Blob(kReplacements)).ok());
  trie.Add(std::string(33, 'k'), 0);
  EXPECT_THAT(Refusal(trie.Blob(kReplacements)), HasSubstr("has 32 others at its start; at most 31 may be"));
}

std::string LibraryBlob() {
  sentencepiece::ModelProto proto;
  proto.ParseFromString(TrainTestModel({{"model_type", "bpe"}, {"vocab_size", "300"}}));
  return proto.normalizer_spec().precompiled_charsmap();
}

TEST(CharsmapTest, ReadsTheLibrarysRules) {
  const absl::StatusOr<Charsmap> map = Charsmap::Parse(LibraryBlob());  // nmt_nfkc
  ASSERT_TRUE(map.ok()) << map.status();
  absl::string_view replacement;
  const std::string ligature = "\uFB01sh";
  EXPECT_EQ(map->LongestMatch(ligature.data(), ligature.size(), &replacement), 3u);
  EXPECT_EQ(replacement, "fi");
  EXPECT_EQ(map->LongestMatch("\t", 1, &replacement), 1u);
  EXPECT_EQ(replacement, " ");
  EXPECT_EQ(map->LongestMatch("e\u0301", 3, &replacement), 3u);
  EXPECT_EQ(replacement, "\u00e9");
  EXPECT_EQ(map->LongestMatch("e", 1, &replacement), 0u);
}

// Damage is refused or harmless: sanitizers watch the reads.
TEST(CharsmapTest, DamagedRulesAreNeverFollowedOutside) {
  const std::string blob = LibraryBlob();
  CounterRandom random(3, 1);
  int taken = 0;
  for (int i = 0; i < 60; ++i) {
    std::string damaged = blob;
    const uint32_t place = random.Below(random.Below(2) == 0 ? 2048 : static_cast<uint32_t>(blob.size()));
    damaged[place] = static_cast<char>(damaged[place] ^ 1 << random.Below(8));
    const absl::StatusOr<Charsmap> map = Charsmap::Parse(damaged);
    if (!map.ok()) continue;
    ++taken;
    for (int j = 0; j < 2000; ++j) {
      char text[6];
      for (char& c : text) c = static_cast<char>(random.Below(256));
      absl::string_view replacement;
      ASSERT_LE(map->LongestMatch(text, sizeof(text), &replacement), sizeof(text));
    }
  }
  EXPECT_GT(taken, 0);
}

}  // namespace
}  // namespace moebench::language
