#include "language/data/shards/piece_batch.h"

#include <cstring>
#include <string>
#include <vector>

#include "base/sha256.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "language/data/shards/test_documents.h"

namespace moebench::language {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

std::vector<std::string> Texts(const PieceBatch& batch) {
  std::vector<std::string> texts;
  for (size_t i = 0; i < batch.size; ++i) texts.emplace_back(batch.TextOf(batch.pieces[i]));
  return texts;
}

TEST(PieceReader, FillsBatchesInOrder) {
  ListSource source({"abcdefgh", "", "xy", "z"}, /*piece_bytes=*/3);
  PieceReader reader(source, "list", /*batch_bytes=*/6, 0, 0);
  PieceBatch batch;
  ASSERT_TRUE(*reader.Next(&batch));
  EXPECT_THAT(Texts(batch), ElementsAre("abc", "def"));
  EXPECT_TRUE(batch.pieces[0].first && !batch.pieces[0].last);
  EXPECT_TRUE(!batch.pieces[1].first && !batch.pieces[1].last);
  EXPECT_EQ(batch.input_bytes_read, 6);
  ASSERT_TRUE(*reader.Next(&batch));
  EXPECT_THAT(Texts(batch), ElementsAre("gh", "", "xy", "z"));
  EXPECT_TRUE(!batch.pieces[0].first && batch.pieces[0].last);
  EXPECT_TRUE(batch.pieces[1].first && batch.pieces[1].last);
  EXPECT_FALSE(*reader.Next(&batch));
}

// The checksum after each document of a list.
std::vector<uint32_t> Checksums(const std::vector<std::string>& documents, size_t piece_bytes) {
  ListSource source(documents, piece_bytes);
  PieceReader reader(source, "list", 1 << 20, 0, 0);
  PieceBatch batch;
  EXPECT_TRUE(*reader.Next(&batch));
  std::vector<uint32_t> checksums;
  for (size_t i = 0; i < batch.size; ++i) {
    if (batch.pieces[i].last) checksums.push_back(batch.pieces[i].input_crc32c);
  }
  return checksums;
}

TEST(PieceReader, ChecksumIsOfTextsAndTheirLengths) {
  const std::vector<uint32_t> checksums = Checksums({"ab", "c", "d"}, 100);
  EXPECT_EQ(Checksums({"ab", "c", "d"}, 1), checksums);
  EXPECT_NE(Checksums({"a", "bc", "d"}, 100), checksums);
  EXPECT_NE(Checksums({"a", "bc", "d"}, 100)[2], checksums[2]);
}

TEST(PieceReader, SkipsWhatWasDone) {
  const std::vector<std::string> documents = {"one", "two", "three"};
  ListSource source(documents, 2);
  PieceReader reader(source, "list", 100, 2, Checksums(documents, 2)[1]);
  PieceBatch batch;
  ASSERT_TRUE(*reader.Next(&batch));
  EXPECT_TRUE(batch.skipping);
  EXPECT_EQ(batch.size, 0u);
  EXPECT_EQ(batch.input_bytes_read, 6);
  ASSERT_TRUE(*reader.Next(&batch));
  EXPECT_FALSE(batch.skipping);
  EXPECT_THAT(Texts(batch), ElementsAre("th", "re", "e"));
}

TEST(PieceReader, RefusesAnotherInput) {
  ListSource changed({"one", "twO", "three"});
  PieceReader reader(changed, "new.txt", 100, 2, Checksums({"one", "two"}, 100)[1]);
  PieceBatch batch;
  const absl::Status status = reader.Next(&batch).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(status.message(), HasSubstr("new.txt is not the input that the run began with: its first 2 documents are "
                                          "not those that were sharded before; give the same input"));
  ListSource shorter({"one"});
  PieceReader short_reader(shorter, "new.txt", 100, 2, 0);
  EXPECT_THAT(short_reader.Next(&batch).status().message(), HasSubstr("it holds 1 documents, and 2 were sharded"));
}

class PieceSource : public DocumentSource {
 public:
  explicit PieceSource(std::vector<Piece> pieces) : pieces_(std::move(pieces)) {}
  absl::StatusOr<bool> Next(Piece* piece) override {
    if (index_ == pieces_.size()) return false;
    *piece = pieces_[index_++];
    return true;
  }
  int64_t BytesRead() const override { return 0; }
  int64_t BytesTotal() const override { return 0; }

 private:
  std::vector<Piece> pieces_;
  size_t index_ = 0;
};

TEST(PieceReader, RefusesPiecesThatMakeNoDocuments) {
  PieceBatch batch;
  for (const std::vector<Piece>& pieces :
       {std::vector<Piece>{{"a", false, true}}, {{"a", true, false}, {"b", true, true}}, {{"a", true, false}}}) {
    PieceSource source(pieces);
    PieceReader reader(source, "list", 100, 0, 0);
    EXPECT_EQ(reader.Next(&batch).status().code(), absl::StatusCode::kInternal);
  }
}

TEST(PieceEncoder, PacksIdsAndDescribesTexts) {
  ListSource source({"AB", " \t\n", "", "C"});
  PieceReader reader(source, "list", 100, 0, 0);
  PieceBatch batch;
  ASSERT_TRUE(*reader.Next(&batch));
  ASSERT_TRUE(PieceEncoder(ByteTokenizer(), true).Encode(&batch).ok());
  EXPECT_EQ(batch.TokenBytesOf(batch.pieces[0]), absl::string_view("A\0B\0", 4));
  EXPECT_EQ(batch.TokenBytesOf(batch.pieces[3]), absl::string_view("C\0", 2));
  EXPECT_EQ(batch.pieces[0].tokens, 2);
  EXPECT_EQ(batch.pieces[0].text_sha256, Sha256Hex("AB"));
  EXPECT_FALSE(batch.pieces[0].blank);
  EXPECT_TRUE(batch.pieces[1].blank);
  EXPECT_TRUE(batch.pieces[2].blank);
  // Again with ids of four bytes: 'A' is 65 + 65,600 = 0x010081.
  ASSERT_TRUE(PieceEncoder(ByteTokenizer(70000, 65600), false).Encode(&batch).ok());
  EXPECT_EQ(batch.TokenBytesOf(batch.pieces[0]), absl::string_view("\x81\0\1\0\x82\0\1\0", 8));
}

TEST(PieceEncoder, RefusesIdsOutsideTheVocabulary) {
  ListSource source({"AB"});
  PieceReader reader(source, "list", 100, 0, 0);
  PieceBatch batch;
  ASSERT_TRUE(*reader.Next(&batch));
  EXPECT_THAT(PieceEncoder(ByteTokenizer(66), false).Encode(&batch).message(),
              HasSubstr("gave id 66, expected 0 to 65"));
}

}  // namespace
}  // namespace moebench::language
