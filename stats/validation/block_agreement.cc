#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/status_macros.h"
#include "stats/estimators/block_bootstrap.h"
#include "stats/estimators/block_length.h"
#include "stats/estimators/bootstrap_interval.h"
#include "stats/estimators/crossed_bootstrap.h"
#include "stats/validation/agreement_sections.h"

namespace moebench::stats {
namespace {

using Json = nlohmann::json;
using Table = std::vector<std::vector<double>>;

constexpr BlockKind kBlockKinds[] = {BlockKind::kMoving, BlockKind::kCircular, BlockKind::kStationary};
constexpr IntervalKind kIntervalKinds[] = {IntervalKind::kPercentile, IntervalKind::kBasic, IntervalKind::kNormal};

BootstrapOptions OptionsOf(const Json& reference) {
  BootstrapOptions options;
  options.resamples = reference["resamples"];
  options.seed = reference["seed"];
  return options;
}

absl::Status AddIntervals(const std::string& function, const BlockReplicates& ours, const Json& theirs,
                          AgreementSection* section) {
  section->AddCase({function + ": standard error", "tsboot", Measure::kRelative, 1e-10},
                   {{ours.standard_error, theirs["standard_error"]}});
  for (const IntervalKind kind : kIntervalKinds) {
    MOE_ASSIGN_OR_RETURN(const auto inference, BootstrapInference::Create(ours, kind));
    MOE_ASSIGN_OR_RETURN(const Interval interval, inference.TwoSided(0.9));
    section->AddCase({function + ": percentile, basic, normal limits", "tsboot", Measure::kRelative, 1e-10},
                     Compared({interval.lower, interval.upper}, theirs[IntervalKindName(kind)]));
  }
  return absl::OkStatus();
}

absl::StatusOr<BlockReplicates> ReplicatesOf(const Table& columns, BlockKind kind, int length,
                                             const BootstrapOptions& options) {
  if (columns.size() == 1) return BlockBootstrapMean(columns[0], kind, length, options);
  if (columns.size() == 2) return BlockBootstrapRatio(columns[0], columns[1], kind, length, options);
  return BlockBootstrapPerplexityDifference(columns[0], columns[1], columns[2], kind, length, options);
}

absl::Status AddBlocks(AgreementSection* section) {
  constexpr const char* kFunctions[] = {"BlockBootstrapMean", "BlockBootstrapRatio",
                                        "BlockBootstrapPerplexityDifference"};
  MOE_ASSIGN_OR_RETURN(const Json reference,
                       ReadReference("stats/estimators/testdata/same_draws_blocks_reference.json"));
  const BootstrapOptions options = OptionsOf(reference);
  for (const BlockKind kind : kBlockKinds) {
    for (const Json& c : reference["cases"]) {
      const Table columns = c["columns"];
      MOE_ASSIGN_OR_RETURN(const BlockReplicates ours, ReplicatesOf(columns, kind, c["length"], options));
      const std::string function = absl::StrCat(kFunctions[columns.size() - 1], ", ", BlockKindName(kind));
      for (const char* package : {"arch", "tsboot"}) {
        section->AddCase({function + ": replicates", package, Measure::kRelative, 1e-10},
                         Compared(ours.replicate, c[BlockKindName(kind)][package]["replicate"]));
      }
      MOE_RETURN_IF_ERROR(AddIntervals(function, ours, c[BlockKindName(kind)]["tsboot"], section));
    }
  }
  return absl::OkStatus();
}

absl::Status AddBlockLengths(AgreementSection* section) {
  MOE_ASSIGN_OR_RETURN(const Json reference, ReadReference("stats/estimators/testdata/block_length_arch.json"));
  for (const BlockKind kind : kBlockKinds) {
    for (const Json& c : reference["series"]) {
      const std::vector<double> values = c["values"];
      MOE_ASSIGN_OR_RETURN(const BlockLength ours, PolitisWhiteLength(values, kind));
      const char* theirs = kind == BlockKind::kStationary ? "stationary" : "circular";
      section->AddCase({absl::StrCat("PolitisWhiteLength, ", BlockKindName(kind)), "arch", Measure::kRelative, 1e-8},
                       {{ours.optimal, c[theirs]}});
    }
  }
  return absl::OkStatus();
}

absl::Status AddReplicates(const std::string& function, const CrossedReplicates& ours, const Json& theirs,
                           AgreementSection* section) {
  MOE_ASSIGN_OR_RETURN(const auto inference, BootstrapInference::Create(ours, IntervalKind::kPercentile));
  MOE_ASSIGN_OR_RETURN(const Interval interval, inference.TwoSided(0.9));
  section->AddCase({function + ": estimate", "plain loops", Measure::kRelative, 1e-9},
                   {{ours.estimate, theirs["estimate"]}});
  section->AddCase({function + ": replicates", "plain loops", Measure::kAbsolute, 1e-12},
                   Compared(ours.replicate, theirs["replicates"]));
  section->AddCase({function + ": percentile limits", "plain loops", Measure::kRelative, 1e-9},
                   Compared({interval.lower, interval.upper}, theirs["interval_90"]));
  return absl::OkStatus();
}

std::vector<SeedUnits> UnitsOf(const Json& seeds, const std::string& variant) {
  std::vector<SeedUnits> units;
  for (const Json& seed : seeds) {
    units.push_back({seed, {}});
    for (size_t i = 0; i < seed.size(); ++i) units.back().key.push_back(absl::StrCat(variant, units.size(), " ", i));
  }
  return units;
}

absl::Status AddCrossed(AgreementSection* section) {
  MOE_ASSIGN_OR_RETURN(const Json reference,
                       ReadReference("stats/estimators/testdata/crossed_bootstrap_reference.json"));
  const BootstrapOptions options = OptionsOf(reference);
  for (const Json& c : reference["crossed"]) {
    const Table a = c["a"], b = c["b"];
    const std::vector<double> weights = c["weights"];
    MOE_ASSIGN_OR_RETURN(const CrossedReplicates ours, CrossedBootstrapDifference(a, b, weights, options));
    MOE_RETURN_IF_ERROR(AddReplicates("CrossedBootstrapDifference", ours, c, section));
  }
  const Json& c = reference["nested"];
  MOE_ASSIGN_OR_RETURN(const CrossedReplicates ours,
                       NestedBootstrapDifference(UnitsOf(c["a"], "a"), UnitsOf(c["b"], "b"), options));
  return AddReplicates("NestedBootstrapDifference", ours, c, section);
}

}  // namespace

absl::StatusOr<AgreementSection> BlockAgreement() {
  AgreementSection section(
      "Blocks, seeds and batches",
      "arch and tsboot were given the library's own blocks: 199 resamples of 203 to 1,000 values. Politis and White's "
      "length is arch's alone (R's np, which has it too, is not in Debian); arch gives one length for moving and "
      "circular "
      "blocks. No package crosses seeds with batches: up to 2 variants x 10 seeds x 50 batches against plain loops.");
  MOE_RETURN_IF_ERROR(AddBlocks(&section));
  MOE_RETURN_IF_ERROR(AddBlockLengths(&section));
  MOE_RETURN_IF_ERROR(AddCrossed(&section));
  return section;
}

}  // namespace moebench::stats
