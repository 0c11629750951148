#include "stats/commands/power_command.h"

#include <optional>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/status_macros.h"
#include "stats/commands/number_lists.h"
#include "stats/commands/text_columns.h"
#include "stats/equivalence/power.h"
#include "stats/estimators/sample_check.h"
#include "stats/reports/number_text.h"

namespace moebench::stats {
namespace {

using Json = nlohmann::ordered_json;

struct PowerPlan {
  PowerQuestion question;  // without margin
  std::vector<double> margins;
  std::optional<double> power;
  std::optional<int> n;
  std::string unit;  // what n counts: "units a variant", "pairs"
};

absl::StatusOr<TostDesign> ParseDesign(const std::string& name) {
  if (name == "welch") return TostDesign::kWelch;
  if (name == "pooled") return TostDesign::kPooled;
  if (name == "paired") return TostDesign::kPaired;
  return absl::InvalidArgumentError(absl::StrCat("--design=", name, "; expected welch, pooled or paired"));
}

absl::StatusOr<PowerPlan> ReadPlan(const CommandFlags& flags) {
  PowerPlan plan;
  MOE_ASSIGN_OR_RETURN(plan.question.design, ParseDesign(flags.design));
  MOE_ASSIGN_OR_RETURN(plan.margins, ParseDoubles("margin", flags.margin));
  for (const double margin : plan.margins) MOE_RETURN_IF_ERROR(CheckMargin(margin));
  if (flags.given.count("power") > 0) plan.power = flags.power;
  if (flags.given.count("n") > 0) plan.n = flags.n;
  if (flags.given.count("sd") == 0) {
    return absl::InvalidArgumentError("no standard deviation; give --sd, from a pilot or an earlier study");
  }
  const int given = !plan.margins.empty() + plan.power.has_value() + plan.n.has_value();
  if (given != 2) {
    return absl::InvalidArgumentError(absl::StrCat(
        "give two of --margin, --power and --n, the third is computed; there ", given == 1 ? "is " : "are ", given));
  }
  plan.question.sd_a = flags.sd;
  plan.question.sd_b = flags.given.count("sd_b") > 0 ? flags.sd_b : flags.sd;
  plan.question.alpha = flags.alpha;
  plan.unit = plan.question.design == TostDesign::kPaired ? "pairs" : "units a variant";
  return plan;
}

PowerQuestion At(const PowerPlan& plan, double margin, double true_difference) {
  PowerQuestion question = plan.question;
  question.margin = {-margin, margin};
  question.true_difference = true_difference;
  return question;
}

// 0, half the margin and, where it is given, --difference.
std::vector<double> Differences(const CommandFlags& flags, double margin) {
  std::vector<double> differences = {0, margin / 2};
  if (flags.given.count("difference") > 0) differences.push_back(flags.difference);
  return differences;
}

absl::StatusOr<Json> AnswerAt(const PowerPlan& plan, double margin, double difference) {
  const PowerQuestion question = At(plan, margin, difference);
  Json answer = {{"margin", margin}, {"true_difference", difference}};
  if (plan.n.has_value()) {
    MOE_ASSIGN_OR_RETURN(const double power, TostPower(question, *plan.n, *plan.n));
    answer["n"] = *plan.n;
    answer["power"] = power;
    return answer;
  }
  MOE_ASSIGN_OR_RETURN(const std::optional<int> n, UnitsNeeded(question, *plan.power));
  answer["n"] = nullptr;
  answer["power"] = nullptr;
  if (n.has_value()) {
    MOE_ASSIGN_OR_RETURN(const double power, TostPower(question, *n, *n));
    answer["n"] = *n;
    answer["power"] = power;
  }
  return answer;
}

absl::StatusOr<Json> SmallestMargin(const CommandFlags& flags, const PowerPlan& plan) {
  PowerQuestion question = plan.question;
  question.true_difference = flags.difference;
  MOE_ASSIGN_OR_RETURN(const std::optional<double> margin, MarginWithPower(question, *plan.n, *plan.power));
  return Json{{"margin", margin.has_value() ? Json(*margin) : Json(nullptr)},
              {"true_difference", flags.difference},
              {"n", *plan.n},
              {"power", *plan.power}};
}

absl::StatusOr<Json> Answers(const CommandFlags& flags, const PowerPlan& plan) {
  Json answers = Json::array();
  if (plan.margins.empty()) {
    MOE_ASSIGN_OR_RETURN(Json answer, SmallestMargin(flags, plan));
    answers.push_back(std::move(answer));
  }
  for (const double margin : plan.margins) {
    for (const double difference : Differences(flags, margin)) {
      MOE_ASSIGN_OR_RETURN(Json answer, AnswerAt(plan, margin, difference));
      answers.push_back(std::move(answer));
    }
  }
  return answers;
}

std::string CellOf(const Json& value) { return value.is_null() ? "none" : ShortText(value.get<double>()); }

std::string AnswerText(const CommandFlags& flags, const PowerPlan& plan, const Json& answers) {
  std::vector<std::vector<std::string>> rows = {{"margin", "true difference", plan.unit, "power"}};
  for (const Json& answer : answers) {
    rows.push_back({CellOf(answer["margin"]), CellOf(answer["true_difference"]), CellOf(answer["n"]),
                    answer["power"].is_null() ? "none" : FixedText(answer["power"], 4)});
  }
  const bool two = plan.question.sd_a != plan.question.sd_b;
  const std::string sd = absl::StrCat("standard deviation ", ShortText(plan.question.sd_a),
                                      two ? absl::StrCat(" and ", ShortText(plan.question.sd_b)) : "");
  std::string text = absl::StrCat("Power of TOST, ", flags.design, " design, ", sd, ", alpha ",
                                  ShortText(plan.question.alpha), "\n\n", TextColumns(rows, 2), "\n");
  if (plan.power.has_value() && !plan.margins.empty()) {
    absl::StrAppend(&text,
                    Wrapped(absl::StrCat("The fewest ", plan.unit, " with a power of ", ShortText(*plan.power),
                                         " to find equivalence at that true difference, and the power they have. "
                                         "\"none\": no number up to 10,000,000 has it."),
                            0));
  } else if (plan.margins.empty()) {
    absl::StrAppend(&text, Wrapped("The smallest margin at which equivalence would be found with that power.", 0));
  }
  return text;
}

}  // namespace

absl::StatusOr<CommandResult> RunPower(const CommandFlags& flags) {
  MOE_ASSIGN_OR_RETURN(const PowerPlan plan, ReadPlan(flags));
  MOE_ASSIGN_OR_RETURN(const Json answers, Answers(flags, plan));
  CommandResult result;
  result.text = AnswerText(flags, plan, answers);
  result.json = JsonHead("power", flags, 0);
  result.json["power"] = {
      {"design", flags.design},
      {"n_counts", plan.unit},
      {"sd_a", plan.question.sd_a},
      {"sd_b", plan.question.design == TostDesign::kPaired ? Json(nullptr) : Json(plan.question.sd_b)},
      {"alpha", plan.question.alpha},
      {"wanted_power", plan.power.has_value() ? Json(*plan.power) : Json(nullptr)},
      {"answers", answers}};
  return result;
}

}  // namespace moebench::stats
