#include "language/tokenizer/byte_level/unicode_categories.h"

#include <array>
#include <string>

#include "base/atomic_file.h"
#include "base/runfiles.h"
#include "base/sha256.h"
#include "gtest/gtest.h"
#include "nlohmann/json.hpp"

namespace moebench::language {
namespace {

std::string ClassesOfAllCodePoints() {
  std::string classes;
  for (char32_t c = 0; c < 0x110000; ++c) classes.push_back(static_cast<char>(ClassOf(c)));
  return classes;
}

TEST(UnicodeCategoriesTest, EveryCodePointIsWhatTiktokenTakesItFor) {
  const absl::StatusOr<std::string> path =
      Runfile("language/tokenizer/byte_level/testdata/unicode_classes_reference.json");
  ASSERT_TRUE(path.ok()) << path.status();
  const nlohmann::json reference = nlohmann::json::parse(*ReadFile(*path));
  const std::string classes = ClassesOfAllCodePoints();
  std::array<int, 4> counts{};
  for (const char c : classes) ++counts[c];
  EXPECT_EQ(counts[1], reference["letters"].get<int>());
  EXPECT_EQ(counts[2], reference["numbers"].get<int>());
  EXPECT_EQ(counts[3], reference["white_space"].get<int>());
  EXPECT_EQ(Sha256Hex(classes), reference["sha256"].get<std::string>());
}

TEST(UnicodeCategoriesTest, CharactersThatAreOftenClassedWrongly) {
  EXPECT_EQ(ClassOf(U'a'), CharacterClass::kLetter);
  EXPECT_EQ(ClassOf(U'_'), CharacterClass::kOther);
  EXPECT_EQ(ClassOf(0xAA), CharacterClass::kLetter);    // feminine ordinal, Lo
  EXPECT_EQ(ClassOf(0xB2), CharacterClass::kNumber);    // superscript two, No
  EXPECT_EQ(ClassOf(0x2160), CharacterClass::kNumber);  // Roman numeral one, Nl
  EXPECT_EQ(ClassOf(0x0301), CharacterClass::kOther);   // combining acute, Mn: a mark is no letter
  EXPECT_EQ(ClassOf(0x180E), CharacterClass::kOther);   // Mongolian vowel separator: no white space since 6.3
  EXPECT_EQ(ClassOf(0x200B), CharacterClass::kOther);   // zero width space, Cf
  EXPECT_EQ(ClassOf(0x1C), CharacterClass::kOther);     // file separator: Python's isspace, not White_Space
  EXPECT_EQ(ClassOf(0x85), CharacterClass::kSpace);     // next line
  EXPECT_EQ(ClassOf(0x3000), CharacterClass::kSpace);   // ideographic space
  EXPECT_EQ(ClassOf(0x1C89), CharacterClass::kLetter);  // new in Unicode 16
  EXPECT_EQ(ClassOf(0x323B0), CharacterClass::kOther);  // new in Unicode 17
  EXPECT_EQ(ClassOf(0xD800), CharacterClass::kOther);
  EXPECT_EQ(ClassOf(0x10FFFF), CharacterClass::kOther);
}

}  // namespace
}  // namespace moebench::language
