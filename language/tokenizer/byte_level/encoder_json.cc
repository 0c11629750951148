#include "language/tokenizer/byte_level/encoder_json.h"

#include <cstddef>
#include <cstdint>
#include <utility>

#include "absl/container/flat_hash_set.h"
#include "absl/status/status.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "nlohmann/json.hpp"

namespace moebench::language {
namespace {

// Collects the entries; stops the parser at the first event that does not belong and says why in `problem`.
class EntryCollector : public nlohmann::json_sax<nlohmann::json> {
 public:
  std::vector<std::pair<std::string, uint64_t>> entries;
  std::string problem;

  bool start_object(size_t) override { return in_object_ ? NoId("an object") : (in_object_ = true); }
  bool key(std::string& token) override {
    if (!tokens_.insert(token).second) return Stop(absl::StrCat("the token ", QuotedToken(token), " is there twice"));
    token_ = token;
    return true;
  }
  bool number_unsigned(uint64_t id) override {
    if (!in_object_) return NoId("a number");
    entries.emplace_back(token_, id);
    return true;
  }
  bool end_object() override { return true; }

  bool null() override { return NoId("null"); }
  bool boolean(bool) override { return NoId("a truth value"); }
  bool number_integer(int64_t) override { return NoId("a negative number"); }
  bool number_float(double, const std::string&) override { return NoId("a number with a fraction"); }
  bool string(std::string&) override { return NoId("a string"); }
  bool binary(nlohmann::json::binary_t&) override { return NoId("binary data"); }
  bool start_array(size_t) override { return NoId("a list"); }
  bool end_array() override { return true; }
  bool parse_error(size_t, const std::string&, const nlohmann::json::exception& error) override {
    return Stop(error.what());
  }

 private:
  bool NoId(absl::string_view found) {
    return Stop(in_object_ ? absl::StrCat("the id of ", QuotedToken(token_), " is ", found)
                           : absl::StrCat("the file holds ", found, ", not an object of tokens and ids"));
  }
  bool Stop(std::string why) {
    problem = std::move(why);
    return false;
  }

  bool in_object_ = false;
  std::string token_;
  absl::flat_hash_set<std::string> tokens_;
};

absl::Status Refused(const std::string& path, absl::string_view why) {
  return absl::FailedPreconditionError(
      absl::StrCat(path, ": ", why, "; expected GPT-2's encoder.json, {\"token\": id, ...} with ids 0 .. n-1"));
}

}  // namespace

std::string QuotedToken(absl::string_view token) {
  constexpr size_t kShown = 80;
  return absl::StrCat("\"", absl::Utf8SafeCHexEscape(token.substr(0, kShown)), token.size() > kShown ? "..." : "",
                      "\"");
}

absl::StatusOr<std::vector<std::string>> ParseEncoderJson(const std::string& path, absl::string_view contents) {
  EntryCollector collector;
  if (!nlohmann::json::sax_parse(contents.begin(), contents.end(), &collector)) {
    return Refused(path, collector.problem);
  }
  const size_t n = collector.entries.size();
  std::vector<std::string> tokens(n);
  std::vector<bool> taken(n, false);
  for (auto& [token, id] : collector.entries) {
    if (id >= n) {
      return Refused(path, absl::StrCat("the id of ", QuotedToken(token), " is ", id, ", of ", n, " entries"));
    }
    if (taken[id]) {
      return Refused(path,
                     absl::StrCat("the id ", id, " is both ", QuotedToken(tokens[id]), " and ", QuotedToken(token)));
    }
    taken[id] = true;
    tokens[id] = std::move(token);
  }
  return tokens;
}

std::string EncoderJson(const std::vector<std::string>& tokens) {
  std::string json = "{";
  for (size_t id = 0; id < tokens.size(); ++id) {
    const std::string quoted = nlohmann::json(tokens[id]).dump(/*indent=*/-1, ' ', /*ensure_ascii=*/true);
    absl::StrAppend(&json, id == 0 ? "" : ", ", quoted, ": ", id);
  }
  return json + "}";
}

}  // namespace moebench::language
