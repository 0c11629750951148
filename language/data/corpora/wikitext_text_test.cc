#include "language/data/corpora/wikitext_text.h"

#include "base/atomic_file.h"
#include "base/runfiles.h"
#include "gtest/gtest.h"
#include "nlohmann/json.hpp"

namespace moebench::language {
namespace {

TEST(WikiTextTextTest, TitlesHaveOneLevel) {
  for (const char* title : {" = Robert Boulter = ", "= A =", " = 2 + 2 = 4 = ", " = A = \r"}) {
    EXPECT_TRUE(IsWikiTextTitle(title)) << title;
  }
  for (const char* line :
       {" = = Career = = ", " = = = Filmography = = = ", " text ", " = 5 ", "", " = ", " = = ", "==A==", "=A="}) {
    EXPECT_FALSE(IsWikiTextTitle(line)) << line;
  }
  EXPECT_TRUE(IsWikiTextTitle(" = = ( album ) = ")) << "an album whose name is \"=\"";
}

TEST(WikiTextTextTest, BlankLines) {
  EXPECT_TRUE(IsWikiTextBlank(""));
  EXPECT_TRUE(IsWikiTextBlank(" \r"));
  EXPECT_FALSE(IsWikiTextBlank(" x "));
}

TEST(WikiTextTextTest, SplitWordsAreRunsOfWhiteSpaceAndOne) {
  EXPECT_EQ(CountSplitWords(""), 1);           // [""]
  EXPECT_EQ(CountSplitWords("a b"), 2);        // ["a", "b"]
  EXPECT_EQ(CountSplitWords(" a  b \n "), 4);  // ["", "a", "b", ""]
  EXPECT_EQ(CountSplitWords("a\xC2\xA0"
                            "b\x1F"
                            "c"),
            3);
}

TEST(WikiTextTextTest, DetokenizesByHand) {
  EXPECT_EQ(DetokenizeWikiText(" = = Size = = \n \n It weighs 1 @,@ 200 @.@ 5 kg ( 2 @,@ 600 lb ) . \n"),
            " == Size ==\n\nIt weighs 1,200.5 kg (2,600 lb).\n");
  // The dogs' mark is paired with that of "it 's", as the harness does it too.
  EXPECT_EQ(DetokenizeWikiText("the dogs ' \" <unk> \" ; it 's 5 ° C"), "the dogs'\"<unk>\"; it's 5°C");
  EXPECT_EQ(DetokenizeWikiText("( a ( b ) c ) [ ] {x }"), "(a ( b) c ) [] {x}");
  EXPECT_EQ(DetokenizeWikiText("' a ' b ' c"), "'a' b ' c");
  EXPECT_EQ(DetokenizeWikiText("one @-@ two @-@ three N of"), "one-two-three 1 of");
  EXPECT_EQ(DetokenizeWikiText("/' 7/ /' 7 /"), "/'[0-9]/ /' 7 /");
  EXPECT_EQ(DetokenizeWikiText(""), "");
}

// Every text of the reference was detokenized and counted by lm-evaluation-harness's own code.
TEST(WikiTextTextTest, AgreesWithTheHarness) {
  const auto reference =
      nlohmann::json::parse(*ReadFile(*Runfile("language/data/corpora/testdata/wikitext_reference.json")));
  ASSERT_GT(reference["texts"].size(), 400);
  for (const auto& text : reference["texts"]) {
    const std::string page = text[0];
    EXPECT_EQ(DetokenizeWikiText(page), text[1].get<std::string>()) << page;
    EXPECT_EQ(CountSplitWords(page), text[2].get<int64_t>()) << page;
    EXPECT_EQ(page.size(), text[3].get<size_t>()) << page;
  }
}

TEST(WikiTextTextTest, PagesBeginByALooserRule) {
  for (const char* line : {" = A = ", "= = 5 =", "=  =", " = 1 <unk> / s and k = "}) {
    EXPECT_EQ(IsWikiTextPageStart(line), std::string(line) != "= = 5 =") << line;
  }
  for (const char* line : {" = = B = = ", " = = = C = = = ", "= =", "=", "", " text ", " = text "}) {
    EXPECT_FALSE(IsWikiTextPageStart(line)) << line;
  }
}

}  // namespace
}  // namespace moebench::language
