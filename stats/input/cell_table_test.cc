#include "stats/input/cell_table.h"

#include "gtest/gtest.h"

namespace moebench::stats {
namespace {

TEST(CellTable, FindsColumnsByTheirExactName) {
  const CellTable table{"t.csv", {"seed", "val_loss"}, {}};
  EXPECT_EQ(table.Find("val_loss"), 1);
  EXPECT_EQ(table.Find("Seed"), -1);
}

TEST(CellTable, ErrorsNameFileLineColumnAndValue) {
  const CellTable table{"t.csv", {"seed", "val_loss"}, {{3, {{"1"}, {"abc"}}}}};
  EXPECT_EQ(CellError(table, table.rows[0], 1, "is no number").message(),
            "t.csv, line 3, column \"val_loss\": \"abc\" is no number");
  EXPECT_EQ(LineError("t.csv", 3, "is blank"), absl::DataLossError("t.csv, line 3: is blank"));
}

}  // namespace
}  // namespace moebench::stats
