#include "stats/validation/agreement_table.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

namespace moebench::stats {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

double AbsoluteDifference(const ComparedNumber& number) {
  if (number.ours == number.theirs) return 0;  // infinities too
  const double difference = std::abs(number.ours - number.theirs);
  return std::isnan(difference) ? kInfinity : difference;
}

double RelativeDifference(const ComparedNumber& number) {
  const double difference = AbsoluteDifference(number);
  if (difference == 0 || std::isinf(difference)) return difference;
  return difference / std::max(std::abs(number.ours), std::abs(number.theirs));
}

double DifferenceInErrors(const ComparedNumber& number) {
  const double difference = AbsoluteDifference(number);
  return difference == 0 ? 0 : difference / number.standard_error;
}

std::string Size(double difference) { return difference == 0 ? "0" : absl::StrFormat("%.1e", difference); }

// The reference files name R's functions and packages in short.
std::string PackageName(const std::string& package) {
  if (package == "r") return "R";
  return package == "boot" || package == "tsboot" ? absl::StrCat("R ", package) : package;
}

std::string LimitText(const AgreementKey& key) {
  switch (key.measure) {
    case Measure::kRelative:
      return absl::StrCat(Size(key.limit), " relative");
    case Measure::kAbsolute:
      return absl::StrCat(Size(key.limit), " absolute");
    case Measure::kStandardErrors:
      return absl::StrCat(key.limit, " standard errors");
  }
  return "";
}

}  // namespace

bool AgreementRow::Agrees() const {
  switch (key.measure) {
    case Measure::kRelative:
      return largest_relative <= key.limit;
    case Measure::kAbsolute:
      return largest_absolute <= key.limit;
    case Measure::kStandardErrors:
      return largest_in_errors <= key.limit;
  }
  return false;
}

void AgreementSection::AddCase(const AgreementKey& key, const std::vector<ComparedNumber>& numbers) {
  auto row = std::find_if(rows_.begin(), rows_.end(), [&](const AgreementRow& r) {
    return r.key.function == key.function && r.key.package == key.package;
  });
  if (row == rows_.end()) {
    const auto last = std::find_if(rows_.rbegin(), rows_.rend(),
                                   [&](const AgreementRow& r) { return r.key.function == key.function; });
    row = rows_.insert(last == rows_.rend() ? rows_.end() : last.base(), AgreementRow{key});
  }
  ++row->cases;
  row->numbers += static_cast<int>(numbers.size());
  for (const ComparedNumber& number : numbers) {
    row->largest_absolute = std::max(row->largest_absolute, AbsoluteDifference(number));
    row->largest_relative = std::max(row->largest_relative, RelativeDifference(number));
    if (key.measure == Measure::kStandardErrors) {
      row->largest_in_errors = std::max(row->largest_in_errors, DifferenceInErrors(number));
    }
  }
}

std::string AgreementSection::Markdown() const {
  const bool random = !rows_.empty() && rows_[0].key.measure == Measure::kStandardErrors;
  std::string text = absl::StrCat("## ", title_, "\n\n", note_, note_.empty() ? "" : "\n\n");
  absl::StrAppend(&text, "| function | package | cases | numbers | largest absolute difference | largest relative | ",
                  random ? "largest, in standard errors | " : "", "limit | agrees |\n|---|---|---:|---:|---:|---:|",
                  random ? "---:|" : "", "---:|---|\n");
  for (const AgreementRow& row : rows_) {
    absl::StrAppend(&text, "| ", row.key.function, " | ", PackageName(row.key.package), " | ", row.cases, " | ",
                    row.numbers, " | ", Size(row.largest_absolute), " | ", Size(row.largest_relative), " | ");
    if (random) absl::StrAppendFormat(&text, "%.2f | ", row.largest_in_errors);
    absl::StrAppend(&text, LimitText(row.key), " | ", row.Agrees() ? "yes" : "**no**", " |\n");
  }
  return text;
}

std::vector<ComparedNumber> Compared(const std::vector<double>& ours, const std::vector<double>& theirs) {
  std::vector<ComparedNumber> numbers;
  const double missing = std::numeric_limits<double>::quiet_NaN();
  for (size_t i = 0; i < std::max(ours.size(), theirs.size()); ++i) {
    numbers.push_back({i < ours.size() ? ours[i] : missing, i < theirs.size() ? theirs[i] : missing});
  }
  return numbers;
}

}  // namespace moebench::stats
