#include "moe_core/ecology/tier_shares.h"

#include <cassert>
#include <cstddef>

namespace moebench {
namespace {

struct TierCounts {
  int64_t samples = 0;
  int64_t hard = 0;
  int64_t easy = 0;
};

std::optional<double> Share(int64_t part, int64_t whole) {
  if (whole == 0) return std::nullopt;
  return static_cast<double>(part) / static_cast<double>(whole);
}

}  // namespace

std::vector<TierShare> TierShares(const TierPartition& tiers, absl::Span<const int32_t> top1,
                                  absl::Span<const float> confidence, absl::Span<const EcologyClass> classes,
                                  const EcologyConfig& config) {
  assert(!top1.empty() && top1.size() == confidence.size());
  assert(classes.size() == tiers.tier_of().size());
  // In float, as the confidences are: 0.8f lies above 0.8 and would else count as easy.
  const float hard_below = static_cast<float>(config.hard_confidence());
  const float easy_above = static_cast<float>(config.easy_confidence());
  std::vector<TierCounts> counts(tiers.num_tiers());
  for (size_t t = 0; t < top1.size(); ++t) {
    TierCounts& tier = counts[tiers.tier_of()[top1[t]]];
    ++tier.samples;
    tier.hard += confidence[t] < hard_below;
    tier.easy += confidence[t] > easy_above;
  }
  std::vector<TierShare> shares(tiers.num_tiers());
  for (size_t i = 0; i < shares.size(); ++i) {
    shares[i].usage = static_cast<double>(counts[i].samples) / static_cast<double>(top1.size());
    shares[i].hard_share = Share(counts[i].hard, counts[i].samples);
    shares[i].easy_share = Share(counts[i].easy, counts[i].samples);
  }
  for (size_t e = 0; e < classes.size(); ++e) {
    shares[tiers.tier_of()[e]].alive += classes[e] != EcologyClass::kDead;
  }
  return shares;
}

std::optional<double> HardRatioTier0Tier2(absl::Span<const TierShare> tiers) {
  if (tiers.size() < 3) return std::nullopt;
  const std::optional<double> tier0 = tiers[0].hard_share;
  const std::optional<double> tier2 = tiers[2].hard_share;
  if (!tier0.has_value() || !tier2.has_value() || *tier2 == 0) return std::nullopt;
  return *tier0 / *tier2;
}

}  // namespace moebench
