#include "language/tokenizer/commands/training_text.h"

#include <filesystem>
#include <vector>

#include "base/atomic_file.h"
#include "base/test_folder.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "language/tokenizer/commands/command_status.h"

namespace moebench::language {
namespace {

using ::testing::HasSubstr;

class Pieces : public DocumentSource {
 public:
  explicit Pieces(std::vector<Piece> pieces) : pieces_(std::move(pieces)) {}
  absl::StatusOr<bool> Next(Piece* piece) override {
    if (next_ == pieces_.size()) return false;
    *piece = pieces_[next_++];
    if (piece->text == "damaged") return absl::DataLossError("x.txt:3: damaged");
    return true;
  }
  int64_t BytesRead() const override { return 0; }
  int64_t BytesTotal() const override { return 0; }

 private:
  std::vector<Piece> pieces_;
  size_t next_ = 0;
};

TEST(TrainingText, DocumentsBecomeLines) {
  const TestFolder folder;
  Pieces pieces({{"one\ntwo", true, true}, {"", true, true}, {"three\n\n", true, true}, {"four\r", true, true}});
  int calls = 0;
  const auto text = TrainingText::Write(pieces, folder.path(), 4, [&] { ++calls; });
  ASSERT_TRUE(text.ok()) << text.status();
  EXPECT_EQ(*ReadFile((*text)->path()), "one\ntwo\nthree\n\nfour\r\n");
  EXPECT_EQ((*text)->documents(), 4);
  EXPECT_EQ((*text)->bytes(), 7 + 0 + 7 + 5);
  EXPECT_EQ((*text)->lines(), 4);
  EXPECT_EQ((*text)->long_lines(), 2);  // "three", "four\r"
  EXPECT_EQ(calls, 4);
}

TEST(TrainingText, PiecesOfADocumentAreJoined) {
  const TestFolder folder;
  Pieces pieces({{"one\nt", true, false}, {"w", false, false}, {"o\nthree", false, true}, {"four", true, true}});
  const auto text = TrainingText::Write(pieces, folder.path(), 3, nullptr);
  ASSERT_TRUE(text.ok()) << text.status();
  EXPECT_EQ(*ReadFile((*text)->path()), "one\ntwo\nthree\nfour\n");
  EXPECT_EQ((*text)->documents(), 2);
  EXPECT_EQ((*text)->lines(), 4);
  EXPECT_EQ((*text)->long_lines(), 2);
}

TEST(TrainingText, TheFileHasNoName) {
  const TestFolder folder;
  Pieces pieces({{"one", true, true}});
  const auto text = TrainingText::Write(pieces, folder.path(), 4, nullptr);
  ASSERT_TRUE(text.ok());
  EXPECT_TRUE(std::filesystem::is_empty(folder.path()));
}

TEST(TrainingText, ErrorsAreTheCorpussOrTheFolders) {
  const TestFolder folder;
  Pieces damaged({{"one", true, true}, {"damaged", true, true}});
  const absl::Status data = TrainingText::Write(damaged, folder.path(), 4, nullptr).status();
  EXPECT_EQ(data.message(), "x.txt:3: damaged");
  EXPECT_EQ(TokenizeExitCode(data), 65);
  Pieces sound({{"one", true, true}});
  const absl::Status output = TrainingText::Write(sound, folder.path() + "/none", 4, nullptr).status();
  EXPECT_THAT(output.message(), HasSubstr("cannot write a temporary file in " + folder.path() + "/none"));
  EXPECT_EQ(TokenizeExitCode(output), 70);
}

}  // namespace
}  // namespace moebench::language
