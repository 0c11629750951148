#include "stats/commands/pair_sides.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/nearest_name.h"
#include "base/status_macros.h"

namespace moebench::stats {
namespace {

std::string FullName(const RunSample& run) { return run.record.has_value() ? run.record->experiment() : run.variant; }

// Seeds of both sides would not be independent. One run against itself is left to the analysis, which calls it
// degenerate.
absl::Status CheckNoRunTwice(const std::vector<RunSample>& a, const std::vector<RunSample>& b) {
  if (a.size() == 1 && b.size() == 1) return absl::OkStatus();
  for (const RunSample& run : a) {
    const bool also_in_b = std::any_of(b.begin(), b.end(), [&](const RunSample& other) {
      return other.source == run.source && other.variant == run.variant && other.seed == run.seed;
    });
    if (!also_in_b) continue;
    return absl::FailedPreconditionError(absl::StrCat(run.source, ", seed ", run.seed, ", is a run of both sides"));
  }
  return absl::OkStatus();
}

// Gives the two sides different names where they have the same.
void TellApart(std::vector<RunSample>* a, std::vector<RunSample>* b) {
  if (a->front().variant != b->front().variant) return;
  std::string name_a = FullName(a->front()), name_b = FullName(b->front());
  const std::string &seed_a = a->front().seed, &seed_b = b->front().seed;
  if (name_a == name_b) {
    const bool by_seed = a->size() == 1 && b->size() == 1 && seed_a != seed_b && !seed_a.empty() && !seed_b.empty();
    const std::string name = a->front().variant;
    name_a = by_seed ? absl::StrCat(name, ", seed ", seed_a) : absl::StrCat(name, " (a)");
    name_b = by_seed ? absl::StrCat(name, ", seed ", seed_b) : absl::StrCat(name, " (b)");
  }
  for (RunSample& run : *a) run.variant = name_a;
  for (RunSample& run : *b) run.variant = name_b;
}

}  // namespace

std::vector<std::string> VariantsOf(const std::vector<RunSample>& runs) {
  std::vector<std::string> names;
  for (const RunSample& run : runs) {
    if (std::find(names.begin(), names.end(), run.variant) == names.end()) names.push_back(run.variant);
  }
  return names;
}

absl::StatusOr<std::vector<RunSample>> ChooseVariant(const std::vector<RunSample>& runs, absl::string_view flag,
                                                     const std::string& name) {
  std::vector<RunSample> chosen;
  std::copy_if(runs.begin(), runs.end(), std::back_inserter(chosen),
               [&](const RunSample& run) { return run.variant == name; });
  if (!chosen.empty()) return chosen;
  const std::vector<std::string> variants = VariantsOf(runs);
  return absl::InvalidArgumentError(absl::StrCat("--", flag, "=", name, " is no variant of --runs",
                                                 DidYouMean(name, variants), "; it has ",
                                                 absl::StrJoin(variants, ", ")));
}

absl::Status CheckOneVariant(const std::vector<RunSample>& side, absl::string_view flag, const std::string& given) {
  const std::vector<std::string> variants = VariantsOf(side);
  if (variants.size() == 1) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrCat(
      "--", flag, "=", given, " holds the variants ", absl::StrJoin(variants, ", "),
      "; give it as --runs and choose one for each side, such as --a=", variants[0], " --b=", variants[1]));
}

absl::StatusOr<std::vector<RunSample>> JoinSides(std::vector<RunSample> a, std::vector<RunSample> b) {
  MOE_RETURN_IF_ERROR(CheckNoRunTwice(a, b));
  TellApart(&a, &b);
  std::move(b.begin(), b.end(), std::back_inserter(a));
  return a;
}

}  // namespace moebench::stats
