#include "language/data/wikitext2_mini.h"

#include <filesystem>
#include <set>
#include <string>
#include <vector>

#include "base/atomic_file.h"
#include "base/sha256.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "language/data/corpora/open_corpus.h"
#include "language/tokenizer/open_tokenizer.h"

namespace moebench::language {
namespace {

using ::testing::StartsWith;

std::vector<std::string> Articles(const std::string& split) {
  CorpusOptions options;
  options.path = *Wikitext2MiniFolder();
  options.format = "wikitext";
  options.split = split;
  const auto source = OpenCorpus(options);
  EXPECT_TRUE(source.ok()) << source.status();
  std::vector<std::string> articles;
  Piece piece;
  while (source.ok()) {
    const auto more = (*source)->Next(&piece);
    EXPECT_TRUE(more.ok()) << more.status();
    if (!more.ok() || !*more) break;
    if (piece.first) articles.emplace_back();
    articles.back() += piece.text;
  }
  return articles;
}

std::string Checksum(const std::string& path) { return Sha256Hex(ReadFile(path).value()); }

TEST(Wikitext2Mini, HasTheArticlesOfItsReadme) {
  EXPECT_EQ(Articles("train").size(), 32u);
  EXPECT_EQ(Articles("valid").size(), 4u);
  EXPECT_EQ(Articles("test").size(), 3u);
  EXPECT_THAT(Articles("train")[0], StartsWith(" = Homarus gammarus = \n"));
  EXPECT_THAT(Articles("valid")[0], StartsWith(" = Meridian , Mississippi = \n"));
}

TEST(Wikitext2Mini, NoArticleIsInTwoSplits) {
  std::set<std::string> seen;
  for (const char* split : {"train", "valid", "test"}) {
    for (const std::string& article : Articles(split))
      EXPECT_TRUE(seen.insert(article).second) << article.substr(0, 60);
  }
}

TEST(Wikitext2Mini, IsWhatTheReadmeSays) {
  const std::string folder = *Wikitext2MiniFolder();
  EXPECT_EQ(Checksum(folder + "/wiki.train.tokens"),
            "e9c892e61cfac56a792aa120b5a54ca93fa7129a95730a09e14333bfdd4e0355");
  EXPECT_EQ(Checksum(folder + "/wiki.valid.tokens"),
            "6fb758f57e93442dd552ba1c6087c390440b937168a340849420c2150081b14d");
  EXPECT_EQ(Checksum(folder + "/wiki.test.tokens"), "4ed16513308dd64f16f57f80810688d2bd508a6b03424ecd9517be92565ec05d");
  EXPECT_EQ(Checksum(*Wikitext2MiniModel()), "94587c68fbe30c42ef26583e4d77fac7490bbd84856ed7aa00ed829d985e2614");
  uintmax_t bytes = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) bytes += entry.file_size();
  EXPECT_LT(bytes, 1'000'000u);
}

TEST(Wikitext2Mini, TheModelLosesNothing) {
  const auto tokenizer = OpenTokenizer(*Wikitext2MiniModel(), {});
  ASSERT_TRUE(tokenizer.ok()) << tokenizer.status();
  EXPECT_EQ((*tokenizer)->Kind(), "sentencepiece-bpe");
  EXPECT_EQ((*tokenizer)->VocabularySize(), 2048);
  const auto encoder = (*tokenizer)->NewEncoder();
  std::vector<int32_t> ids;
  ASSERT_TRUE(encoder->Encode("The lobster is 猫 .", &ids).ok());
  EXPECT_EQ(*(*tokenizer)->Decode(ids), "The lobster is 猫 .");
}

}  // namespace
}  // namespace moebench::language
