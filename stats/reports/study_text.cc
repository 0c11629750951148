#include "stats/reports/study_text.h"

#include <algorithm>
#include <cmath>

#include "absl/strings/str_cat.h"
#include "stats/reports/number_text.h"

namespace moebench::stats {
namespace {

std::vector<const PairResult*> PairsOfLargestMargin(const Study& study, bool involves_control) {
  std::vector<const PairResult*> pairs;
  if (study.margins.empty()) return pairs;
  for (const PairResult& pair : study.margins.front().pairs) {
    if (pair.involves_control == involves_control) pairs.push_back(&pair);
  }
  return pairs;
}

std::string ConfidenceText(double confidence) { return absl::StrCat(ShortText(100 * confidence), " %"); }

}  // namespace

const char* DecisionSymbol(Decision decision) {
  switch (decision) {
    case Decision::kEquivalent:
      return "=";
    case Decision::kDifferent:
      return "≠";
    case Decision::kBoth:
      return "≈";
    case Decision::kInconclusive:
      return "?";
    case Decision::kDegenerate:
      return "∅";
  }
  return "";
}

Tone DecisionTone(Decision decision) {
  switch (decision) {
    case Decision::kEquivalent:
      return Tone::kEquivalent;
    case Decision::kDifferent:
      return Tone::kDifferent;
    case Decision::kBoth:
      return Tone::kBoth;
    case Decision::kInconclusive:
      return Tone::kInconclusive;
    case Decision::kDegenerate:
      return Tone::kDegenerate;
  }
  return Tone::kNeutral;
}

TableCell DecisionCell(Decision decision) {
  return {absl::StrCat(DecisionSymbol(decision), " ", DecisionName(decision)), {}, DecisionTone(decision)};
}

TableCell PassedCell(bool passed, const std::string& yes, const std::string& no) {
  return {passed ? absl::StrCat("✓ ", yes) : absl::StrCat("✗ ", no), {}, passed ? Tone::kPassed : Tone::kFailed};
}

std::string PairLabel(const Comparison& comparison) { return absl::StrCat(comparison.a, " − ", comparison.b); }

std::string MarginText(double margin) { return absl::StrCat("±", ShortText(margin)); }

std::string DifferenceMetric(const StudyOptions& options) {
  return options.margin_on_log_scale ? absl::StrCat("log ", options.metric) : options.metric;
}

std::string EquivalenceConfidenceText(const StudyOptions& options) { return ConfidenceText(1 - 2 * options.alpha); }

std::string DifferenceConfidenceText(const StudyOptions& options) { return ConfidenceText(1 - options.alpha); }

int DifferenceDecimals(const Study& study) {
  double smallest = 0;
  for (const MarginResult& margin : study.margins) smallest = margin.margin;
  return DecimalsFor(smallest);
}

std::vector<const MarginResult*> TestedMargins(const Study& study) {
  std::vector<const MarginResult*> tested;
  for (const MarginResult& margin : study.margins) {
    if (margin.tested) tested.push_back(&margin);
  }
  return tested;
}

const PairResult* FindPair(const MarginResult& margin, const Comparison& like) {
  const auto same = [&](const PairResult& pair) { return pair.comparison.a == like.a && pair.comparison.b == like.b; };
  const auto found = std::find_if(margin.pairs.begin(), margin.pairs.end(), same);
  return found == margin.pairs.end() ? nullptr : &*found;
}

std::vector<const PairResult*> FamilyPairs(const Study& study) { return PairsOfLargestMargin(study, false); }

std::vector<const PairResult*> ControlPairs(const Study& study) { return PairsOfLargestMargin(study, true); }

}  // namespace moebench::stats
