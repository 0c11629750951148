#include "language/tokenizer/sentencepiece/library.h"

#include <algorithm>
#include <cctype>
#include <cstdint>
#include <cstdlib>
#include <exception>
#include <limits>
#include <unordered_map>

#include "sentencepiece_processor.h"
#include "sentencepiece_trainer.h"

namespace moebench::language {
namespace {

using sentencepiece::SentencePieceProcessor;
using sentencepiece::SentencePieceTrainer;
using Options = std::unordered_map<std::string, std::string>;

// Above the library's levels for information, warnings and errors: what matters comes back as a status.
constexpr int kQuiet = 3;

// "file.cc(12) [condition] reason" as "reason", and without one as "condition does not hold".
std::string Reason(const std::string& message) {
  const size_t condition = message.find(".cc(") == std::string::npos ? std::string::npos : message.find(" [");
  const size_t end = message.find("] ", condition == std::string::npos ? 0 : condition);
  if (condition == std::string::npos || end == std::string::npos) return message;
  const std::string reason = message.substr(end + 2);
  return reason.empty() ? message.substr(condition + 2, end - condition - 2) + " does not hold" : reason;
}

// Runs one call into the library. Its tries throw where they cannot be built.
template <typename Call>
bool Succeeds(const Call& call, std::string* error) {
  try {
    const sentencepiece::util::Status status = call();
    if (!status.ok()) *error = Reason(status.message());
    return status.ok();
  } catch (const std::exception& thrown) {
    *error = thrown.what();
    return false;
  }
}

class LoadedLibrary : public SentencePieceLibrary {
 public:
  bool Load(const std::string& serialized_model, std::string* error) {
    return Succeeds([&] { return processor_.LoadFromSerializedProto(serialized_model); }, error);
  }

  bool Encode(const std::string& text, std::vector<int>* ids, std::string* error) const override {
    ids->clear();
    return Succeeds([&] { return processor_.Encode(text, ids); }, error);
  }

  bool Decode(const std::vector<int>& ids, std::string* text, std::string* error) const override {
    text->clear();
    const auto outside =
        std::find_if(ids.begin(), ids.end(), [this](int id) { return id < 0 || id >= VocabularySize(); });
    if (outside != ids.end()) {
      *error = "id " + std::to_string(*outside) + " is not in [0, " + std::to_string(VocabularySize()) + ")";
      return false;
    }
    return Succeeds([&] { return processor_.Decode(ids, text); }, error);
  }

  bool Normalize(const std::string& text, std::string* normalized, std::string* error) const override {
    return Succeeds([&] { return processor_.Normalize(text, normalized); }, error);
  }

  int VocabularySize() const override { return processor_.GetPieceSize(); }

  int EndOfSentence() const override { return processor_.eos_id(); }

 private:
  SentencePieceProcessor processor_;
};

bool TakesSeveralValues(const std::string& name) {
  return name == "input" || name == "user_defined_symbols" || name == "control_symbols" || name == "accept_language";
}

// The library splits such options at commas, but not within quotation marks.
std::string Quoted(const std::string& value) {
  std::string quoted = "\"";
  for (const char c : value) quoted.append(c == '"' ? 2 : 1, c);
  return quoted + "\"";
}

bool SetSeed(const std::string& value, std::string* error) {
  char* end = nullptr;
  const unsigned long long seed = std::strtoull(value.c_str(), &end, 10);
  const bool digits = !value.empty() && value.find_first_not_of("0123456789") == std::string::npos;
  if (!digits || *end != '\0' || value.size() > 10 || seed >= std::numeric_limits<uint32_t>::max()) {
    *error = "random_seed must be a number from 0 to 4294967294, not \"" + value + "\"";
    return false;
  }
  sentencepiece::SetRandomGeneratorSeed(static_cast<unsigned int>(seed));
  return true;
}

bool GatherOptions(const std::vector<std::pair<std::string, std::string>>& options, Options* gathered,
                   std::string* error) {
  for (const auto& [name, value] : options) {
    if (name == "random_seed") {
      if (!SetSeed(value, error)) return false;
      continue;
    }
    const std::string text = TakesSeveralValues(name) ? Quoted(value) : value;
    const auto [place, inserted] = gathered->emplace(name, text);
    if (inserted) continue;
    if (!TakesSeveralValues(name)) {
      *error = "option \"" + name + "\" is given twice";
      return false;
    }
    place->second += "," + text;
  }
  const auto kind = gathered->find("model_type"), characters = gathered->find("required_chars");
  if (kind == gathered->end() || characters == gathered->end() || characters->second.empty()) return true;
  std::string name = kind->second;
  std::transform(name.begin(), name.end(), name.begin(), [](unsigned char c) { return std::tolower(c); });
  if (name != "bpe") return true;
  *error =
      "required_chars cannot be given for BPE: SentencePiece ends the program where the text lacks one of them; "
      "give them as user_defined_symbols";
  return false;
}

}  // namespace

std::unique_ptr<SentencePieceLibrary> SentencePieceLibrary::Load(const std::string& serialized_model,
                                                                 std::string* error) {
  sentencepiece::SetMinLogLevel(kQuiet);
  auto library = std::make_unique<LoadedLibrary>();
  if (!library->Load(serialized_model, error)) return nullptr;
  return library;
}

bool TrainSentencePiece(const std::vector<std::pair<std::string, std::string>>& options, std::string* serialized_model,
                        std::string* error) {
  sentencepiece::SetMinLogLevel(kQuiet);
  Options gathered;
  if (!GatherOptions(options, &gathered, error)) return false;
  return Succeeds([&] { return SentencePieceTrainer::Train(gathered, nullptr, serialized_model); }, error);
}

bool TrainSentencePieceOnLines(const std::vector<std::string>& lines,
                               const std::vector<std::pair<std::string, std::string>>& options,
                               std::string* serialized_model, std::string* error) {
  sentencepiece::SetMinLogLevel(kQuiet);
  Options gathered;
  if (!GatherOptions(options, &gathered, error)) return false;
  return Succeeds([&] { return SentencePieceTrainer::Train(gathered, lines, serialized_model); }, error);
}

}  // namespace moebench::language
