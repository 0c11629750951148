#include "language/data/corpora/openwebtext_source.h"

#include "absl/strings/str_cat.h"
#include "base/test_folder.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "language/data/corpora/test_corpora.h"

namespace moebench::language {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

absl::StatusOr<std::vector<std::string>> Read(absl::string_view bytes, absl::string_view name = "openwebtext.tar.xz") {
  const TestFolder folder;
  return ReadDocuments(NewOpenWebTextSource(folder.Write(name, bytes)));
}

std::string LongText() {
  std::string text;
  while (text.size() < 3 << 20) absl::StrAppend(&text, "line ", text.size() * 7919 % 1000003, "\n");
  return text;
}

TEST(OpenWebTextSourceTest, ReadsDocumentsOfAllSubsetsInOrder) {
  const std::string text = LongText();
  const std::string archive = OpenWebText(
      {{"urlsf_subset00-1_data.xz", OpenWebTextSubset({{"0000001-ab.txt", "one\n"}, {"0000002-cd.txt", ""}})},
       {"urlsf_subset00-2_data.xz",
        OpenWebTextSubset({{"folder/", ""}, {"folder/0000001-ef.txt", text}}, TarForm::kPax)},
       {"urlsf_subset00-3_data.xz", OpenWebTextSubset({})},
       {"urlsf_subset01-1_data.xz",
        OpenWebTextSubset({{"caf\u00e9-\u5b57.txt", "bytes \xFF kept\r\n"}, {"b.html", "<p>"}, {"c.txt", " edges "}},
                          TarForm::kPax)}});
  EXPECT_THAT(Read(archive).value(), ElementsAre("one\n", "", text, "bytes \xFF kept\r\n", " edges "));
}

TEST(OpenWebTextSourceTest, ReadsASubsetAloneAndPlainTars) {
  const std::string subset = OpenWebTextSubset({{"a.txt", "one"}, {"b.txt", "two"}});
  EXPECT_THAT(Read(subset).value(), ElementsAre("one", "two"));
  EXPECT_THAT(
      Read(Tar({{"openwebtext/urlsf_subset00-1_data.xz", subset}, {"README", "no document"}}), "urlsf_subset00.tar")
          .value(),
      ElementsAre("one", "two"));
}

TEST(OpenWebTextSourceTest, TellsHowFarItIs) {
  const TestFolder folder;
  const std::string bytes = OpenWebText({{"a.xz", OpenWebTextSubset({{"a.txt", "one"}})}});
  const auto source = NewOpenWebTextSource(folder.Write("a.tar.xz", bytes)).value();
  EXPECT_EQ(source->BytesTotal(), bytes.size());
  EXPECT_EQ(ReadDocuments(source.get()).value().size(), 1);
  EXPECT_EQ(source->BytesRead(), bytes.size());
}

TEST(OpenWebTextSourceTest, CutAnywhereOutsideIsAnError) {
  const std::string whole = OpenWebText({{"a.xz", OpenWebTextSubset({{"a.txt", "one"}, {"b.txt", "two"}})},
                                         {"b.xz", OpenWebTextSubset({{"c.txt", "three"}})}});
  for (size_t bytes = 0; bytes < whole.size(); ++bytes) {
    const absl::Status status = Read(whole.substr(0, bytes)).status();
    ASSERT_EQ(status.code(), absl::StatusCode::kDataLoss) << bytes;
    ASSERT_THAT(status.message(), HasSubstr("openwebtext.tar.xz"));
  }
}

TEST(OpenWebTextSourceTest, CutAnywhereInsideNamesTheInnerArchive) {
  const std::string inner = OpenWebTextSubset({{"a.txt", "one"}, {"b.txt", "two"}});
  for (size_t bytes = 0; bytes < inner.size(); ++bytes) {
    const absl::Status status =
        Read(OpenWebText({{"first_data.xz", inner.substr(0, bytes)}, {"b.xz", OpenWebTextSubset({{"c.txt", ""}})}}))
            .status();
    ASSERT_EQ(status.code(), absl::StatusCode::kDataLoss) << bytes;
    ASSERT_THAT(status.message(), HasSubstr("openwebtext.tar.xz: openwebtext/first_data.xz"));
  }
}

TEST(OpenWebTextSourceTest, ErrorsWithinADocumentNameIt) {
  const std::string tar = Tar({{"a.txt", "one"}, {"b.txt", std::string(2000, 'x')}});
  const absl::Status status = Read(OpenWebText({{"first_data.xz", Xz(tar.substr(0, 2560))}})).status();
  EXPECT_THAT(status.message(), HasSubstr("openwebtext.tar.xz: openwebtext/first_data.xz: b.txt"));
}

TEST(OpenWebTextSourceTest, ForeignArchivesAreRefused) {
  EXPECT_THAT(Read(Xz("no tar at all")).status().message(), HasSubstr("openwebtext.tar.xz is cut or damaged"));
  EXPECT_THAT(Read(Xz(Tar({{"a.html", "<p>"}}))).status().message(), HasSubstr("holds no document"));
  EXPECT_THAT(Read(OpenWebText({{"a.xz", "no xz"}})).status().message(), HasSubstr("openwebtext/a.xz"));
  EXPECT_THAT(Read(OpenWebText({{"a.xz", Xz(Tar({{"a.txt", "", "link"}}))}})).status().message(),
              HasSubstr("a.xz: a.txt is a link"));
}

}  // namespace
}  // namespace moebench::language
