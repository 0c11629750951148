#include "language/tokenizer/commands/shard_table.h"

#include "absl/strings/str_cat.h"
#include "language/tokenizer/commands/number_text.h"
#include "moe_core/training/text_table.h"

namespace moebench::language {
namespace {

std::string Share(int64_t part, int64_t whole, absl::string_view what) {
  return absl::StrCat(Grouped(part), " of ", Grouped(whole), " ", what);
}

void AddSettings(const ShardSettings& settings, TextTable* table) {
  table->AddRow({"tokenizer", absl::StrCat(settings.tokenizer_kind, ", ", Grouped(settings.vocabulary_size), " ids")});
  table->AddRow({"", absl::StrCat("SHA-256 ", settings.tokenizer_checksum)});
  table->AddRow(
      {"end of document", settings.end_of_document < 0 ? "none" : absl::StrCat("id ", settings.end_of_document)});
  table->AddRow({"input", absl::StrCat(settings.input_name, " (", Grouped(settings.input_bytes), " bytes)")});
}

void AddCounts(const ShardSettings& settings, const ShardCounts& counts, TextTable* table) {
  table->AddRow({"documents", Grouped(counts.documents)});
  table->AddRow({"  empty", Grouped(counts.empty)});
  table->AddRow({"  white space alone", Grouped(counts.blank)});
  table->AddRow({"  duplicates", settings.count_duplicates ? Grouped(counts.duplicates) : "not counted"});
  table->AddRow({"  left out", Grouped(counts.dropped)});
  table->AddRow({"bytes of text", Grouped(counts.text_bytes)});
  table->AddRow({"tokens", Grouped(counts.tokens)});
  table->AddRow({"bytes a token", BytesPerToken(counts.text_bytes, counts.tokens)});
}

void AddSplits(const ShardManifest& manifest, TextTable* table) {
  for (const Split split : kSplits) {
    const SplitEntry& entry = manifest.split(split);
    table->AddRow({absl::StrCat("split ", SplitName(split)),
                   absl::StrCat(Grouped(static_cast<int64_t>(entry.shards.size())), " shards, ",
                                Share(entry.documents, manifest.counts.documents, "documents, "), Grouped(entry.tokens),
                                " tokens")});
  }
}

void AddWork(const ShardingWork& work, TextTable* table) {
  const double seconds = absl::ToDoubleSeconds(work.elapsed);
  table->AddRow({"time", Seconds(work.elapsed)});
  table->AddRow(
      {"speed", absl::StrCat(ByteRate(work.text_bytes, work.elapsed), " of text, ",
                             Grouped(static_cast<int64_t>(seconds > 0 ? work.tokens / seconds : 0)), " tokens/s")});
}

}  // namespace

std::string ShardTable(const std::string& folder, const ShardManifest& manifest,
                       const absl::optional<ShardingWork>& work) {
  TextTable table(folder);
  AddSettings(manifest.settings, &table);
  AddCounts(manifest.settings, manifest.counts, &table);
  AddSplits(manifest, &table);
  if (work.has_value()) AddWork(*work, &table);
  return table.Render();
}

}  // namespace moebench::language
