#include "language/data/corpora/plain_text_source.h"

#include "absl/strings/str_cat.h"
#include "base/test_folder.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "language/data/corpora/test_corpora.h"

namespace moebench::language {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

using Documents = std::vector<std::string>;

Documents Text(absl::string_view bytes) {
  const TestFolder folder;
  return ReadDocuments(NewTextSource(folder.Write("a", bytes))).value();
}
Documents Lines(absl::string_view bytes) {
  const TestFolder folder;
  return ReadDocuments(NewLineSource(folder.Write("a", bytes))).value();
}
Documents Paragraphs(absl::string_view bytes) {
  const TestFolder folder;
  return ReadDocuments(NewParagraphSource(folder.Write("a", bytes))).value();
}

TEST(PlainTextSourceTest, AFileIsADocument) {
  EXPECT_THAT(Text("a\r\n\nb\n"), ElementsAre("a\r\n\nb\n"));
  EXPECT_THAT(Text(""), ElementsAre(""));
  EXPECT_THAT(Text("\xEF\xBB\xBF"), ElementsAre(""));
  EXPECT_THAT(Text("\xEF\xBB\xBFtext\xEF\xBB\xBF"), ElementsAre("text\xEF\xBB\xBF"));
  const std::string bytes("\xFF\xFE\0\x80", 4);
  EXPECT_THAT(Text(bytes), ElementsAre(bytes));
  EXPECT_THAT(Text(Zstd("text")), ElementsAre("text"));
}

TEST(PlainTextSourceTest, ALineIsADocument) {
  EXPECT_THAT(Lines("a\r\n\n b \nlast"), ElementsAre("a\r", "", " b ", "last"));
  EXPECT_THAT(Lines("a\n"), ElementsAre("a"));
  EXPECT_THAT(Lines("\n\n"), ElementsAre("", ""));
  EXPECT_THAT(Lines(""), IsEmpty());
  EXPECT_THAT(Lines("\xEF\xBB\xBF"
                    "a\n\xEF\xBB\xBF\n"),
              ElementsAre("a", "\xEF\xBB\xBF"));
  EXPECT_THAT(Lines(Gzip("a\nb\n")), ElementsAre("a", "b"));
}

TEST(PlainTextSourceTest, BlankLinesPartParagraphs) {
  EXPECT_THAT(Paragraphs("a\nb\n\nc\n"), ElementsAre("a\nb", "c"));
  EXPECT_THAT(Paragraphs("\n \t\n a \nb \n\n\r\n\n\nc"), ElementsAre(" a \nb ", "c"));
  EXPECT_THAT(Paragraphs("a\r\nb\r\n\r\nc\r\n"), ElementsAre("a\r\nb\r", "c\r"));
  EXPECT_THAT(Paragraphs("a\n\n  "), ElementsAre("a"));
  EXPECT_THAT(Paragraphs("a\n  "), ElementsAre("a"));
  EXPECT_THAT(Paragraphs(""), IsEmpty());
  EXPECT_THAT(Paragraphs("\n \n"), IsEmpty());
}

// Blocks of 256 KiB end within lines, within blank lines and between them.
TEST(PlainTextSourceTest, BlocksDoNotMatter) {
  for (const int offset : {-3, -2, -1, 0, 1}) {
    const std::string front((1 << 18) + offset, 'x');
    EXPECT_THAT(Paragraphs(absl::StrCat(front, "\n \n b\n\nc")), ElementsAre(front, " b", "c"));
    EXPECT_THAT(Lines(absl::StrCat(front, "\n\nb")), ElementsAre(front, "", "b"));
  }
}

TEST(PlainTextSourceTest, ALongRunOfWhiteSpaceIsText) {
  const std::string blank(1 << 16, ' ');
  EXPECT_THAT(Paragraphs(absl::StrCat("a\n", blank, "\nb")), ElementsAre("a", "b"));
  EXPECT_THAT(Paragraphs(absl::StrCat("a\n", blank, " \nb")), ElementsAre(absl::StrCat("a\n", blank, " \nb")));
}

TEST(PlainTextSourceTest, LongDocumentsComeInPieces) {
  std::string text;
  while (text.size() < 5 << 20) absl::StrAppend(&text, "line ", text.size(), "\n");
  EXPECT_THAT(Text(text), ElementsAre(text));
  const std::string letters(5 << 20, 'x');
  EXPECT_THAT(Lines(absl::StrCat(letters, "\nb")), ElementsAre(letters, "b"));

  const TestFolder folder;
  const auto source = NewTextSource(folder.Write("a", text)).value();
  EXPECT_EQ(source->BytesTotal(), text.size());
  Piece piece;
  int pieces = 0;
  while (source->Next(&piece).value()) {
    ++pieces;
    EXPECT_EQ(piece.text.back(), '\n');
    EXPECT_LE(piece.text.size(), kPieceBytes);
  }
  EXPECT_EQ(pieces, 6);
  EXPECT_EQ(source->BytesRead(), text.size());
}

TEST(PlainTextSourceTest, ErrorsNameTheFile) {
  const TestFolder folder;
  EXPECT_EQ(NewTextSource(folder.path() + "/none").status().code(), absl::StatusCode::kNotFound);
  const std::string cut = Gzip("some text").substr(0, 20);
  EXPECT_THAT(ReadDocuments(NewLineSource(folder.Write("cut.gz", cut))).status().message(), HasSubstr("cut.gz is cut"));
}

}  // namespace
}  // namespace moebench::language
