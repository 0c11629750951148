#include "language/tokenizer/byte_level/count_words.h"

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "base/counter_random.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "language/tokenizer/byte_level/test_documents.h"

namespace moebench::language {
namespace {

using Counts = std::map<std::string, int64_t>;

Counts CountsOf(const CorpusWords& corpus) {
  Counts counts;
  corpus.words.ForEach([&counts](absl::string_view word, int64_t count) { counts[std::string(word)] = count; });
  return counts;
}

std::vector<std::string> RandomTexts(int n) {
  CounterRandom random(5, 5);
  std::vector<std::string> texts;
  for (int i = 0; i < n; ++i) {
    texts.emplace_back(random.Below(2000), ' ');
    for (char& c : texts.back()) c = "  \nabc'1.\xc3\xa9"[random.Below(11)];
  }
  return texts;
}

TEST(CountWords, CountsThePiecesOfEveryDocument) {
  TestDocuments source({"I've a  cat", "", "a cat\n"});
  const CorpusWords corpus = *CountWords(&source, 1);
  EXPECT_EQ(CountsOf(corpus), (Counts{{"I", 1}, {"'ve", 1}, {" a", 1}, {" ", 1}, {" cat", 2}, {"a", 1}, {"\n", 1}}));
  EXPECT_EQ(corpus.documents, 3);
  EXPECT_EQ(corpus.bytes, 17);
}

// One document in two pieces, as a source cuts a long one.
class TwoPieces : public DocumentSource {
 public:
  absl::StatusOr<bool> Next(Piece* piece) override {
    if (given_ == 2) return false;
    *piece = {given_ == 0 ? "one\n" : "two", given_ == 0, given_ == 1};
    ++given_;
    return true;
  }
  int64_t BytesRead() const override { return given_; }
  int64_t BytesTotal() const override { return 2; }

 private:
  int given_ = 0;
};

TEST(CountWords, PiecesOfADocumentAreOneDocument) {
  TwoPieces source;
  const CorpusWords corpus = *CountWords(&source, 1);
  EXPECT_EQ(CountsOf(corpus), (Counts{{"one", 1}, {"\n", 1}, {"two", 1}}));
  EXPECT_EQ(corpus.documents, 1);
}

// Enough text for several batches a thread.
TEST(CountWords, AnyNumberOfThreadsCountsTheSame) {
  const std::vector<std::string> texts = RandomTexts(4000);
  TestDocuments source(texts);
  const CorpusWords one = *CountWords(&source, 1);
  ASSERT_GT(one.words.distinct(), 1000);
  for (const int threads : {2, 3, 16}) {
    source.Rewind();
    const CorpusWords several = *CountWords(&source, threads);
    EXPECT_EQ(CountsOf(several), CountsOf(one)) << threads << " threads";
    EXPECT_EQ(several.documents, 4000);
    EXPECT_EQ(several.bytes, one.bytes);
  }
}

TEST(CountWords, AnEmptyCorpusHasNoWords) {
  for (const int threads : {1, 3}) {
    TestDocuments none({}), empty({"", ""});
    EXPECT_EQ(CountWords(&none, threads)->words.distinct(), 0);
    const CorpusWords corpus = *CountWords(&empty, threads);
    EXPECT_EQ(corpus.words.distinct(), 0);
    EXPECT_EQ(corpus.documents, 2);
  }
}

TEST(CountWords, PassesOnTheErrorOfTheSource) {
  for (const int threads : {1, 3}) {
    TestDocuments source(RandomTexts(1000), absl::DataLossError("corpus.gz: cut off"));
    EXPECT_EQ(CountWords(&source, threads).status(), absl::DataLossError("corpus.gz: cut off"));
  }
}

TEST(CountWords, ReportsWhatTheSourceHasRead) {
  for (const int threads : {1, 2}) {
    TestDocuments source(RandomTexts(4000));
    std::vector<int64_t> read;
    ASSERT_TRUE(CountWords(&source, threads, [&read](int64_t bytes_read, int64_t bytes_total) {
                  EXPECT_EQ(bytes_total, 4000);
                  read.push_back(bytes_read);
                }).ok());
    EXPECT_GT(read.size(), 3u);
    EXPECT_TRUE(std::is_sorted(read.begin(), read.end()));
    EXPECT_EQ(read.back(), 4000);
  }
}

}  // namespace
}  // namespace moebench::language
