#include "stats/reports/chart_marks.h"

#include <set>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "stats/reports/test_page.h"

namespace moebench::stats {
namespace {

using ::testing::HasSubstr;

constexpr Shape kShapes[] = {Shape::kCircle, Shape::kSquare, Shape::kDiamond, Shape::kTriangle,
                             Shape::kRing,   Shape::kCross,  Shape::kBar};

TEST(ChartMarks, EveryShapeIsDefinedOnce) {
  const TestPage page = ReadTestPage(MarkDefinitions());
  EXPECT_EQ(page.problem, "");
  const std::set<std::string> ids(page.ids.begin(), page.ids.end());
  EXPECT_EQ(ids.size(), 7u);
  EXPECT_EQ(page.ids.size(), 7u);
  std::set<std::string> used;
  for (const Shape shape : kShapes) {
    const std::string mark = MarkSvg(shape, 12.5, 50);
    EXPECT_THAT(mark, HasSubstr(" x=\"12.5%\" y=\"50%\"/>"));
    used.insert(mark.substr(12, 2));
  }
  EXPECT_EQ(used, ids);
}

TEST(ChartMarks, CoordinatesAreShort) {
  EXPECT_EQ(Coordinate(50), "50");
  EXPECT_EQ(Coordinate(1.0 / 3), "0.33");
  EXPECT_EQ(Coordinate(-0.001), "0");
  EXPECT_EQ(Coordinate(100.1), "100.1");
}

TEST(ChartMarks, Lines) {
  EXPECT_EQ(LineSvg(0, 50, 99.999, 50, "thick"), "<line x1=\"0%\" y1=\"50%\" x2=\"100%\" y2=\"50%\" class=\"thick\"/>");
}

TEST(ChartMarks, TonesDiffer) {
  std::set<std::string> classes;
  for (int tone = 0; tone <= static_cast<int>(Tone::kMuted); ++tone) classes.insert(ToneClass(static_cast<Tone>(tone)));
  EXPECT_EQ(classes.size(), 9u);
}

}  // namespace
}  // namespace moebench::stats
