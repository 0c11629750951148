#include "language/tokenizer/byte_level/byte_level_bpe.h"

#include <algorithm>
#include <thread>

#include "absl/strings/str_cat.h"
#include "base/atomic_file.h"
#include "base/runfiles.h"
#include "base/test_real_data.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "language/tokenizer/byte_level/byte_alphabet.h"
#include "language/tokenizer/byte_level/encoder_json.h"
#include "nlohmann/json.hpp"

namespace moebench::language {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using Ids = std::vector<int32_t>;

std::string TestData(absl::string_view file) {
  const auto path = Runfile(absl::StrCat("language/tokenizer/byte_level/testdata/", file));
  EXPECT_TRUE(path.ok()) << path.status();
  return *path;
}

std::shared_ptr<const ByteLevelBpe> SmallTokenizer() {
  const std::string merges_path = TestData("small/vocab.bpe"), ids_path = TestData("small/encoder.json");
  auto vocabulary = ParseByteLevelFiles("small", *ReadFile(merges_path), *ReadFile(ids_path));
  EXPECT_TRUE(vocabulary.ok()) << vocabulary.status();
  return ByteLevelBpe::Create(*std::move(vocabulary));
}

// A vocabulary of GPT-2's bytes and the given merges, as spelt in vocab.bpe; `tokens` are their results.
std::shared_ptr<const ByteLevelBpe> TokenizerOf(const std::string& merges, const std::vector<std::string>& tokens) {
  std::vector<std::string> all;
  for (const uint8_t byte : BytesInIdOrder()) all.push_back(PrintableOfBytes(std::string(1, static_cast<char>(byte))));
  all.insert(all.end(), tokens.begin(), tokens.end());
  auto vocabulary = ParseByteLevelFiles("made", "#version: 0.2\n" + merges, EncoderJson(all));
  EXPECT_TRUE(vocabulary.ok()) << vocabulary.status();
  return ByteLevelBpe::Create(*std::move(vocabulary));
}

Ids Encoded(Encoder* encoder, absl::string_view text) {
  Ids ids;
  const absl::Status status = encoder->Encode(text, &ids);
  EXPECT_TRUE(status.ok()) << status;
  return ids;
}

Ids Encoded(const ByteLevelBpe& tokenizer, absl::string_view text) {
  return Encoded(tokenizer.NewEncoder().get(), text);
}

TEST(ByteLevelBpeTest, IdsAreTiktokensAndHuggingFaces) {
  const auto tokenizer = SmallTokenizer();
  const nlohmann::json reference = nlohmann::json::parse(*ReadFile(TestData("small_reference.json")));
  ASSERT_GE(reference["cases"].size(), 10u);
  const std::unique_ptr<Encoder> encoder = tokenizer->NewEncoder();
  for (int round = 0; round < 2; ++round) {  // the second from the caches
    for (const nlohmann::json& one : reference["cases"]) {
      const std::string text = one["text"].get<std::string>();
      const Ids ids = Encoded(encoder.get(), text);
      EXPECT_EQ(ids, one["ids"].get<Ids>()) << text;
      EXPECT_EQ(*tokenizer->Decode(ids), text);
    }
  }
}

TEST(ByteLevelBpeTest, SaysWhatItIs) {
  const auto tokenizer = SmallTokenizer();
  EXPECT_EQ(tokenizer->Kind(), "gpt2-bpe");
  EXPECT_EQ(tokenizer->VocabularySize(), 557);
  EXPECT_EQ(tokenizer->EndOfDocument(), 556);
  EXPECT_EQ(tokenizer->Checksum().size(), 64u);
  EXPECT_EQ(TokenizerOf("", {})->EndOfDocument(), -1);
  EXPECT_NE(TokenizerOf("a b\n", {"ab"})->Checksum(), TokenizerOf("b a\n", {"ba"})->Checksum());
}

TEST(ByteLevelBpeTest, EncodeAppends) {
  const auto tokenizer = TokenizerOf("a b\n", {"ab"});
  const std::unique_ptr<Encoder> encoder = tokenizer->NewEncoder();
  Ids ids = {5};
  ASSERT_TRUE(encoder->Encode("ab", &ids).ok());
  ASSERT_TRUE(encoder->Encode("", &ids).ok());
  ASSERT_TRUE(encoder->Encode("abb", &ids).ok());
  EXPECT_THAT(ids, ElementsAre(5, 256, 256, 65));  // "b" is id 65
}

TEST(ByteLevelBpeTest, EveryByteStringComesBack) {
  const auto tokenizer = SmallTokenizer();
  const std::unique_ptr<Encoder> encoder = tokenizer->NewEncoder();
  std::string every_byte;
  for (int first = 0; first < 256; ++first) {
    every_byte.push_back(static_cast<char>(first));
    for (int second = 0; second < 256; ++second) {
      const std::string two = {static_cast<char>(first), static_cast<char>(second)};
      ASSERT_EQ(*tokenizer->Decode(Encoded(encoder.get(), two)), two);
    }
  }
  EXPECT_EQ(*tokenizer->Decode(Encoded(encoder.get(), every_byte)), every_byte);
}

TEST(ByteLevelBpeTest, PiecesOfEveryLengthAtTheEndOfTheText) {
  const auto tokenizer = SmallTokenizer();
  const std::unique_ptr<Encoder> encoder = tokenizer->NewEncoder();
  for (size_t n = 1; n < 120; ++n) {
    const std::string word = std::string(n, 'e');
    const Ids fresh = Encoded(*tokenizer, word);
    // With and without bytes behind it that may be read; the second time from the cache.
    for (int round = 0; round < 2; ++round) {
      EXPECT_EQ(Encoded(encoder.get(), word), fresh) << n;
      Ids longer = Encoded(encoder.get(), word + "." + std::string(64, '.'));
      longer.resize(fresh.size());
      EXPECT_EQ(longer, fresh) << n;
    }
  }
}

TEST(ByteLevelBpeTest, ATokenThatItsBytesDoNotMergeToIsNotTakenWhole) {
  // "abc" is in the vocabulary, but b c comes first and leaves a bc, which nothing joins.
  const auto tokenizer = TokenizerOf("b c\na b\nab c\n", {"bc", "ab", "abc"});
  EXPECT_EQ(tokenizer->WholePiece("abc"), -1);
  EXPECT_EQ(tokenizer->WholePiece("ab"), 257);
  EXPECT_EQ(tokenizer->WholePiece("a"), 64);
  EXPECT_EQ(tokenizer->WholePiece("cb"), -1);
  EXPECT_THAT(Encoded(*tokenizer, "abc"), ElementsAre(64, 256));
}

TEST(ByteLevelBpeTest, SpecialTokensOnlyWhereAskedFor) {
  const auto tokenizer = SmallTokenizer();
  const std::unique_ptr<Encoder> encoder = tokenizer->NewEncoder();
  const std::string text = "one<|endoftext|><|endoftext|> two<|endoftext|";
  const Ids plain = Encoded(encoder.get(), text);
  EXPECT_EQ(std::count(plain.begin(), plain.end(), 556), 0);
  EXPECT_EQ(*tokenizer->Decode(plain), text);

  Ids special, wanted = Encoded(encoder.get(), "one");
  ASSERT_TRUE(tokenizer->EncodeWithSpecialTokens(text, encoder.get(), &special).ok());
  wanted.insert(wanted.end(), {556, 556});
  const Ids rest = Encoded(encoder.get(), " two<|endoftext|");
  wanted.insert(wanted.end(), rest.begin(), rest.end());
  EXPECT_EQ(special, wanted);
  EXPECT_EQ(*tokenizer->Decode(special), text);

  const auto without = TokenizerOf("", {});
  EXPECT_THAT(std::string(without->EncodeWithSpecialTokens(text, without->NewEncoder().get(), &special).message()),
              HasSubstr("the vocabulary has no <|endoftext|>"));
}

TEST(ByteLevelBpeTest, DecodeNamesTheFirstIdOutside) {
  const auto tokenizer = SmallTokenizer();
  EXPECT_EQ(*tokenizer->Decode({}), "");
  EXPECT_THAT(std::string(tokenizer->Decode({0, 557, -1}).status().message()),
              HasSubstr("id 557 at position 1 is not in the vocabulary of 557 ids"));
  EXPECT_THAT(std::string(tokenizer->Decode({-1}).status().message()), HasSubstr("id -1 at position 0"));
}

TEST(ByteLevelBpeTest, ThreadsAndHistoryDoNotChangeIds) {
  auto tokenizer = SmallTokenizer();
  std::string text;
  for (int i = 0; i < 20000; ++i) absl::StrAppend(&text, " w", i * 7919 % 100003, "x", i, "\u8a9e\u5f59");
  const Ids wanted = Encoded(*tokenizer, text);
  std::vector<std::unique_ptr<Encoder>> encoders;
  for (int t = 0; t < 4; ++t) encoders.push_back(tokenizer->NewEncoder());
  tokenizer.reset();  // encoders keep it alive
  std::vector<Ids> found(4);
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&, t] {
      Encoded(encoders[t].get(), text.substr(t));
      found[t] = Encoded(encoders[t].get(), text);
    });
  }
  for (std::thread& thread : threads) thread.join();
  for (const Ids& ids : found) EXPECT_EQ(ids, wanted);
}

