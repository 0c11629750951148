#include "language/data/corpora/wikitext_files.h"

#include "absl/strings/str_cat.h"
#include "base/status_macros.h"
#include "base/test_folder.h"
#include "base/test_real_data.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "language/data/corpora/test_corpora.h"

namespace moebench::language {
namespace {

using ::testing::HasSubstr;

absl::StatusOr<std::string> Read(const std::string& path, WikiTextKind kind, absl::string_view split) {
  MOE_ASSIGN_OR_RETURN(WikiTextSplit opened, OpenWikiTextSplit(path, kind, split));
  MOE_ASSIGN_OR_RETURN(std::string text, ReadAll(opened.stream.get()));
  EXPECT_EQ(opened.stream->FileBytesRead(), opened.bytes);
  return text;
}

constexpr WikiTextKind kTokens = WikiTextKind::kTokens;
constexpr WikiTextKind kRaw = WikiTextKind::kRaw;

TEST(WikiTextFilesTest, FindsASplitInAFolderAZipOrByItsFile) {
  const TestFolder folder;
  folder.Write("wikitext-2/wiki.train.tokens", "train");
  const std::string file = folder.Write("wikitext-2/wiki.valid.tokens", "valid");
  EXPECT_EQ(Read(folder.path() + "/wikitext-2", kTokens, "").value(), "train");
  EXPECT_EQ(Read(folder.path() + "/wikitext-2/", kTokens, "valid").value(), "valid");
  EXPECT_EQ(Read(file, kTokens, "").value(), "valid");
  EXPECT_EQ(Read(file, kTokens, "valid").value(), "valid");
  EXPECT_EQ(Read(folder.Write("other.txt", "own"), kTokens, "test").value(), "own");

  const std::string zip = folder.Write("wikitext-2-raw-v1.zip", Zip({{"wikitext-2-raw/", ""},
                                                                     {"wikitext-2-raw/wiki.test.raw", "test"},
                                                                     {"wikitext-2-raw/wiki.train.raw", "train"}}));
  EXPECT_EQ(Read(zip, kRaw, "").value(), "train");
  EXPECT_EQ(Read(zip, kRaw, "test").value(), "test");
}

TEST(WikiTextFilesTest, AMissingSplitIsNamed) {
  const TestFolder folder;
  folder.Write("wiki.valid.tokens", "valid");
  const absl::Status in_folder = Read(folder.path(), kTokens, "").status();
  EXPECT_EQ(in_folder.code(), absl::StatusCode::kNotFound);
  EXPECT_THAT(in_folder.message(), HasSubstr("holds no wiki.train.tokens; it holds wiki.valid.tokens"));
  const std::string zip = folder.Write("a.zip", Zip({{"w/wiki.valid.tokens", "valid"}}));
  EXPECT_THAT(Read(zip, kTokens, "test").status().message(),
              HasSubstr("holds no wiki.test.tokens; it holds w/wiki.valid.tokens"));
  EXPECT_THAT(Read(zip, kRaw, "valid").status().message(), HasSubstr("holds no wiki.valid.raw"));
  EXPECT_EQ(Read(folder.path() + "/none", kRaw, "").status().code(), absl::StatusCode::kNotFound);
}

TEST(WikiTextFilesTest, AFileOfAnotherSplitOrKindIsRefused) {
  const TestFolder folder;
  const std::string file = folder.Write("wiki.valid.tokens", "valid");
  EXPECT_THAT(Read(file, kTokens, "test").status().message(), HasSubstr("where wiki.test.tokens was asked for"));
  EXPECT_THAT(Read(file, kRaw, "").status().message(), HasSubstr("where wiki.valid.raw was asked for"));
  EXPECT_THAT(Read(file, kRaw, "dev").status().message(), HasSubstr("unknown split \"dev\""));
}

TEST(WikiTextFilesTest, AZipThatWasCutIsRefusedByName) {
  const TestFolder folder;
  const std::string whole = Zip({{"w/wiki.train.tokens", std::string(1000, 'x')}});
  for (size_t bytes = 0; bytes < whole.size(); bytes += 7) {
    const absl::Status status = Read(folder.Write("wikitext-2-v1.zip", whole.substr(0, bytes)), kTokens, "").status();
    EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss) << bytes;
    EXPECT_THAT(status.message(), HasSubstr("wikitext-2-v1.zip is cut or damaged"));
  }
}

TEST(WikiTextFilesTest, VerifyComparesLinesAndWords) {
  const TestFolder folder;
  // 3,760 lines with 217,646 words, an <eos> for each line among them.
  std::string text;
  const int64_t words = 217646 - 3760;
  for (int line = 0; line < 3760; ++line) {
    const int64_t in_line = line == 0 ? words - 3759 * 50 : 50;
    for (int64_t word = 0; word < in_line; ++word) absl::StrAppend(&text, " w");
    absl::StrAppend(&text, " \n");
  }
  const std::string path = folder.Write("wiki.valid.tokens", text);
  EXPECT_EQ(VerifyWikiText(path, kTokens, "wikitext-2", "valid"), absl::OkStatus());
  EXPECT_EQ(VerifyWikiText(path, kTokens, "wikitext-103", "valid"), absl::OkStatus());
  const std::string more = folder.Write("more/wiki.valid.tokens", "one" + text);
  EXPECT_THAT(VerifyWikiText(more, kTokens, "wikitext-2", "valid").message(),
              HasSubstr("has 3760 lines and 217647 words"));
  EXPECT_EQ(VerifyWikiText(folder.Write("wiki.valid.raw", "one" + text), kRaw, "wikitext-2", "valid"),
            absl::OkStatus());
  const std::string fewer = folder.Write("fewer/wiki.valid.tokens", text.substr(0, text.size() - 3));
  EXPECT_THAT(VerifyWikiText(fewer, kTokens, "wikitext-2", "valid").message(), HasSubstr("is not the published file"));
  EXPECT_THAT(VerifyWikiText(path, kTokens, "wikitext-3", "valid").message(), HasSubstr("\"wikitext-3\""));
}

TEST(WikiTextFilesTest, TheRealSplitsAreThePublishedOnes) {
  const std::string wikitext = RealData({"wikitext-2"});
  if (wikitext.empty()) GTEST_SKIP() << "no wikitext-2/ below $MOEBENCH_REAL_DATA";
  for (const char* split : {"valid", "test"}) {
    EXPECT_EQ(VerifyWikiText(wikitext, kTokens, "wikitext-2", split), absl::OkStatus());
  }
}

}  // namespace
}  // namespace moebench::language
