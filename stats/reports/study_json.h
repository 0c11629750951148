#ifndef MOEBENCH_STATS_REPORTS_STUDY_JSON_H_
#define MOEBENCH_STATS_REPORTS_STUDY_JSON_H_

// A study as JSON: every field of Study under its own name, unrounded (the shortest text that reads back as the same
// double), with a schema version. What is not finite or not there is null. docs/statistics_json.md describes the
// fields.
//
// The version grows when a field changes its meaning or goes; new fields do not change it.

#include <string>

#include "nlohmann/json.hpp"
#include "stats/equivalence/study.h"

namespace moebench::stats {

inline constexpr int kStudySchemaVersion = 1;

nlohmann::ordered_json ComparisonValue(const Comparison& comparison);

// The study as a value to be put into a larger document; without schema version.
nlohmann::ordered_json StudyValue(const Study& study);

// {"schema_version": 1, "kind": "study", "study": {...}} with a line end.
std::string StudyJson(const Study& study);

// Any document as text: indented by 1, one line end at the end, bytes that are no UTF-8 replaced.
std::string JsonText(const nlohmann::ordered_json& value);

}  // namespace moebench::stats

#endif  // MOEBENCH_STATS_REPORTS_STUDY_JSON_H_
