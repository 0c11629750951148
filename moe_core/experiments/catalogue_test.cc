#include "moe_core/experiments/catalogue.h"

#include "absl/strings/str_cat.h"
#include "base/atomic_file.h"
#include "gmock/gmock.h"
#include "google/protobuf/text_format.h"
#include "google/protobuf/util/message_differencer.h"
#include "gtest/gtest.h"
#include "moe_core/experiments/toy_experiment.pb.h"

namespace moebench {
namespace {

using google::protobuf::Message;
using google::protobuf::util::MessageDifferencer;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::HasSubstr;

std::string TempFile(const std::string& name, const std::string& text) {
  const std::string path = ::testing::TempDir() + "/catalogue_test_" + name;
  EXPECT_TRUE(WriteFileAtomically(path, text).ok());
  return path;
}

absl::StatusOr<ExperimentCatalogue> LoadTexts(const std::vector<std::string>& texts) {
  std::vector<std::string> paths;
  for (const std::string& text : texts) {
    paths.push_back(TempFile(absl::StrCat("file", paths.size(), ".textproto"), text));
  }
  return ExperimentCatalogue::Load(toy::Catalogue(), paths);
}

constexpr char kRoot[] = R"(
entry {
  id: "root" abstract: true
  config { garden { beds: 10 rows: [8, 4, 4] } watering { epochs: 15 } }
  pilot { garden { beds: 5 } watering { fraction: 0.25 } }
  smoke { garden { beds: 1 rows: 2 } }
}
entry {
  id: "middle" inherits: "root"
  config { garden { soil: "clay" owner: "Ada" } }
  pilot { garden { owner: "pilot" } }
})";
constexpr char kLeaf[] = R"(
entry {
  id: "suite/leaf" inherits: "middle"
  config { garden { rows: 16 beds: 11 } }
  pilot { watering { fraction: 0 } }
}
entry { id: "suite/alone" config { garden { beds: 2 } } })";

ExperimentCatalogue Toy() {
  absl::StatusOr<ExperimentCatalogue> catalogue = LoadTexts({kRoot, kLeaf});
  EXPECT_TRUE(catalogue.ok()) << catalogue.status();
  return *std::move(catalogue);
}

ExperimentSelection Select(const std::string& id, const std::string& scale = "pilot",
                           const Message* adjustment = nullptr, const std::string& config_file = "",
                           const std::vector<std::string>& overrides = {}) {
  return {id, scale, adjustment, config_file, overrides};
}

void ExpectResolved(const ExperimentSelection& selection, const std::string& text) {
  const ExperimentCatalogue catalogue = Toy();
  const absl::StatusOr<std::unique_ptr<Message>> experiment = catalogue.Resolve(selection);
  ASSERT_TRUE(experiment.ok()) << experiment.status();
  toy::Experiment expected;
  ASSERT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &expected));
  EXPECT_TRUE(MessageDifferencer::Equals(**experiment, expected)) << (*experiment)->DebugString();
}

std::string Refusal(const ExperimentSelection& selection) {
  return std::string(Toy().Resolve(selection).status().message());
}

std::string LoadRefusal(const std::vector<std::string>& texts) {
  const absl::StatusOr<ExperimentCatalogue> catalogue = LoadTexts(texts);
  EXPECT_EQ(catalogue.status().code(), absl::StatusCode::kInvalidArgument);
  return std::string(catalogue.status().message());
}

TEST(ExperimentCatalogueTest, ListsWhatCanBeRunInFileOrder) {
  EXPECT_THAT(Toy().ids(), ElementsAre("middle", "suite/leaf", "suite/alone"));
}

TEST(ExperimentCatalogueTest, ResolvesTheChainAtPaperScale) {
  ExpectResolved(Select("suite/leaf", "paper"),
                 "garden { beds: 11 rows: 16 soil: 'clay' owner: 'Ada' } watering { epochs: 15 }");
  ExpectResolved(Select("suite/alone", "paper"), "garden { beds: 2 }");
}

TEST(ExperimentCatalogueTest, LaysOverlaysOverTheWholeChainRootToLeaf) {
  // The root's overlay (beds 5) beats the leaf's config (beds 11); the leaf's overlay beats the root's (fraction 0).
  ExpectResolved(Select("suite/leaf", "pilot"),
                 "garden { beds: 5 rows: 16 soil: 'clay' owner: 'pilot' } watering { fraction: 0 }");
  ExpectResolved(Select("suite/leaf", "smoke"),
                 "garden { beds: 1 rows: 2 soil: 'clay' owner: 'Ada' } watering { epochs: 15 }");
}

