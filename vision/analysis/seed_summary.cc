#include "vision/analysis/seed_summary.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <set>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "absl/strings/string_view.h"
#include "base/status_macros.h"
#include "moe_core/training/text_table.h"
#include "vision/analysis/metric_text.h"

namespace moebench::vision {
namespace {

bool IsFinished(const stats::RunRecord& record) { return record.status() == stats::RunRecord::FINISHED; }

absl::Status CheckRuns(absl::Span<const stats::RunRecord> records) {
  std::set<uint64_t> seeds;
  for (const stats::RunRecord& record : records) {
    if (record.experiment() != records[0].experiment() || record.config_sha256() != records[0].config_sha256()) {
      return absl::InvalidArgumentError(absl::StrFormat(
          "seeds %d and %d are runs of different configurations (%s, %s); summarise runs that differ in the seed alone",
          records[0].seed(), record.seed(), records[0].experiment(), record.experiment()));
    }
    if (!seeds.insert(record.seed()).second) {
      return absl::InvalidArgumentError(
          absl::StrFormat("seed %d is there twice; a seed counts as one sample", record.seed()));
    }
  }
  if (std::none_of(records.begin(), records.end(), IsFinished)) {
    return absl::InvalidArgumentError(absl::StrCat("no finished run among ", records.size()));
  }
  return absl::OkStatus();
}

struct MetricValues {
  std::string metric;
  std::vector<double> values;
};

absl::StatusOr<std::vector<MetricValues>> CollectValues(absl::Span<const stats::RunRecord> records) {
  std::vector<MetricValues> collected;
  for (const stats::RunRecord& record : records) {
    if (!IsFinished(record)) continue;
    for (const stats::Metric& metric : record.summary()) {
      if (!std::isfinite(metric.value())) {
        return absl::InvalidArgumentError(absl::StrFormat("metric %s of seed %d is %g; expected a finite number",
                                                          metric.name(), record.seed(), metric.value()));
      }
      const auto same_name = [&metric](const MetricValues& other) { return other.metric == metric.name(); };
      auto found = std::find_if(collected.begin(), collected.end(), same_name);
      if (found == collected.end()) found = collected.insert(found, {metric.name(), {}});
      found->values.push_back(metric.value());
    }
  }
  return collected;
}

SeedStatistic Statistic(MetricValues collected) {
  SeedStatistic statistic;
  statistic.metric = std::move(collected.metric);
  statistic.n = static_cast<int>(collected.values.size());
  statistic.mean = std::accumulate(collected.values.begin(), collected.values.end(), 0.0) / statistic.n;
  if (statistic.n == 1) return statistic;
  double squares = 0;
  for (const double value : collected.values) squares += (value - statistic.mean) * (value - statistic.mean);
  statistic.standard_deviation = std::sqrt(squares / (statistic.n - 1));
  return statistic;
}

std::string PaperText(const stats::RunRecord& record, absl::string_view metric) {
  for (const stats::PaperResult& paper : record.paper()) {
    if (paper.metric() == metric && paper.has_value()) return MetricText(metric, paper.value());
  }
  return "–";
}

std::string Title(absl::Span<const stats::RunRecord> records) {
  std::vector<uint64_t> seeds;
  for (const stats::RunRecord& record : records) {
    if (IsFinished(record)) seeds.push_back(record.seed());
  }
  return absl::StrCat(records[0].experiment(), ", scale ", records[0].scale(), ": n = ", seeds.size(), " (seed",
                      seeds.size() == 1 ? " " : "s ", absl::StrJoin(seeds, ", "), ")");
}

std::string LeftOut(absl::Span<const stats::RunRecord> records) {
  std::string lines;
  for (const stats::RunRecord& record : records) {
    if (IsFinished(record)) continue;
    const std::string status = absl::AsciiStrToLower(stats::RunRecord::Status_Name(record.status()));
    const std::string detail = record.has_status_detail() ? absl::StrCat(": ", record.status_detail()) : "";
    absl::StrAppend(&lines,
                    FitText(absl::StrCat("left out: seed ", record.seed(), ", ", status, detail), kTableColumns), "\n");
  }
  return lines;
}

}  // namespace

absl::StatusOr<std::vector<SeedStatistic>> SummarizeSeeds(absl::Span<const stats::RunRecord> records) {
  MOE_RETURN_IF_ERROR(CheckRuns(records));
  MOE_ASSIGN_OR_RETURN(std::vector<MetricValues> collected, CollectValues(records));
  std::vector<SeedStatistic> statistics;
  for (MetricValues& values : collected) statistics.push_back(Statistic(std::move(values)));
  return statistics;
}

absl::StatusOr<std::string> SeedSummaryTable(absl::Span<const stats::RunRecord> records) {
  MOE_ASSIGN_OR_RETURN(const std::vector<SeedStatistic> statistics, SummarizeSeeds(records));
  TextTable table(Title(records));
  table.SetHeader({"metric", "mean", "sd", "n", "paper"});
  for (const SeedStatistic& statistic : statistics) {
    const std::string sd =
        statistic.standard_deviation.has_value() ? MetricText(statistic.metric, *statistic.standard_deviation) : "n/a";
    table.AddRow({statistic.metric, MetricText(statistic.metric, statistic.mean), sd, absl::StrCat(statistic.n),
                  PaperText(records[0], statistic.metric)});
  }
  return absl::StrCat(table.Render(), LeftOut(records));
}

}  // namespace moebench::vision
