#include "stats/reports/report_style.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <regex>
#include <string>

#include "gtest/gtest.h"

namespace moebench::stats {
namespace {

using Palette = std::map<std::string, std::string>;

// The custom properties of the n-th ":root" block: light, dark, print.
Palette PaletteOf(int n) {
  static const std::regex kColor(R"re(--([a-z0-9-]+): #([0-9a-f]{3,6}))re");
  const std::string css = ReportStyle();
  size_t at = 0;
  for (int i = 0; i <= n; ++i) at = css.find(":root {", at + 1);
  const std::string block = css.substr(at, css.find('}', at) - at);
  Palette palette;
  for (std::sregex_iterator it(block.begin(), block.end(), kColor), end; it != end; ++it) {
    std::string hex = (*it)[2];
    if (hex.size() == 3) hex = {hex[0], hex[0], hex[1], hex[1], hex[2], hex[2]};
    palette[(*it)[1]] = hex;
  }
  return palette;
}

// Relative luminance of WCAG 2.
double Luminance(const std::string& hex) {
  double sum = 0;
  const double weights[] = {0.2126, 0.7152, 0.0722};
  for (int i = 0; i < 3; ++i) {
    const double c = std::stoi(hex.substr(2 * i, 2), nullptr, 16) / 255.0;
    sum += weights[i] * (c <= 0.04045 ? c / 12.92 : std::pow((c + 0.055) / 1.055, 2.4));
  }
  return sum;
}

double Contrast(const std::string& a, const std::string& b) {
  const double la = Luminance(a), lb = Luminance(b);
  return (std::max(la, lb) + 0.05) / (std::min(la, lb) + 0.05);
}

TEST(ReportStyle, TextReadsOnItsGround) {
  for (const int theme : {0, 1, 2}) {
    Palette palette = PaletteOf(theme);
    ASSERT_GT(palette.size(), 20u) << theme;
    for (const char* ink : {"ink", "quiet", "eq", "both", "diff", "inc", "deg"}) {
      EXPECT_GE(Contrast(palette[ink], palette["paper"]), 4.5) << theme << " " << ink;
    }
    for (const char* ground : {"eq-bg", "both-bg", "diff-bg", "inc-bg", "deg-bg", "panel"}) {
      EXPECT_GE(Contrast(palette["ink"], palette[ground]), 4.5) << theme << " " << ground;
    }
    for (const char* curve : {"c0", "c1", "c2", "c3", "c4", "c5", "c6", "c7"}) {
      EXPECT_GE(Contrast(palette[curve], palette["paper"]), 3.0) << theme << " " << curve;
    }
  }
}

TEST(ReportStyle, BracesPair) {
  const std::string css = ReportStyle();
  EXPECT_EQ(std::count(css.begin(), css.end(), '{'), std::count(css.begin(), css.end(), '}'));
  EXPECT_EQ(css.find('<'), std::string::npos);
}

}  // namespace
}  // namespace moebench::stats
