#include "tools/kill_test/kill_report.h"

#include <map>

#include "absl/strings/str_cat.h"
#include "moe_core/training/text_table.h"

namespace moebench::tools {
namespace {

struct Counts {
  int runs = 0;
  int kills = 0;
  int unequal = 0;
  std::map<RunStage, int> found;
};

void Add(const RunResult& result, Counts* counts) {
  ++counts->runs;
  counts->unequal += !result.differences.empty();
  for (const RunStage stage : result.kills) {
    counts->kills += stage != RunStage::kEnded;
    ++counts->found[stage];
  }
}

std::vector<std::string> Row(const std::string& name, Counts counts) {
  std::vector<std::string> row = {name, absl::StrCat(counts.runs), absl::StrCat(counts.kills)};
  for (const RunStage stage : {RunStage::kNotBegun, RunStage::kBeforeFirstCheckpoint, RunStage::kWritingCheckpoint,
                               RunStage::kAfterCheckpoint, RunStage::kEnded}) {
    row.push_back(absl::StrCat(counts.found[stage]));
  }
  row.push_back(absl::StrCat(counts.unequal));
  return row;
}

}  // namespace

std::string KillTable(const std::vector<RunResult>& results) {
  TextTable table("Kills, by the state in which they found the training");
  table.SetHeader(
      {"killed", "runs", "kills", "not begun", "no checkpoint", "writing one", "later", "too late", "unequal"});
  Counts all;
  for (const KillKind kind : kKillKinds) {
    Counts counts;
    for (const RunResult& result : results) {
      if (result.kind != kind) continue;
      Add(result, &counts);
      Add(result, &all);
    }
    if (counts.runs > 0) table.AddRow(Row(KillKindName(kind), counts));
  }
  table.AddRow(Row("all", all));
  return table.Render();
}

}  // namespace moebench::tools
