#include "vision/experiment_table.h"

#include <algorithm>
#include <memory>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_split.h"
#include "base/status_macros.h"
#include "google/protobuf/message.h"
#include "moe_core/experiments/shortest_double.h"
#include "vision/experiment.pb.h"

namespace moebench::vision {
namespace {

using google::protobuf::DynamicCastToGenerated;
using google::protobuf::Message;

constexpr size_t kColumns = 100;
constexpr size_t kUnbrokenResult = 94;  // fits a line of its own; longer ones are broken between words

struct Row {
  std::string id;
  std::string dataset;
  const Entry* entry;
};

absl::StatusOr<std::vector<Row>> Rows(const ExperimentCatalogue& catalogue) {
  std::vector<Row> rows;
  for (const std::string& id : catalogue.ids()) {
    MOE_ASSIGN_OR_RETURN(const Message* entry, catalogue.Entry(id));
    ExperimentSelection selection;
    selection.id = id;
    MOE_ASSIGN_OR_RETURN(const std::unique_ptr<Message> experiment, catalogue.Resolve(selection));
    rows.push_back({id, DynamicCastToGenerated<Experiment>(experiment.get())->data().dataset(),
                    DynamicCastToGenerated<Entry>(entry)});
  }
  return rows;
}

std::string ResultInWords(const stats::PaperResult& result) {
  std::string words = result.metric();
  if (result.has_value()) absl::StrAppend(&words, " ", ShortestDouble(result.value()));
  if (result.has_text()) absl::StrAppend(&words, result.has_value() ? " (" : " ", result.text());
  if (result.has_value() && result.has_text()) words += ")";
  return words;
}

// The results of one source, in the order of the entry.
struct SourcedResults {
  std::string source;
  std::vector<std::string> results;
};

std::vector<SourcedResults> BySource(const Entry& entry) {
  std::vector<SourcedResults> sources;
  for (const stats::PaperResult& result : entry.paper()) {
    auto place = std::find_if(sources.begin(), sources.end(),
                              [&result](const SourcedResults& known) { return known.source == result.source(); });
    if (place == sources.end()) place = sources.insert(place, {result.source(), {}});
    place->results.push_back(ResultInWords(result));
  }
  return sources;
}

// What a line may be broken between: results, and the words of long ones, such as series.
std::vector<std::string> Pieces(const SourcedResults& results) {
  std::vector<std::string> pieces = {results.source + ":"};
  for (size_t i = 0; i < results.results.size(); ++i) {
    const std::string result = results.results[i] + (i + 1 < results.results.size() ? "," : "");
    if (result.size() <= kUnbrokenResult) {
      pieces.push_back(result);
    } else {
      for (const absl::string_view word : absl::StrSplit(result, ' ')) pieces.emplace_back(word);
    }
  }
  return pieces;
}

// The pieces after four blanks, broken before kColumns; what is carried over is indented by six.
void AppendWrapped(const std::vector<std::string>& pieces, std::string* text) {
  std::string current(3, ' ');
  for (const std::string& piece : pieces) {
    if (current.size() + 1 + piece.size() > kColumns) {
      absl::StrAppend(text, current, "\n");
      current.assign(5, ' ');
    }
    absl::StrAppend(&current, " ", piece);
  }
  absl::StrAppend(text, current, "\n");
}

}  // namespace

absl::StatusOr<std::string> ExperimentTable(const ExperimentCatalogue& catalogue) {
  MOE_ASSIGN_OR_RETURN(const std::vector<Row> rows, Rows(catalogue));
  size_t id_width = 0;
  size_t dataset_width = sizeof("data set") - 1;
  for (const Row& row : rows) {
    id_width = std::max(id_width, row.id.size());
    dataset_width = std::max(dataset_width, row.dataset.size());
  }
  const auto line = [&](absl::string_view id, absl::string_view dataset, absl::string_view title) {
    return absl::StrFormat("%-*s  %-*s  %s\n", id_width, id, dataset_width, dataset, title);
  };
  std::string text = line("experiment", "data set", "title");
  for (const Row& row : rows) {
    text += line(row.id, row.dataset, row.entry->title());
    for (const SourcedResults& results : BySource(*row.entry)) AppendWrapped(Pieces(results), &text);
  }
  return text;
}

}  // namespace moebench::vision
