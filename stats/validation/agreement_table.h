#ifndef MOEBENCH_STATS_VALIDATION_AGREEMENT_TABLE_H_
#define MOEBENCH_STATS_VALIDATION_AGREEMENT_TABLE_H_

// How far this library's numbers are from another package's, function by function: one row a function and package, with
// the largest difference of all its cases and the limit it is judged by.
//
//   AgreementSection section("Two one-sided t tests", "");
//   section.AddCase({"PairedTost: p-values", "R t.test", Measure::kRelative, 1e-10}, {{p_lower, 0.0012}, {p_upper,
//   1}}); section.rows()[0].Agrees(), section.Markdown()
//
// A number that one side has and the other has not (NaN, or an infinity that the other does not share) differs
// infinitely.

#include <string>
#include <utility>
#include <vector>

namespace moebench::stats {

enum class Measure {
  kRelative,        // |ours - theirs| over the larger of the two
  kAbsolute,        // |ours - theirs|
  kStandardErrors,  // |ours - theirs| over the Monte Carlo standard error of that difference
};

struct AgreementKey {
  std::string function, package;
  Measure measure = Measure::kRelative;
  double limit = 0;
};

struct ComparedNumber {
  double ours = 0, theirs = 0;
  double standard_error = 0;  // of their difference, for kStandardErrors
};

struct AgreementRow {
  AgreementKey key;
  int cases = 0, numbers = 0;
  double largest_absolute = 0, largest_relative = 0;
  double largest_in_errors = 0;  // of kStandardErrors

  bool Agrees() const;  // the largest difference by key.measure is at most key.limit
};

class AgreementSection {
 public:
  // `note` stands below the heading; it may be empty.
  AgreementSection(std::string title, std::string note) : title_(std::move(title)), note_(std::move(note)) {}

  // Counts one case of the row of key.function and key.package, which the first case makes, below the function's
  // others.
  void AddCase(const AgreementKey& key, const std::vector<ComparedNumber>& numbers);

  const std::vector<AgreementRow>& rows() const { return rows_; }

  // Heading, note and table.
  std::string Markdown() const;

 private:
  std::string title_, note_;
  std::vector<AgreementRow> rows_;
};

// ours[i] with theirs[i]; where their numbers differ, what is left over is compared with NaN.
std::vector<ComparedNumber> Compared(const std::vector<double>& ours, const std::vector<double>& theirs);

}  // namespace moebench::stats

#endif  // MOEBENCH_STATS_VALIDATION_AGREEMENT_TABLE_H_
