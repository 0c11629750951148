#include "stats/reports/text_escape.h"

#include <string>

#include "gtest/gtest.h"

namespace moebench::stats {
namespace {

constexpr char kReplaced[] = "\xEF\xBF\xBD";

TEST(TextEscape, HtmlHoldsNoMarkup) {
  EXPECT_EQ(EscapeHtml("<script>alert('x')</script> & \"y\""),
            "&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt; &amp; &quot;y&quot;");
  EXPECT_EQ(EscapeHtml("wide − deep, 変種"), "wide − deep, 変種");
}

TEST(TextEscape, MarkdownHoldsNoMarkup) {
  EXPECT_EQ(EscapeMarkdown("a|b\n[x](y) *z* `c` <b> #1 cifar_10"),
            "a\\|b \\[x\\](y) \\*z\\* \\`c\\` &lt;b&gt; \\#1 cifar\\_10");
}

TEST(TextEscape, BrokenUtf8IsReplaced) {
  EXPECT_EQ(PlainUtf8("a\xFF"
                      "b"),
            std::string("a") + kReplaced + "b");
  EXPECT_EQ(PlainUtf8("\xC0\xAF"), std::string(kReplaced) + kReplaced);                  // "/" in too many bytes
  EXPECT_EQ(PlainUtf8("\xE0\x80\xBC"), std::string(kReplaced) + kReplaced + kReplaced);  // "<" likewise
  EXPECT_EQ(PlainUtf8("\xED\xA0\x80").find('\xED'), std::string::npos);                  // half a surrogate pair
  EXPECT_EQ(PlainUtf8("\xF4\x90\x80\x80").find('\xF4'), std::string::npos);              // beyond Unicode
  EXPECT_EQ(PlainUtf8("x\xE2\x82"), std::string("x") + kReplaced + kReplaced);           // cut short
  EXPECT_EQ(PlainUtf8("\xF0\x9F\x98\x80"), "\xF0\x9F\x98\x80");
}

TEST(TextEscape, ControlsAreReplaced) {
  EXPECT_EQ(PlainUtf8(absl::string_view("a\0b\tc\nd\x1B", 8)), std::string("a") + kReplaced + "b\tc\nd" + kReplaced);
  EXPECT_EQ(PlainUtf8("\xC2\x85"), kReplaced);
  EXPECT_EQ(PlainUtf8("\xC2\xA0"), "\xC2\xA0");
  EXPECT_EQ(PlainUtf8("\xEF\xBF\xBF"), kReplaced);
}

TEST(TextEscape, NamesCannotTurnTheTextAround) {
  EXPECT_EQ(PlainUtf8("a\u202E"
                      "21.0"),
            std::string("a") + kReplaced + "21.0");
  EXPECT_EQ(PlainUtf8("\u2066x\u2069"), std::string(kReplaced) + "x" + kReplaced);
  EXPECT_EQ(PlainUtf8("\u2065\u206A"), "\u2065\u206A");
}

}  // namespace
}  // namespace moebench::stats
