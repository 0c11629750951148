// docs/statistics_json.md against what the subcommands write: a field that is documented and missing fails, and so does
// one that is written and not documented, in any object.
#include <map>
#include <set>
#include <string>
#include <vector>

#include "absl/flags/reflection.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "base/atomic_file.h"
#include "base/runfiles.h"
#include "base/test_folder.h"
#include "gtest/gtest.h"
#include "nlohmann/json.hpp"
#include "stats/commands/equiv_program.h"
#include "stats/commands/test_runs.h"

namespace moebench::stats {
namespace {

using Json = nlohmann::ordered_json;

struct Fields {
  std::set<std::string> required, optional;
};

std::set<std::string> NamesIn(const std::string& cell) {
  const std::vector<std::string> parts = absl::StrSplit(cell, '`');
  std::set<std::string> names;
  for (size_t i = 1; i < parts.size(); i += 2) names.insert(parts[i]);
  return names;
}

// From tables headed "| field of a study | meaning |": what is documented, by object.
std::map<std::string, Fields> ReadTables() {
  std::map<std::string, Fields> tables;
  const std::string path = Runfile("docs/statistics_json.md").value_or("");
  Fields* table = nullptr;
  for (const std::string& line : std::vector<std::string>(absl::StrSplit(ReadFile(path).value_or(""), '\n'))) {
    const std::vector<std::string> cells = absl::StrSplit(line, " | ");
    if (cells.size() < 2) {
      if (!absl::StartsWith(line, "|")) table = nullptr;
      continue;
    }
    absl::string_view head = cells[0];
    if (absl::ConsumePrefix(&head, "| field of ")) {
      table = &tables[absl::StrReplaceAll(head, {{"`", ""}})];
    } else if (table != nullptr) {
      (absl::StartsWith(cells[1], "optional: ") ? table->optional : table->required).merge(NamesIn(cells[0]));
    }
  }
  return tables;
}

// Which fields hold further objects, alone or in lists.
const std::map<std::string, std::map<std::string, std::string>>& Children() {
  static const auto* const children = new std::map<std::string, std::map<std::string, std::string>>{
      {"pair and matrix", {{"preregistration", "a preregistration"}, {"study", "a study"}}},
      {"power", {{"power", "a plan"}}},
      {"mcnemar", {{"mcnemar", "the tests"}, {"study", "a study"}}},
      {"report", {{"report", "report.json"}}},
      {"a study", {{"options", "options"}, {"variants", "a variant"}, {"margins", "a margin"}}},
      {"a margin", {{"controls", "a control"}, {"pairs", "a pair"}}},
      {"a pair", {{"comparison", "a comparison"}, {"sensitivity", "a comparison"}, {"power", "power beside a pair"}}},
      {"a comparison",
       {{"margin", "bounds"}, {"equivalence_interval", "an interval"}, {"difference_interval", "an interval"}}},
      {"a plan", {{"answers", "an answer"}}},
      {"the tests", {{"odds_interval", "an interval"}}},
      {"report.json", {{"study", "a study"}, {"sections", "a section"}}},
      {"a section", {{"blocks", "a block"}}},
      {"a table", {{"rows", "a cell"}}},
      {"a row_chart", {{"axis", "an axis"}, {"bands", "a band"}, {"rows", "a row"}}},
      {"an axis", {{"ticks", "a tick"}}},
      {"a row", {{"spans", "a span"}, {"verdicts", "a cell"}}},
      {"a matrix", {{"cells", "a matrix cell"}}},
      {"curves", {{"x", "an axis"}, {"y", "an axis"}, {"curves", "a curve"}}},
      {"routing", {{"experts", "an expert"}}}};
  return *children;
}

class DocumentedJsonTest : public ::testing::Test {
 protected:
  // Runs a subcommand and holds all that it writes against the tables.
  void Check(const std::string& kind, const std::string& line) {
    const std::string path = folder_.path() + "/result.json";
    std::vector<std::string> arguments = absl::StrSplit(line, ' ', absl::SkipEmpty());
    arguments.push_back("--json=" + path);
    const absl::FlagSaver saver;
    const ProgramOutput output = RunEquiv(arguments);
    ASSERT_EQ(output.errors, "") << line;
    Fields top = tables_["every subcommand"];
    for (const std::string& name : tables_[kind].required) top.required.insert(name);
    const Json result = Json::parse(ReadFile(path).value_or("null"));
    CheckFields(result, top, kind);
    seen_.insert("every subcommand");
    Descend(result, kind);
  }

