#include "language/tokenizer/byte_level/fuzz_cases.h"

#include <array>
#include <set>

#include "absl/strings/str_cat.h"
#include "base/atomic_file.h"
#include "base/runfiles.h"
#include "gtest/gtest.h"

namespace moebench::language {
namespace {

class FuzzCasesTest : public testing::Test {
 protected:
  void SetUp() override {
    for (auto& [name, contents] : {std::pair("vocab.bpe", &merges_), std::pair("encoder.json", &ids_)}) {
      const auto path = Runfile(absl::StrCat("language/tokenizer/byte_level/testdata/small/", name));
      ASSERT_TRUE(path.ok()) << path.status();
      *contents = *ReadFile(*path);
    }
    auto vocabulary = ParseByteLevelFiles("small", merges_, ids_);
    ASSERT_TRUE(vocabulary.ok()) << vocabulary.status();
    tokenizer_ = ByteLevelBpe::Create(*std::move(vocabulary));
  }

  std::string merges_;
  std::string ids_;
  std::shared_ptr<const ByteLevelBpe> tokenizer_;
};

TEST_F(FuzzCasesTest, AnyBytesComeBack) {
  const std::unique_ptr<Encoder> encoder = tokenizer_->NewEncoder();
  for (uint64_t i = 0; i < 20000; ++i) {
    const auto ids = CheckedEncode(*tokenizer_, encoder.get(), FuzzedBytes(/*seed=*/1, i));
    ASSERT_TRUE(ids.ok()) << i << ": " << ids.status();
  }
}

TEST_F(FuzzCasesTest, TextsComeBackAndHaveEveryPlane) {
  const std::unique_ptr<Encoder> encoder = tokenizer_->NewEncoder();
  std::array<int, 17> planes{};
  for (uint64_t i = 0; i < 10000; ++i) {
    const std::string text = FuzzedText(/*seed=*/1, i, tokenizer_->vocabulary().tokens);
    const auto ids = CheckedEncode(*tokenizer_, encoder.get(), text);
    ASSERT_TRUE(ids.ok()) << i << ": " << ids.status();
    for (size_t k = 0; k + 1 < text.size(); ++k) {
      const uint8_t lead = text[k], next = text[k + 1];
      if (lead >= 0xF0) ++planes[(lead & 7) << 2 | (next >> 4 & 3)];
    }
  }
  for (int plane = 1; plane < 17; ++plane) EXPECT_GT(planes[plane], 50) << plane;
}

TEST_F(FuzzCasesTest, CasesDependOnSeedAndIndexAlone) {
  const std::vector<std::string>& tokens = tokenizer_->vocabulary().tokens;
  EXPECT_EQ(FuzzedText(3, 5, tokens), FuzzedText(3, 5, tokens));
  EXPECT_EQ(FuzzedBytes(3, 5), FuzzedBytes(3, 5));
  std::set<std::string> texts;
  for (uint64_t seed = 0; seed < 10; ++seed) {
    for (uint64_t i = 0; i < 10; ++i) texts.insert(FuzzedText(seed, i, tokens));
  }
  EXPECT_GT(texts.size(), 80u);
}

TEST_F(FuzzCasesTest, MutatedFilesAreRefusedOrValid) {
  const auto counts = CheckMutatedFiles(merges_, ids_, /*seed=*/1, /*count=*/1500);
  ASSERT_TRUE(counts.ok()) << counts.status();
  EXPECT_EQ(counts->refused + counts->valid, 1500);
  EXPECT_GT(counts->refused, 1000);
  EXPECT_GT(counts->valid, 0);
}

TEST_F(FuzzCasesTest, WrongIdsAreSeen) {
  class WrongEncoder : public Encoder {
   public:
    absl::Status Encode(absl::string_view, std::vector<int32_t>* ids) override {
      ids->push_back(1);
      return absl::OkStatus();
    }
  };
  WrongEncoder wrong;
  EXPECT_EQ(CheckedEncode(*tokenizer_, &wrong, "some text").status().code(), absl::StatusCode::kInternal);
}

}  // namespace
}  // namespace moebench::language
