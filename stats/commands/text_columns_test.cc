#include "stats/commands/text_columns.h"

#include "gtest/gtest.h"

namespace moebench::stats {
namespace {

TEST(TextColumns, AlignsByLetters) {
  EXPECT_EQ(TextColumns({{"pair", "difference", "decision"}, {"größer - a", "-0.5", "equivalent"}, {"b - a", "10"}}, 1),
            " pair        difference  decision\n"
            " größer - a        -0.5  equivalent\n"
            " b - a               10\n");
  EXPECT_EQ(TextColumns({}, 0), "");
}

TEST(Wrapped, BreaksBetweenWords) {
  EXPECT_EQ(Wrapped("one two three four", 2, 11), "  one two\n  three\n  four\n");
  EXPECT_EQ(Wrapped("averyverylongword x", 0, 5), "averyverylongword\nx\n");
  EXPECT_EQ(Wrapped("", 0), "");
}

}  // namespace
}  // namespace moebench::stats
