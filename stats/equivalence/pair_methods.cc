#include "stats/equivalence/pair_methods.h"

#include "stats/equivalence/seed_methods.h"
#include "stats/equivalence/unit_methods.h"

namespace moebench::stats {

absl::StatusOr<PairMethods> MethodsOfPair(const RunGroup& a, const RunGroup& b, const StudyData& data,
                                          const StudyOptions& options) {
  return data.level == StudyLevel::kUnits ? UnitMethods(a, b, data, options) : SeedMethods(a, b, data, options);
}

}  // namespace moebench::stats