TEST(ExperimentCatalogueTest, LaysAdjustmentThenFileThenOverrides) {
  toy::Experiment adjustment;
  adjustment.mutable_garden()->set_beds(20);
  adjustment.mutable_garden()->set_owner("adjustment");
  adjustment.mutable_garden()->set_soil("sand");
  const std::string file = TempFile("mine.textproto", "garden { owner: 'file' soil: 'loam' rows: [1, 2] }");
  ExpectResolved(Select("suite/leaf", "pilot", &adjustment, file, {"garden.soil=clay", "watering.epochs=2"}),
                 "garden { beds: 20 owner: 'file' soil: 'clay' rows: [1, 2] } watering { epochs: 2 }");
}

TEST(ExperimentCatalogueTest, UnknownNamesAreAnsweredWithTheNearest) {
  const ExperimentCatalogue catalogue = Toy();
  EXPECT_EQ(catalogue.Entry("suite/laef").status().message(),
            "unknown experiment \"suite/laef\" (did you mean \"suite/leaf\"?)");
  EXPECT_THAT(Refusal(Select("leaf")), HasSubstr("did you mean \"suite/leaf\"?"));
  EXPECT_EQ(Refusal(Select("suite/leaf", "pilott")),
            "unknown scale \"pilott\" (did you mean \"pilot\"?); there are paper, pilot, smoke");
  EXPECT_THAT(Refusal(Select("suite/leaf", "pilot", nullptr, "", {"gardn.bed=2"})),
              HasSubstr("did you mean \"garden.beds\"?"));
}

TEST(ExperimentCatalogueTest, AbstractEntriesAreNotExperiments) {
  const ExperimentCatalogue catalogue = Toy();
  EXPECT_TRUE(catalogue.Entry("middle").ok());
  EXPECT_EQ(catalogue.Entry("root").status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(Refusal(Select("root")), HasSubstr("\"root\" is no experiment"));
}

TEST(ExperimentCatalogueTest, EveryStepIsValidated) {
  toy::Experiment adjustment;
  adjustment.mutable_garden()->set_beds(0);
  EXPECT_THAT(Refusal(Select("suite/leaf", "pilot", &adjustment)), HasSubstr("garden.beds is 0; allowed: at least 1"));
  EXPECT_THAT(Refusal(Select("suite/leaf", "pilot", nullptr, TempFile("bad.textproto", "garden { rows: 0 }"))),
              HasSubstr("garden.rows[0] is 0"));
  EXPECT_THAT(Refusal(Select("suite/leaf", "pilot", nullptr, "", {"garden.beds=0"})), HasSubstr("garden.beds is 0"));
}

TEST(ExperimentCatalogueTest, ConfigFileErrorsNameThePlace) {
  const std::string file = TempFile("typo.textproto", "garden {\n  bedz: 1 }");
  EXPECT_THAT(Refusal(Select("suite/leaf", "pilot", nullptr, file)),
              AllOf(HasSubstr(file + ":2:"), HasSubstr("\"beds\"?")));
  EXPECT_THAT(Refusal(Select("suite/leaf", "pilot", nullptr, file + ".none")), HasSubstr(file + ".none"));
}

TEST(ExperimentCatalogueTest, BadFilesAreRefused) {
  EXPECT_THAT(LoadRefusal({"entry { id: 'a'\n nmae: 'x' }"}), HasSubstr("file0.textproto:2:"));
  EXPECT_THAT(LoadRefusal({"entry { }"}), HasSubstr("an entry has no id"));
  EXPECT_THAT(LoadRefusal({"entry { id: 'a' }", "entry { id: 'a' }"}),
              AllOf(HasSubstr("file1.textproto: the id \"a\" is already taken in "), EndsWith("file0.textproto")));
  EXPECT_THAT(LoadRefusal({"entry { id: 'garden' } entry { id: 'b' inherits: 'gardne' }"}),
              HasSubstr("\"b\" inherits from \"gardne\", which is not there (did you mean \"garden\"?)"));
  EXPECT_THAT(LoadRefusal({"entry { id: 'a' inherits: 'b' } entry { id: 'b' inherits: 'a' }"}),
              EndsWith("entries inherit in a circle: a -> b -> a"));
  EXPECT_THAT(LoadRefusal({"entry { id: 'a' inherits: 'a' }"}), EndsWith("circle: a -> a"));
}

TEST(ExperimentCatalogueTest, MessageTypesThatAreNoCatalogueAreAProgrammersError) {
  EXPECT_EQ(ExperimentCatalogue::Load(toy::Garden(), {}).status().code(), absl::StatusCode::kInternal);
  const absl::Status bare = ExperimentCatalogue::Load(toy::BareCatalogue(), {}).status();
  EXPECT_EQ(bare.code(), absl::StatusCode::kInternal);
  EXPECT_THAT(bare.message(), HasSubstr("moebench.toy.BareEntry is no catalogue entry"));
}

}  // namespace
}  // namespace moebench
