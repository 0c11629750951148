#include "stats/commands/mcnemar_command.h"

#include <cmath>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/status_macros.h"
#include "stats/commands/study_request.h"
#include "stats/commands/study_summary.h"
#include "stats/commands/text_columns.h"
#include "stats/equivalence/mcnemar.h"
#include "stats/estimators/sample_check.h"
#include "stats/input/alignment.h"
#include "stats/reports/number_text.h"
#include "stats/reports/study_json.h"

namespace moebench::stats {
namespace {

using Json = nlohmann::ordered_json;

absl::StatusOr<double> ChosenP(const std::string& test, const McNemarResult& found) {
  if (test == "exact") return found.p_exact;
  if (test == "mid") return found.p_mid;
  if (test == "chi_square") return found.p_chi_square;
  if (test == "corrected") return found.p_corrected;
  return absl::InvalidArgumentError(absl::StrCat("--test=", test, "; expected exact, mid, chi_square or corrected"));
}

absl::Status CheckSingleRuns(const std::vector<RunSample>& runs) {
  if (runs.size() != 2) {
    return absl::FailedPreconditionError(absl::StrCat("McNemar's test compares one run with one run, and there are ",
                                                      runs.size(), "; name one run on each side"));
  }
  for (const RunSample& run : runs) {
    if (!run.unit_value.empty()) continue;
    return absl::FailedPreconditionError(absl::StrCat(run.source, " has no outcome of each example, only a value"));
  }
  return CheckAligned(runs[0], runs[1]);
}

Json Finite(const std::optional<double>& value) {
  return value.has_value() && std::isfinite(*value) ? Json(*value) : Json(nullptr);
}

Json ResultJson(const StudyRequest& request, const CommandFlags& flags, const McNemarResult& found, double p) {
  Json interval = nullptr;
  if (found.odds_interval.has_value()) {
    interval = {{"lower", Finite(found.odds_interval->lower)},
                {"upper", Finite(found.odds_interval->upper)},
                {"confidence", found.odds_interval->confidence}};
  }
  return {{"a", request.runs[0].variant},
          {"b", request.runs[1].variant},
          {"metric", flags.metric},
          {"alpha", flags.alpha},
          {"examples", found.examples},
          {"both", found.table.both},
          {"only_a", found.table.only_a},
          {"only_b", found.table.only_b},
          {"neither", found.table.neither},
          {"difference", found.difference},
          {"test", flags.test},
          {"p", p},
          {"p_exact", found.p_exact},
          {"p_mid", found.p_mid},
          {"chi_square", found.chi_square},
          {"p_chi_square", found.p_chi_square},
          {"chi_square_corrected", found.chi_square_corrected},
          {"p_corrected", found.p_corrected},
          {"odds_ratio", Finite(found.odds_ratio)},
          {"odds_interval", interval},
          {"degenerate", found.degenerate},
          {"note", found.note}};
}

std::string Conclusion(const CommandFlags& flags, const McNemarResult& found, double p, const std::string& a,
                       const std::string& b) {
  if (found.degenerate) return "Degenerate: no example was right in one of them alone, so there is nothing to test.";
  const std::string numbers = absl::StrCat(
      a, " alone is right on ", found.table.only_a, " and ", b, " alone on ", found.table.only_b, " of ",
      found.examples, " examples: accuracies differ by ", FixedText(100 * found.difference, 2), " percentage points (",
      flags.test, " test, p = ", PText(p), ", alpha ", ShortText(flags.alpha), ").");
  return p < flags.alpha ? absl::StrCat("Different: ", numbers)
                         : absl::StrCat("No difference found, which is no proof of equivalence: ", numbers);
}

std::string OddsText(const McNemarResult& found) {
  if (!found.odds_ratio.has_value()) return "";
  const auto text = [](double value) { return std::isfinite(value) ? ShortText(value) : std::string("infinite"); };
  std::string words = absl::StrCat("Odds ratio ", text(*found.odds_ratio));
  if (found.odds_interval.has_value()) {
    absl::StrAppend(&words, ", ", PercentText(found.odds_interval->confidence, 0), " interval from ",
                    text(found.odds_interval->lower), " to ", text(found.odds_interval->upper));
  }
  return absl::StrCat(words, ".\n");
}

std::string ResultText(const CommandFlags& flags, const StudyRequest& request, const McNemarResult& found, double p) {
  const std::string &a = request.runs[0].variant, &b = request.runs[1].variant;
  const auto count = [](int64_t n) { return absl::StrCat(n); };
  std::string text = Wrapped(Conclusion(flags, found, p, a, b), 0);
  absl::StrAppend(
      &text, "This is about these two checkpoints on these examples.\n\n",
      TextColumns({{"examples", absl::StrCat(b, " right"), absl::StrCat(b, " wrong")},
                   {absl::StrCat(a, " right"), count(found.table.both), count(found.table.only_a)},
                   {absl::StrCat(a, " wrong"), count(found.table.only_b), count(found.table.neither)}},
                  2),
      "\n",
      TextColumns({{"test", "statistic", "p"},
                   {"exact", "", PText(found.p_exact)},
                   {"mid-p", "", PText(found.p_mid)},
                   {"chi-square", ShortText(found.chi_square), PText(found.p_chi_square)},
                   {"chi-square, corrected", ShortText(found.chi_square_corrected), PText(found.p_corrected)}},
                  2),
      "\n", OddsText(found));
  if (!found.note.empty()) absl::StrAppend(&text, Wrapped("Note: " + found.note, 0));
  return text;
}

int ExitCodeOf(const McNemarResult& found, double p, double alpha) {
  if (found.degenerate) return 12;
  return p < alpha ? 10 : 11;
}

}  // namespace

absl::StatusOr<CommandResult> RunMcNemar(const CommandFlags& given) {
  CommandFlags flags = given;
  if (flags.metric.empty()) flags.metric = kCorrect;
  MOE_RETURN_IF_ERROR(CheckAlpha(flags.alpha));
  MOE_RETURN_IF_ERROR(ChosenP(flags.test, McNemarResult()).status());
  CommandFlags request_flags = flags;
  const bool with_margin = !flags.margin.empty();
  // A study wants a margin; without one it is not asked.
  if (!with_margin) request_flags.margin = "1";
  MOE_ASSIGN_OR_RETURN(const StudyRequest request, ReadPairRequest(request_flags));
  MOE_RETURN_IF_ERROR(CheckSingleRuns(request.runs));
  const absl::StatusOr<PairedTable> table = TabulatePairs(request.runs[0].unit_value, request.runs[1].unit_value);
  MOE_RETURN_IF_ERROR(AboutTheData(table.status()));
  MOE_ASSIGN_OR_RETURN(const McNemarResult found, McNemar(*table, 1 - flags.alpha));
  MOE_ASSIGN_OR_RETURN(const double p, ChosenP(flags.test, found));

  CommandResult result;
  result.exit_code = ExitCodeOf(found, p, flags.alpha);
  result.text = ResultText(flags, request, found, p);
  Json study_json = nullptr;
  if (with_margin) {
    MOE_ASSIGN_OR_RETURN(const Study study, AnalyzeRequest(request));
    result.exit_code = study.exit_code;
    absl::StrAppend(&result.text, "\nEquivalence of the accuracies\n\n",
                    StudySummary(study, {/*sensitivity=*/true, ""}));
    study_json = StudyValue(study);
  }
  result.json = JsonHead("mcnemar", flags, result.exit_code);
  result.json["mcnemar"] = ResultJson(request, flags, found, p);
  result.json["study"] = study_json;
  return result;
}

}  // namespace moebench::stats
