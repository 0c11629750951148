#include "vision/analysis/test_record.h"

#include <cstddef>
#include <numeric>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/types/span.h"
#include "moe_core/experiments/canonical_text.h"
#include "moe_core/experiments/text_proto.h"

namespace moebench::vision {
namespace {

constexpr double kDeadUsage = 0.002;

void AddMetric(const std::string& name, double value, stats::Evaluation* evaluation) {
  stats::Metric* metric = evaluation->add_metric();
  metric->set_name(name);
  metric->set_value(value);
}

// Position of each expert in the order of dying: strides of 5 reach every expert when their number is a power of two.
std::vector<int> DeathOrder(int num_experts) {
  std::vector<int> order(num_experts);
  for (int position = 0; position < num_experts; ++position) order[(position * 5) % num_experts] = position;
  return order;
}

void AddExperts(const std::vector<int>& tiers, int dead, stats::Evaluation* evaluation) {
  const int num_experts = std::accumulate(tiers.begin(), tiers.end(), 0);
  const std::vector<int> order = DeathOrder(num_experts);
  double alive_weight = 0;
  for (int e = 0; e < num_experts; ++e) alive_weight += order[e] >= dead ? 1 + e % 5 : 0;
  const double dead_usage = dead > 1 ? (dead - 1) * kDeadUsage : 0;
  int e = 0;
  for (size_t tier = 0; tier < tiers.size(); ++tier) {
    for (int member = 0; member < tiers[tier]; ++member, ++e) {
      stats::ExpertRecord* expert = evaluation->add_expert();
      const bool is_dead = order[e] < dead;
      const bool untouched = is_dead && order[e] == 0;
      expert->set_expert(e);
      expert->set_tier(static_cast<int>(tier));
      expert->set_usage(untouched ? 0 : is_dead ? kDeadUsage : (1 - dead_usage) * (1 + e % 5) / alive_weight);
      const double accuracy = is_dead ? 0.1 : 0.30 + 0.08 * (e % 5);
      if (!untouched) expert->set_accuracy(accuracy);
      expert->set_ecology_class(is_dead            ? "DEAD"
                                : accuracy >= 0.60 ? "PURE_CORE"
                                : accuracy >= 0.40 ? "BROAD_CORE"
                                                   : "WEAK_CORE");
    }
  }
}

void AddTiers(const std::vector<int>& tiers, stats::Evaluation* evaluation) {
  for (size_t i = 0; i < tiers.size(); ++i) {
    stats::TierRecord* tier = evaluation->add_tier();
    tier->set_tier(static_cast<int>(i));
    tier->set_num_experts(tiers[i]);
    double usage = 0;
    int alive = 0;
    for (const stats::ExpertRecord& expert : evaluation->expert()) {
      if (expert.tier() != static_cast<int>(i)) continue;
      usage += expert.usage();
      alive += expert.ecology_class() != "DEAD";
    }
    tier->set_usage(usage);
    tier->set_alive(alive);
    tier->set_hard_share(0.12 - 0.02 * static_cast<double>(i));
    tier->set_easy_share(0.50 + 0.05 * static_cast<double>(i));
  }
  for (const stats::TierRecord& from : evaluation->tier()) {
    for (const stats::TierRecord& to : evaluation->tier()) {
      evaluation->add_tier_transition(from.usage() * to.usage());
    }
  }
  const double usage = evaluation->tier(0).usage();
  AddMetric("self_loop_joint", usage * usage, evaluation);
  AddMetric("self_loop_conditional", usage, evaluation);
  if (tiers.size() > 2) {
    AddMetric("tier_hard_ratio", evaluation->tier(0).hard_share() / evaluation->tier(2).hard_share(), evaluation);
  }
}

Experiment TestExperiment(const TestRun& run) {
  Experiment experiment;
  experiment.mutable_data()->set_dataset("tinyimagenet");
  for (const int size : run.tiers) experiment.mutable_ecology()->add_tiers(size);
  experiment.mutable_router()->set_num_experts(std::accumulate(run.tiers.begin(), run.tiers.end(), 0));
  experiment.mutable_router()->mutable_random_warmup()->set_epochs(15);
  experiment.mutable_training()->set_epochs(100);
  return experiment;
}

}  // namespace

stats::RunRecord MakeTestRecord(const TestRun& run) {
  stats::RunRecord record;
  record.set_suite("vision");
  record.set_experiment("ecology/tinyimagenet_e");
  record.set_scale("paper");
  record.set_dataset("tinyimagenet");
  record.set_seed(run.seed);
  record.set_status(stats::RunRecord::FINISHED);
  record.set_config_text(CanonicalText(TestExperiment(run)));
  record.set_config_sha256(CanonicalSha256(TestExperiment(run)));
  for (size_t i = 0; i < run.dead.size(); ++i) {
    stats::Evaluation* evaluation = record.add_evaluation();
    evaluation->set_epoch(10.0 * static_cast<double>(i) + 1);
    evaluation->set_step(100 * (10 * static_cast<int64_t>(i) + 1));
    const double accuracy = 0.20 + 0.05 * static_cast<double>(i);
    AddMetric("top1_gated_accuracy", accuracy, evaluation);
    AddMetric("top2_gated_accuracy", accuracy + 0.01, evaluation);
    AddMetric("top5_accuracy", accuracy + 0.20, evaluation);
    AddMetric("loss_nats", 4.0 - 0.25 * static_cast<double>(i), evaluation);
    AddMetric("dead_experts", run.dead[i], evaluation);
    AddExperts(run.tiers, run.dead[i], evaluation);
    AddTiers(run.tiers, evaluation);
  }
  return record;
}

stats::RunRecord WithConfig(stats::RunRecord record, const std::function<void(Experiment*)>& change) {
  Experiment experiment;
  ParseTextProto(record.config_text(), "config_text", &experiment).IgnoreError();
  change(&experiment);
  record.set_config_text(CanonicalText(experiment));
  record.set_config_sha256(CanonicalSha256(experiment));
  return record;
}

}  // namespace moebench::vision
