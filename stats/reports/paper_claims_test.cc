#include "stats/reports/paper_claims.h"

#include <string>
#include <vector>

#include "base/test_folder.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace moebench::stats {
namespace {

using ::testing::HasSubstr;

constexpr char kHeader[] = "a,b,margin,equivalent,different,unit,source\n";

std::string Problem(const std::string& csv) { return std::string(ParsePaperClaims(csv).status().message()); }

TEST(PaperClaims, ReadsATable) {
  const auto claims = ParsePaperClaims(std::string(kHeader) +
                                       "wide,deep,0.03,yes,yes,\"50 batches, one checkpoint\",B.2\n"
                                       "wide,linear,0.03,no,,,B.4\n"
                                       "deep,linear,0.03,,no,,B.4\n");
  ASSERT_TRUE(claims.ok()) << claims.status();
  ASSERT_EQ(claims->pairs.size(), 3u);
  EXPECT_EQ(claims->pairs[0].b, "deep");
  EXPECT_EQ(claims->pairs[0].margin, 0.03);
  EXPECT_EQ(claims->pairs[0].equivalent, true);
  EXPECT_EQ(claims->pairs[0].different, true);
  EXPECT_EQ(claims->pairs[0].unit, "50 batches, one checkpoint");
  EXPECT_EQ(claims->pairs[1].equivalent, false);
  EXPECT_EQ(claims->pairs[1].different, std::nullopt);
  EXPECT_EQ(claims->pairs[2].equivalent, std::nullopt);
  EXPECT_TRUE(claims->counts.empty());
}

TEST(PaperClaims, RowsWithoutAPairAreCounts) {
  const auto claims = ParsePaperClaims(std::string(kHeader) + ",,0.02,5 of 10,,50 batches,B.2\n,,0.03,,0 of 10,,\n");
  ASSERT_TRUE(claims.ok()) << claims.status();
  EXPECT_TRUE(claims->pairs.empty());
  ASSERT_EQ(claims->counts.size(), 2u);
  EXPECT_EQ(claims->counts[0].margin, 0.02);
  EXPECT_EQ(claims->counts[0].equivalent->pairs, 5);
  EXPECT_EQ(claims->counts[0].equivalent->of, 10);
  EXPECT_FALSE(claims->counts[0].different.has_value());
  EXPECT_EQ(claims->counts[1].different->pairs, 0);
  for (const char* count : {"5", "11 of 10", "-1 of 10", "a of b", "yes", "5 of 10 of 20"}) {
    EXPECT_THAT(Problem(std::string(kHeader) + ",,0.02," + count + ",,u,s\n"), HasSubstr("is no number of pairs"))
        << count;
  }
  EXPECT_THAT(Problem(std::string(kHeader) + ",,0.02,1 of 2,,u,s\n,,0.02,1 of 2,,u,s\n"),
              HasSubstr("counts of the margin stand here a second time"));
}

TEST(PaperClaims, RefusesWhatItCannotRead) {
  const std::string header = kHeader;
  EXPECT_THAT(Problem("a,b,margin,equivalent,different,unit\nx,y,1,yes,yes,u\n"), HasSubstr("no column source"));
  EXPECT_THAT(Problem("a,b,margin,equivalent,different,unit,source,more\n1,2,3,yes,yes,u,s,m\n"),
              HasSubstr("columns beside"));
  EXPECT_THAT(Problem(header + "x,y,0.1,maybe,yes,u,s\n"), HasSubstr("is neither yes, no nor empty"));
  EXPECT_THAT(Problem(header + "x,y,0.1,yes,Yes,u,s\n"), HasSubstr("is neither yes, no nor empty"));
  EXPECT_THAT(Problem(header + "x,y,0,yes,yes,u,s\n"), HasSubstr("is no margin"));
  EXPECT_THAT(Problem(header + "x,y,nan,yes,yes,u,s\n"), HasSubstr("is no margin"));
  EXPECT_THAT(Problem(header + ",y,0.1,yes,yes,u,s\n"), HasSubstr("names no variant"));
  EXPECT_THAT(Problem(header + "x,x,0.1,yes,yes,u,s\n"), HasSubstr("names no other variant"));
  EXPECT_THAT(Problem(header + "x,,0.1,yes,yes,u,s\n"), HasSubstr("names no other variant"));
  EXPECT_THAT(Problem(header + "x,y,0.1,,,u,s\n"), HasSubstr("says nothing"));
  EXPECT_THAT(Problem(header + ",,0.1,,,u,s\n"), HasSubstr("says nothing"));
}

TEST(PaperClaims, APairIsClaimedOnceAMargin) {
  const std::string csv = std::string(kHeader) + "x,y,0.1,yes,,,s\nx,y,0.2,yes,,,s\ny,x,0.1,no,,,s\n";
  EXPECT_THAT(Problem(csv), HasSubstr("line 4"));
  EXPECT_THAT(Problem(csv), HasSubstr("y and x stand here a second time"));
}

TEST(PaperClaims, ErrorsNameTheFile) {
  const TestFolder folder;
  const std::string path = folder.Write("claims.csv", std::string(kHeader) + "x,y,0.1,maybe,yes,u,s\n");
  EXPECT_THAT(std::string(ReadPaperClaims(path).status().message()), HasSubstr("claims.csv, line 2"));
  EXPECT_FALSE(ReadPaperClaims(folder.path() + "/none.csv").ok());
}

}  // namespace
}  // namespace moebench::stats
