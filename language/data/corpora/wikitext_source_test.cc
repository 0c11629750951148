#include "language/data/corpora/wikitext_source.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/atomic_file.h"
#include "base/runfiles.h"
#include "base/sha256.h"
#include "base/test_folder.h"
#include "base/test_real_data.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "language/data/corpora/test_corpora.h"
#include "language/data/corpora/wikitext_text.h"
#include "nlohmann/json.hpp"

namespace moebench::language {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr WikiTextDocuments kArticles = WikiTextDocuments::kArticles;
constexpr WikiTextDocuments kPages = WikiTextDocuments::kPages;
constexpr WikiTextDocuments kSplit = WikiTextDocuments::kSplit;

absl::StatusOr<std::vector<std::string>> Read(absl::string_view text, WikiTextDocuments documents,
                                              bool detokenize = false) {
  const TestFolder folder;
  WikiTextOptions options;
  options.documents = documents;
  options.detokenize = detokenize;
  return ReadDocuments(NewWikiTextSource(folder.Write("wiki.train.tokens", text), options));
}

constexpr char kOne[] = " = One = \n \n Text of <unk> 1 @.@ 5 . \n \n = = Part = = \n \n More . \n \n";
constexpr char kTwo[] = " = Two = \n \n = 1 <unk> / s and k = \n Text . \n \n";

TEST(WikiTextSourceTest, ArticlesBeginAtTitlesBetweenBlankLines) {
  EXPECT_THAT(Read(absl::StrCat(" \n", kOne, kTwo), kArticles).value(), ElementsAre(kOne, kTwo));
  EXPECT_THAT(Read(absl::StrCat(kOne, kTwo), kArticles).value(), ElementsAre(kOne, kTwo));
  EXPECT_THAT(Read(" \n = A = \n \n = B = \n", kArticles).value(), ElementsAre(" = A = \n \n", " = B = \n"));
  EXPECT_THAT(Read(" \n = A = \n x \n = B = \n y", kArticles).value(), ElementsAre(" = A = \n x \n = B = \n y"));
}

TEST(WikiTextSourceTest, TextBeforeTheFirstTitleIsADocument) {
  EXPECT_THAT(Read(absl::StrCat(" \n \n text \n \n", kTwo), kArticles).value(), ElementsAre(" text \n \n", kTwo));
  EXPECT_THAT(Read("no titles \n at all", kArticles).value(), ElementsAre("no titles \n at all"));
}

TEST(WikiTextSourceTest, LineEndsOfOtherSystemsAreKept) {
  EXPECT_THAT(Read(" \r\n = A = \r\n \r\n x \r\n \r\n = B = \r\n \r\n", kArticles).value(),
              ElementsAre(" = A = \r\n \r\n x \r\n \r\n", " = B = \r\n \r\n"));
}

TEST(WikiTextSourceTest, TheSplitAsOneDocumentIsTheFile) {
  const std::string text = absl::StrCat(" \n", kOne, kTwo);
  EXPECT_THAT(Read(text, kSplit).value(), ElementsAre(text));
  EXPECT_THAT(Read(text.substr(0, text.size() - 1), kSplit).value(), ElementsAre(text.substr(0, text.size() - 1)));
}

TEST(WikiTextSourceTest, DetokenizesArticleByArticle) {
  const std::string one = " = One =\n\nText of <unk> 1.5.\n\n== Part ==\n\nMore.\n\n";
  EXPECT_THAT(Read(absl::StrCat(" \n", kOne, kTwo), kArticles, true).value(),
              ElementsAre(DetokenizeWikiText(kOne), DetokenizeWikiText(kTwo)));
  EXPECT_EQ(DetokenizeWikiText(kOne), one);
  EXPECT_THAT(Read(absl::StrCat(kOne, kTwo), kSplit, true).value(),
              ElementsAre(DetokenizeWikiText(kOne) + DetokenizeWikiText(kTwo)));
}

TEST(WikiTextSourceTest, NoTextIsAnError) {
  for (const WikiTextDocuments documents : {kArticles, kPages, kSplit}) {
    for (const char* text : {"", " \n \n"}) {
      EXPECT_THAT(Read(text, documents).status().message(), HasSubstr("wiki.train.tokens holds no text"));
    }
  }
}

TEST(WikiTextSourceTest, AnArticleTooLongToBeHeldIsRefusedWhereItIsHeld) {
  std::string text = " = A = \n \n";
  const std::string line = absl::StrCat(" ", std::string(1 << 20, 'x'), " \n");
  for (int i = 0; i < 65; ++i) text += line;
  EXPECT_EQ(Read(text, kArticles).value().size(), 1);
  EXPECT_THAT(Read(text, kArticles, true).status().message(), HasSubstr("an article of more than 67108864 bytes"));
}

TEST(WikiTextSourceTest, PagesAreTheHarnesss) {
  const auto reference =
      nlohmann::json::parse(*ReadFile(*Runfile("language/data/corpora/testdata/wikitext_reference.json")));
  ASSERT_GT(reference["files"].size(), 50);
  for (const auto& file : reference["files"]) {
    EXPECT_EQ(Read(file[0].get<std::string>(), kPages).value(), file[1].get<std::vector<std::string>>()) << file[0];
  }
}

TEST(WikiTextSourceTest, RealSplits) {
  const std::string wikitext = RealData({"wikitext-2"});
  if (wikitext.empty()) GTEST_SKIP() << "no wikitext-2/ below $MOEBENCH_REAL_DATA";
  const auto reference =
      nlohmann::json::parse(*ReadFile(*Runfile("language/data/corpora/testdata/wikitext_reference.json")));
  for (const std::string split : {"valid", "test"}) {
    const auto read = [&](WikiTextDocuments documents, bool detokenize) {
      WikiTextOptions options;
      options.split = split;
      options.documents = documents;
      options.detokenize = detokenize;
      return ReadDocuments(NewWikiTextSource(wikitext, options)).value();
    };
    const auto& expected = reference["real"][split];
    const std::vector<std::string> articles = read(kArticles, false);
    EXPECT_EQ(articles.size(), 60) << split;
    const std::string file = *ReadFile(absl::StrCat(wikitext, "/wiki.", split, ".tokens"));
    EXPECT_EQ(" \n" + absl::StrJoin(articles, ""), file);
    EXPECT_EQ(read(kSplit, false)[0], file);

    const std::vector<std::string> pages = read(kPages, false);
    EXPECT_EQ(pages.size(), expected["pages"].get<size_t>());
    EXPECT_EQ(Sha256Hex(absl::StrJoin(pages, "")), expected["sha256"].get<std::string>());
    EXPECT_EQ(Sha256Hex(absl::StrJoin(read(kPages, true), "")), expected["detokenized_sha256"].get<std::string>());
    int64_t words = 0;
    for (const std::string& page : pages) words += CountSplitWords(page);
    EXPECT_EQ(words, expected["words"].get<int64_t>());
  }
}

}  // namespace
}  // namespace moebench::language
