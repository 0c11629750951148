#include "tools/ecology/svg_marks.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace moebench::tools {
namespace {

using ::testing::DoubleNear;
using ::testing::Pointwise;

TEST(HtmlEscapedTest, NoTextBecomesMarkup) {
  EXPECT_EQ(HtmlEscaped("<script>alert(\"x\" & 'y')</script>"),
            "&lt;script&gt;alert(&quot;x&quot; &amp; &#39;y&#39;)&lt;/script&gt;");
}

TEST(HtmlEscapedTest, KeepsUtf8AndReplacesWhatIsNone) {
  EXPECT_EQ(HtmlEscaped("Köln – ≥ 😀"), "Köln – ≥ 😀");
  EXPECT_EQ(HtmlEscaped("a\xFF"
                        "b\xC3"),
            "a\xEF\xBF\xBD"
            "b\xEF\xBF\xBD");
  EXPECT_EQ(HtmlEscaped(absl::string_view("a\0b\x1B", 4)),
            "a\xEF\xBF\xBD"
            "b\xEF\xBF\xBD");
}

TEST(PixelsTest, RoundsToATenth) {
  EXPECT_EQ(Pixels(12), "12");
  EXPECT_EQ(Pixels(12.54), "12.5");
  EXPECT_EQ(Pixels(-0.01), "0");
}

TEST(MarksTest, AreSvg) {
  EXPECT_EQ(RectMark({1, 2, 3, 4.25}, "bar", "a<b"),
            "<rect class=\"bar\" x=\"1\" y=\"2\" width=\"3\" height=\"4.2\"><title>a&lt;b</title></rect>\n");
  EXPECT_EQ(RectMark({0, 0, 1, 1}, "c", "", 0.25),
            "<rect class=\"c\" x=\"0\" y=\"0\" width=\"1\" height=\"1\" fill-opacity=\"0.25\"></rect>\n");
  EXPECT_EQ(LineMark(0, 1, 2, 3, "axis"), "<line class=\"axis\" x1=\"0\" y1=\"1\" x2=\"2\" y2=\"3\"/>\n");
  EXPECT_EQ(TextMark(5, 6, "mid", "T&1"), "<text class=\"mid\" x=\"5\" y=\"6\">T&amp;1</text>\n");
  EXPECT_EQ(DotMark(5, 6, "dot", ""), "<circle class=\"dot\" cx=\"5\" cy=\"6\" r=\"3.5\"></circle>\n");
  EXPECT_EQ(PathMark({{0, 0}, {1, 2}}, true, "area"), "<path class=\"area\" d=\"M0 0L1 2Z\"/>\n");
  EXPECT_EQ(
      Svg(10, 20, "a \"b\"", "x\n"),
      "<svg role=\"img\" aria-label=\"a &quot;b&quot;\" viewBox=\"0 0 10 20\" style=\"max-width:10px\">\nx\n</svg>\n");
}

TEST(TicksTest, AreRoundAndCoverAll) {
  EXPECT_THAT(Ticks(6), Pointwise(DoubleNear(1e-12), {0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0}));
  EXPECT_THAT(Ticks(0.13), Pointwise(DoubleNear(1e-12), {0.0, 0.05, 0.1, 0.15}));
  EXPECT_THAT(Ticks(1), Pointwise(DoubleNear(1e-12), {0.0, 0.2, 0.4, 0.6, 0.8, 1.0}));
  EXPECT_THAT(Ticks(0.0021), Pointwise(DoubleNear(1e-12), {0.0, 0.0005, 0.001, 0.0015, 0.002, 0.0025}));
}

TEST(LabelStrideTest, LabelsDoNotTouch) {
  EXPECT_EQ(LabelStride(16, 55, 20), 1);
  EXPECT_EQ(LabelStride(1024, 0.9, 30), 34);
  EXPECT_EQ(LabelStride(3, 1, 500), 3);
}

}  // namespace
}  // namespace moebench::tools
