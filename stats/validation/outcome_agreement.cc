#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "base/status_macros.h"
#include "stats/equivalence/cochran_q.h"
#include "stats/equivalence/mcnemar.h"
#include "stats/equivalence/multiplicity.h"
#include "stats/validation/agreement_sections.h"

namespace moebench::stats {
namespace {

using Json = nlohmann::json;

double ValueOr(const Json& value, double infinite) { return value.is_null() ? infinite : value.get<double>(); }

void AddTable(const McNemarResult& ours, const Json& c, AgreementSection* section) {
  const auto add = [&](const char* function, const char* package, const std::vector<ComparedNumber>& numbers) {
    section->AddCase({function, package, Measure::kRelative, 1e-10}, numbers);
  };
  for (const char* package : {"r", "statsmodels", "scipy", "mlxtend"}) {
    if (!c.contains(package)) continue;
    const Json& theirs = c[package];
    add("McNemar: exact p", package, {{ours.p_exact, theirs["p_exact"]}});
    if (theirs.contains("p_mid")) add("McNemar: mid-p", package, {{ours.p_mid, theirs["p_mid"]}});
    if (theirs.contains("chi_square")) {
      add("McNemar: chi-square and p", package,
          {{ours.chi_square, theirs["chi_square"]}, {ours.p_chi_square, theirs["p_chi_square"]}});
    }
    // Where b = c statsmodels corrects to (0 - 1)^2 / m; R gives 0.
    const bool overcorrected = std::string(package) == "statsmodels" && ours.table.only_a == ours.table.only_b;
    if (theirs.contains("p_corrected") && !overcorrected) {
      add("McNemar: corrected chi-square and p", package,
          {{ours.chi_square_corrected, theirs["chi_square_corrected"]}, {ours.p_corrected, theirs["p_corrected"]}});
    }
    if (theirs.contains("odds_lower")) {
      add("McNemar: interval of the odds ratio", package,
          {{ours.odds_interval->lower, theirs["odds_lower"]},
           {ours.odds_interval->upper, ValueOr(theirs["odds_upper"], std::numeric_limits<double>::infinity())}});
    }
  }
}

absl::Status AddOutcomes(AgreementSection* section) {
  MOE_ASSIGN_OR_RETURN(const Json reference, ReadReference("stats/equivalence/testdata/outcomes_reference.json"));
  for (const Json& c : reference["tables"]) {
    const std::vector<int64_t> t = c["table"];
    MOE_ASSIGN_OR_RETURN(const PairedTable table, PairedTableFromRows({{t[0], t[1]}, {t[2], t[3]}}));
    MOE_ASSIGN_OR_RETURN(const McNemarResult ours, McNemar(table));
    AddTable(ours, c, section);
  }
  for (const Json& c : reference["cochran"]) {
    std::vector<std::vector<double>> outcomes;
    for (const std::string digits : c["outcomes"]) {
      outcomes.emplace_back();
      for (const char digit : digits) outcomes.back().push_back(digit - '0');
    }
    MOE_ASSIGN_OR_RETURN(const CochranQResult ours, CochranQ(outcomes));
    for (const char* package : {"statsmodels", "mlxtend", "pingouin"}) {
      section->AddCase({"CochranQ: Q and p", package, Measure::kRelative, 1e-10},
                       {{ours.q, c[package]["q"]}, {ours.p, c[package]["p"]}});
    }
  }
  return absl::OkStatus();
}

absl::Status AddMultiplicity(AgreementSection* section) {
  MOE_ASSIGN_OR_RETURN(const Json reference, ReadReference("stats/equivalence/testdata/multiplicity_reference.json"));
  for (const Json& c : reference["cases"]) {
    const std::vector<double> p = c["p"];
    MOE_ASSIGN_OR_RETURN(const std::vector<double> holm, HolmAdjusted(p));
    MOE_ASSIGN_OR_RETURN(const std::vector<double> hochberg, HochbergAdjusted(p));
    MOE_ASSIGN_OR_RETURN(const std::vector<double> false_discovery, BenjaminiHochbergAdjusted(p));
    for (const char* package : {"r", "statsmodels"}) {
      const Json& theirs = c[package];
      section->AddCase({"HolmAdjusted", package, Measure::kRelative, 1e-12}, Compared(holm, theirs["holm"]));
      section->AddCase({"HochbergAdjusted", package, Measure::kRelative, 1e-12},
                       Compared(hochberg, theirs["hochberg"]));
      section->AddCase({"BenjaminiHochbergAdjusted", package, Measure::kRelative, 1e-12},
                       Compared(false_discovery, theirs["benjamini_hochberg"]));
    }
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<AgreementSection> OutcomeAgreement() {
  AgreementSection section(
      "0/1 outcomes, multiplicity",
      "Tables of 6 to 100,000 examples, without one kind of discordant example or with equally many of both; 2 to 4 "
      "classifiers on up to 1,000 examples; families of 8 to 1,000 p-values with ties, zeros and ones. Where both "
      "kinds "
      "are equally many, statsmodels' continuity correction goes below zero and mlxtend's exact p above one: left "
      "out.");
  MOE_RETURN_IF_ERROR(AddOutcomes(&section));
  MOE_RETURN_IF_ERROR(AddMultiplicity(&section));
  return section;
}

}  // namespace moebench::stats
