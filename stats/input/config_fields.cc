#include "stats/input/config_fields.h"

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"

namespace moebench::stats {
namespace {

std::vector<ConfigField> FieldsThat(absl::string_view config, const std::function<bool(absl::string_view)>& concerns) {
  std::vector<ConfigField> fields = ConfigFields(config);
  fields.erase(std::remove_if(fields.begin(), fields.end(), [&](const ConfigField& f) { return !concerns(f.path); }),
               fields.end());
  return fields;
}

// The value of the n-th field of this path.
const std::string* ValueOf(const std::vector<ConfigField>& fields, const std::string& path, int n) {
  for (const ConfigField& field : fields) {
    if (field.path == path && n-- == 0) return &field.value;
  }
  return nullptr;
}

// The first of `from` that `other` lacks or has otherwise.
const ConfigField* FirstUnlike(const std::vector<ConfigField>& from, const std::vector<ConfigField>& other,
                               const std::string** other_value) {
  for (size_t i = 0; i < from.size(); ++i) {
    const int n = static_cast<int>(std::count_if(from.begin(), from.begin() + static_cast<std::ptrdiff_t>(i),
                                                 [&](const ConfigField& f) { return f.path == from[i].path; }));
    *other_value = ValueOf(other, from[i].path, n);
    if (*other_value == nullptr || **other_value != from[i].value) return &from[i];
  }
  return nullptr;
}

}  // namespace

std::vector<ConfigField> ConfigFields(absl::string_view config_text) {
  std::vector<ConfigField> fields;
  std::vector<std::string> path;
  for (absl::string_view line : absl::StrSplit(config_text, '\n')) {
    line = absl::StripAsciiWhitespace(line);
    if (line == "}") {
      if (!path.empty()) path.pop_back();
    } else if (absl::ConsumeSuffix(&line, " {")) {
      path.emplace_back(line);
    } else if (const size_t colon = line.find(": "); colon != absl::string_view::npos) {
      const std::string parents = absl::StrJoin(path, ".");
      fields.push_back({absl::StrCat(parents, parents.empty() ? "" : ".", line.substr(0, colon)),
                        std::string(line.substr(colon + 2))});
    }
  }
  return fields;
}

std::string FirstDifference(absl::string_view config_a, absl::string_view config_b,
                            const std::function<bool(absl::string_view path)>& concerns) {
  const std::vector<ConfigField> a = FieldsThat(config_a, concerns), b = FieldsThat(config_b, concerns);
  const std::string* other = nullptr;
  if (const ConfigField* field = FirstUnlike(a, b, &other)) {
    return absl::StrCat(field->path, " is ", field->value, " and ", other == nullptr ? "absent" : *other);
  }
  if (const ConfigField* field = FirstUnlike(b, a, &other)) {
    return absl::StrCat(field->path, " is absent and ", field->value);
  }
  return "";
}

}  // namespace moebench::stats