TEST(ByteLevelBpeTest, AMegabyteWithoutAPlaceToCut) {
  const auto tokenizer = SmallTokenizer();
  for (const std::string unit : {"a", "the", " ", "\n", "!", "\xFF", "語"}) {
    std::string text;
    while (text.size() < size_t{1} << 20) text += unit;
    EXPECT_TRUE(*tokenizer->Decode(Encoded(*tokenizer, text)) == text) << unit;
  }
}

TEST(Gpt2Test, KnownIds) {
  const std::string published = RealData({"gpt2-bpe"});
  if (published.empty()) GTEST_SKIP() << "no gpt2-bpe/ below $MOEBENCH_REAL_DATA";
  auto vocabulary = ReadByteLevelFiles(published);
  ASSERT_TRUE(vocabulary.ok()) << vocabulary.status();
  const auto tokenizer = ByteLevelBpe::Create(*std::move(vocabulary));
  EXPECT_THAT(Encoded(*tokenizer, "Hello world"), ElementsAre(15496, 995));
  EXPECT_THAT(Encoded(*tokenizer, "hello  world"), ElementsAre(31373, 220, 995));
  // Every token is what its own bytes merge to.
  for (int32_t id = 0; id < 50256; ++id) ASSERT_EQ(tokenizer->WholePiece(tokenizer->vocabulary().tokens[id]), id);
}

}  // namespace
}  // namespace moebench::language
