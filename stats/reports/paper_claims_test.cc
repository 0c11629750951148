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
                                       "wide,linear,0.03,no,,,B.4\n");
  ASSERT_TRUE(claims.ok()) << claims.status();
  ASSERT_EQ(claims->size(), 2u);
  EXPECT_EQ((*claims)[0].b, "deep");
  EXPECT_EQ((*claims)[0].margin, 0.03);
  EXPECT_TRUE((*claims)[0].equivalent);
  EXPECT_EQ((*claims)[0].different, true);
  EXPECT_EQ((*claims)[0].unit, "50 batches, one checkpoint");
  EXPECT_FALSE((*claims)[1].equivalent);
  EXPECT_EQ((*claims)[1].different, std::nullopt);
}

TEST(PaperClaims, RefusesWhatItCannotRead) {
  const std::string header = kHeader;
  EXPECT_THAT(Problem("a,b,margin,equivalent,different,unit\nx,y,1,yes,yes,u\n"), HasSubstr("no column source"));
  EXPECT_THAT(Problem("a,b,margin,equivalent,different,unit,source,more\n1,2,3,yes,yes,u,s,m\n"),
              HasSubstr("columns beside"));
  EXPECT_THAT(Problem(header + "x,y,0.1,maybe,yes,u,s\n"), HasSubstr("is neither yes nor no"));
  EXPECT_THAT(Problem(header + "x,y,0.1,yes,Yes,u,s\n"), HasSubstr("is neither yes, no nor empty"));
  EXPECT_THAT(Problem(header + "x,y,0,yes,yes,u,s\n"), HasSubstr("is no margin"));
  EXPECT_THAT(Problem(header + "x,y,nan,yes,yes,u,s\n"), HasSubstr("is no margin"));
  EXPECT_THAT(Problem(header + ",y,0.1,yes,yes,u,s\n"), HasSubstr("names no variant"));
  EXPECT_THAT(Problem(header + "x,x,0.1,yes,yes,u,s\n"), HasSubstr("names no other variant"));
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
