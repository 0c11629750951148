#include "stats/reports/provenance_section.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/sha256.h"
#include "stats/reports/command_text.h"
#include "stats/reports/number_text.h"
#include "stats/reports/study_json.h"

namespace moebench::stats {
namespace {

constexpr size_t kHashDigits = 12;  // enough to tell configurations apart by eye; report.json has them whole

TableCell HashCell(const std::string& before, const std::string& hash) {
  return {absl::StrCat(before, before.empty() || hash.empty() ? "" : " ", hash.substr(0, kHashDigits)),
          {},
          Tone::kNeutral,
          hash};
}

void AddRow(const std::string& name, const std::string& text, Table& table) {
  if (!text.empty()) table.rows.push_back({{name}, {text}});
}

std::string Machine(const Provenance& provenance) {
  std::string text = provenance.cpu();
  if (provenance.num_cpus() > 0) absl::StrAppend(&text, text.empty() ? "" : ", ", provenance.num_cpus(), " processors");
  const bool accelerator = !provenance.device().empty() && provenance.device() != "cpu";
  if (accelerator) absl::StrAppend(&text, text.empty() ? "" : ", ", provenance.device());
  return text;
}

Table AnalysisTable(const Study& study, const ReportContext& context) {
  Table table;
  table.caption = "The analysis";
  table.columns = {{"what"}, {"value"}};
  AddRow("code, commit", context.analysis.commit(), table);
  AddRow("machine", Machine(context.analysis), table);
  AddRow("compiler", context.analysis.compiler(), table);
  AddRow("time", context.analysis.start_time(), table);
  AddRow("primary method asked for", study.options.method, table);
  AddRow("alpha", ShortText(study.options.alpha), table);
  AddRow("resamples", absl::StrCat(study.options.resamples), table);
  AddRow("random seed of the resampling", absl::StrCat(study.options.seed), table);
  AddRow("schema version of report.json", absl::StrCat(kStudySchemaVersion), table);
  if (!context.preregistration_text.empty()) {
    AddRow("pre-registration, SHA-256", Sha256Hex(context.preregistration_text), table);
  }
  return table;
}

std::string StatusText(const RunRecord& record) {
  std::string text = RunRecord::Status_Name(record.status());
  for (char& letter : text) letter = static_cast<char>(letter >= 'A' && letter <= 'Z' ? letter + ('a' - 'A') : letter);
  return text;
}

std::vector<TableCell> RunRow(const RunSample& run) {
  std::vector<TableCell> row = {{run.variant}, {run.seed}};
  if (run.record) {
    const RunRecord& record = *run.record;
    const Provenance& from = record.provenance();
    row.insert(row.end(), {{StatusText(record)},
                           {record.scale()},
                           HashCell("", from.commit()),
                           {Machine(from)},
                           HashCell("", record.config_sha256()),
                           HashCell(record.dataset(), from.data_checksum())});
  } else {
    row.resize(8);
  }
  row.push_back({run.source});
  return row;
}

}  // namespace

Section ProvenanceSection(const Study& study, const ReportContext& context) {
  Section section{"provenance", "Provenance", {}};
  for (const std::string& note : context.notes) section.blocks.push_back(Paragraph{note, ""});
  if (!context.command.empty()) {
    section.blocks.push_back(Verbatim{"The command that makes this report", CommandText(context.command)});
  }
  section.blocks.push_back(AnalysisTable(study, context));
  if (!context.preregistration_text.empty()) {
    section.blocks.push_back(
        Verbatim{absl::StrCat("Pre-registration: ", context.preregistration_name), context.preregistration_text});
  }
  return section;
}

Section RunsSection(absl::Span<const RunSample> runs) {
  Section section{"runs", "Runs", {}, /*droppable=*/1};
  Table table;
  bool hashes = false;
  table.columns = {{"variant"}, {"seed", true},    {"status"}, {"scale"}, {"commit"},
                   {"machine"}, {"configuration"}, {"data"},   {"from"}};
  for (const RunSample& run : runs) {
    table.rows.push_back(RunRow(run));
    hashes = hashes || run.record.has_value();
  }
  // Columns that no run fills, as with values from a table, are left out.
  for (size_t column = table.columns.size(); column-- > 0;) {
    bool filled = false;
    for (const auto& row : table.rows) filled = filled || !row[column].text.empty();
    if (filled) continue;
    table.columns.erase(table.columns.begin() + static_cast<std::ptrdiff_t>(column));
    for (auto& row : table.rows) row.erase(row.begin() + static_cast<std::ptrdiff_t>(column));
  }
  if (table.rows.empty()) return section;
  if (hashes) {
    table.note =
        absl::StrCat("Commits, configurations and data by the first ", kHashDigits, " digits of their hashes.");
  }
  section.blocks.push_back(std::move(table));
  return section;
}

}  // namespace moebench::stats