  void CheckFields(const Json& object, const Fields& fields, const std::string& what) {
    ASSERT_TRUE(object.is_object()) << what;
    for (const std::string& name : fields.required) {
      EXPECT_TRUE(object.contains(name)) << name << " is documented as a field of " << what << ", and missing";
    }
    for (const auto& [name, value] : object.items()) {
      EXPECT_TRUE(fields.required.count(name) + fields.optional.count(name) > 0)
          << name << " is a field of " << what << ", and not documented";
    }
  }

  void Descend(const Json& object, const std::string& what) {
    seen_.insert(what);
    const auto children = Children().find(what);
    for (const auto& [name, value] : object.items()) {
      const bool known = children != Children().end() && children->second.count(name) > 0;
      if (known) {
        Walk(value, children->second.at(name));
      } else {
        EXPECT_FALSE(HoldsObjects(value)) << name << " of " << what << " holds objects that are not documented";
      }
    }
  }

  void Walk(const Json& value, const std::string& what) {
    if (value.is_array()) {
      for (const Json& item : value) Walk(item, what);
    } else if (value.is_object()) {
      const std::string name = what == "a block" ? BlockName(value["kind"].get<std::string>()) : what;
      CheckFields(value, tables_[name], name);
      Descend(value, name);
    }
  }

  std::string BlockName(const std::string& kind) const { return tables_.count(kind) > 0 ? kind : "a " + kind; }

  static bool HoldsObjects(const Json& value) {
    if (value.is_object()) return true;
    if (!value.is_array()) return false;
    for (const Json& item : value) {
      if (HoldsObjects(item)) return true;
    }
    return false;
  }

  const TestFolder folder_;
  std::map<std::string, Fields> tables_ = ReadTables();
  std::set<std::string> seen_;
};

TEST_F(DocumentedJsonTest, EveryFieldOfEverySubcommand) {
  ASSERT_GT(tables_.size(), 25u);
  const std::string table = WriteSeedTable(folder_);
  const std::string a = WriteRun(folder_, "a", 1, 3.5), b = WriteRun(folder_, "b", 2, 3.6);
  const std::string declared =
      folder_.Write("study.textproto",
                    "metric: \"val_loss\" margin: 0.05 margin: 0.0005 n: 4 primary_method: \"welch\" "
                    "controls { negative: \"c\" positive: \"a\" required: false }");
  Check("pair and matrix", absl::StrCat("pair --resamples=200 --metric=val_loss --margin=0.02 --a=", a, " --b=", b));
  Check("pair and matrix", absl::StrCat("matrix --runs=", table, " --preregistration=", declared));
  Check("power", "power --sd=0.3 --margin=0.5 --power=0.9");
  Check("power", "power --sd=0.3 --n=5 --power=0.9 --design=paired");
  Check("mcnemar", absl::StrCat("mcnemar --a=", a, " --b=", b));
  Check("mcnemar", absl::StrCat("mcnemar --resamples=200 --margin=0.3 --a=", a, " --b=", b));
  Check("report", absl::StrCat("report --demo --output=", folder_.path(), "/demo"));
  for (const auto& [name, fields] : tables_) {
    EXPECT_TRUE(seen_.count(name) > 0) << "field of " << name << " is documented, and no subcommand wrote one";
  }
}

}  // namespace
}  // namespace moebench::stats
