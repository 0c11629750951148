#include "language/tokenizer/byte_level/fuzz_cases.h"

#include <algorithm>
#include <iterator>
#include <memory>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/status_macros.h"
#include "language/tokenizer/byte_level/gpt2_scanner.h"
#include "language/tokenizer/byte_level/word_merger.h"

namespace moebench::language {
namespace {

enum Stream : uint64_t { kBytesStream = 1, kTextStream = 2, kMutationStream = 3 };

constexpr char32_t kWhiteSpace[] = {0x9,    0xA,    0xB,    0xC,    0xD,    0x20,   0x85,   0xA0,   0x1680,
                                    0x2000, 0x2001, 0x2002, 0x2003, 0x2004, 0x2005, 0x2006, 0x2007, 0x2008,
                                    0x2009, 0x200A, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000};
constexpr const char* kContractions[] = {"'s", "'t", "'re", "'ve", "'m", "'ll", "'d", "'", "'l", "'S", "\u2019s"};
// Where letters, numbers and marks of many scripts lie.
constexpr char32_t kRanges[][2] = {{0x20, 0x7F},       {0xA0, 0x250},      {0x300, 0x370},     {0x370, 0x600},
                                   {0x600, 0x700},     {0x900, 0xE00},     {0x1C80, 0x1CA0},   {0x2000, 0x2C00},
                                   {0x3000, 0x3400},   {0x4E00, 0x5000},   {0xAC00, 0xAE00},   {0xFE00, 0x10000},
                                   {0x10000, 0x10900}, {0x1D400, 0x1D800}, {0x1F300, 0x1FB00}, {0x20000, 0x20100}};

template <typename T, size_t n>
const T& OneOf(const T (&values)[n], CounterRandom* random) {
  return values[random->Below(n)];
}

void AppendUtf8(char32_t c, std::string* text) {
  const auto tail = [c](int shift) { return static_cast<char>(0x80 | (c >> shift & 0x3F)); };
  if (c < 0x80) {
    text->push_back(static_cast<char>(c));
  } else if (c < 0x800) {
    text->append({static_cast<char>(0xC0 | c >> 6), tail(0)});
  } else if (c < 0x10000) {
    text->append({static_cast<char>(0xE0 | c >> 12), tail(6), tail(0)});
  } else {
    text->append({static_cast<char>(0xF0 | c >> 18), tail(12), tail(6), tail(0)});
  }
}

// Any but a surrogate, every plane equally likely.
char32_t AnyCharacter(CounterRandom* random) {
  const char32_t plane = random->Below(17);
  const char32_t character = plane << 16 | random->Below(0x10000);
  return character >= 0xD800 && character < 0xE000 ? character - 0x800 : character;
}

char32_t ScriptCharacter(CounterRandom* random) {
  const auto& range = OneOf(kRanges, random);
  return range[0] + random->Below(range[1] - range[0]);
}

bool IsUtf8(absl::string_view bytes) {
  for (size_t i = 0; i < bytes.size();) {
    const uint8_t lead = bytes[i];
    const size_t length = lead < 0x80 ? 1 : lead < 0xC2 ? 0 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : lead < 0xF5 ? 4 : 0;
    if (length == 0 || i + length > bytes.size()) return false;
    char32_t c = length == 1 ? lead : lead & (0x7F >> length);
    for (size_t k = 1; k < length; ++k) c = c << 6 | (bytes[i + k] & 0x3F);
    std::string encoded;
    AppendUtf8(c, &encoded);
    if (encoded != bytes.substr(i, length) || (c >= 0xD800 && c < 0xE000) || c > 0x10FFFF) return false;
    i += length;
  }
  return true;
}

void AppendTextPart(const std::vector<std::string>& tokens, CounterRandom* random, std::string* text) {
  const uint32_t repeats = 1 + random->Below(8);
  switch (random->Below(9)) {
    case 0:
      return AppendUtf8(AnyCharacter(random), text);
    case 1:
      for (uint32_t i = 0; i < repeats; ++i) AppendUtf8(ScriptCharacter(random), text);
      return;
    case 2:
      for (uint32_t i = 0; i < repeats; ++i) AppendUtf8(OneOf(kWhiteSpace, random), text);
      return;
    case 3:
      text->append(OneOf(kContractions, random));
      return;
    case 4:
      for (uint32_t i = 0; i < repeats; ++i) text->push_back(static_cast<char>('a' + random->Below(26)));
      return;
    case 5:
      text->push_back(static_cast<char>(random->Below(128)));
      return;
    case 6: {  // a run, now and then longer than any cache takes
      std::string one;
      AppendUtf8(random->Below(2) == 0 ? ScriptCharacter(random) : 'a' + random->Below(4), &one);
      for (uint32_t n = random->Below(16) == 0 ? random->Below(200) : repeats; n > 0; --n) text->append(one);
      return;
    }
    default:
      for (uint32_t i = 0; i < repeats; ++i) {
        const std::string& token = tokens[random->Below(tokens.size())];
        if (IsUtf8(token)) text->append(token);
      }
  }
}

absl::Status Wrong(absl::string_view what, absl::string_view text) {
  return absl::InternalError(absl::StrCat(what, ": ", absl::BytesToHexString(text)));
}

void MutateOnce(std::string* file, CounterRandom* random) {
  const auto place = [&] { return random->Below(file->size() + 1); };
  const uint32_t at = place(), other = place(), length = random->Below(40);
  switch (random->Below(8)) {
    case 0:
      return file->resize(at);
    case 1:
      if (at < file->size()) (*file)[at] = static_cast<char>(random->Below(256));
      return;
    case 2:
      if (at < file->size()) (*file)[at] ^= 1 << random->Below(8);
      return;
    case 3:
      file->erase(at, length);
      return;
    case 4:
      file->insert(at, file->substr(other, length));
      return;
    case 5:
      file->insert(at, 1 + length, static_cast<char>(random->Below(256)));
      return;
    case 6:
      file->replace(at, length, file->substr(other, length));
      return;
    default: {  // a line, or an entry, to another place
      const size_t end = file->find_first_of("\n,", at);
      if (end == std::string::npos) return;
      const std::string line = file->substr(at, end - at);
      file->erase(at, end - at);
      file->insert(std::min<size_t>(other, file->size()), line);
    }
  }
}

absl::Status CheckMutation(const std::string& merges_file, const std::string& ids_file, uint64_t seed, int64_t index,
                           MutationCounts* counts) {
  absl::StatusOr<ByteLevelVocabulary> vocabulary = ParseByteLevelFiles("mutated", merges_file, ids_file);
  if (!vocabulary.ok()) {
    ++counts->refused;
    const absl::string_view message = vocabulary.status().message();
    if (absl::StartsWith(message, "mutated/vocab.bpe:") || absl::StartsWith(message, "mutated/encoder.json:")) {
      return absl::OkStatus();
    }
    return absl::InternalError(absl::StrCat("the message names no file: ", message));
  }
  ++counts->valid;
  const std::shared_ptr<const ByteLevelBpe> tokenizer = ByteLevelBpe::Create(*std::move(vocabulary));
  const std::unique_ptr<Encoder> encoder = tokenizer->NewEncoder();
  for (uint64_t i = 0; i < 10; ++i) {
    MOE_RETURN_IF_ERROR(CheckedEncode(*tokenizer, encoder.get(), FuzzedBytes(seed, index * 10 + i)).status());
  }
  return absl::OkStatus();
}

}  // namespace

std::string FuzzedBytes(uint64_t seed, uint64_t index) {
  CounterRandom random(MixSeed(seed, index), kBytesStream);
  static const auto& no_tokens = *new std::vector<std::string>(1);
  std::string bytes;
  for (uint32_t parts = random.Below(10); parts > 0; --parts) {
    switch (random.Below(4)) {
      case 0:
        for (uint32_t n = random.Below(20); n > 0; --n) bytes.push_back(static_cast<char>(random.Below(256)));
        break;
      case 1:
        for (uint32_t n = random.Below(6); n > 0; --n) bytes.push_back(static_cast<char>(0x80 + random.Below(128)));
        break;
      case 2: {  // a character cut off
        std::string character;
        AppendUtf8(AnyCharacter(&random), &character);
        bytes.append(character, 0, 1 + random.Below(character.size()));
        break;
      }
      default:
        AppendTextPart(no_tokens, &random, &bytes);
    }
  }
  return bytes;
}

std::string FuzzedText(uint64_t seed, uint64_t index, const std::vector<std::string>& tokens) {
  CounterRandom random(MixSeed(seed, index), kTextStream);
  std::string text;
  for (uint32_t parts = random.Below(12); parts > 0; --parts) AppendTextPart(tokens, &random, &text);
  return text;
}

std::string MutatedFile(absl::string_view contents, CounterRandom* random) {
  std::string file(contents);
  for (uint32_t n = 1 + random->Below(3); n > 0; --n) MutateOnce(&file, random);
  return file;
}

absl::StatusOr<std::vector<int32_t>> CheckedEncode(const ByteLevelBpe& tokenizer, Encoder* encoder,
                                                   absl::string_view text) {
  std::vector<int32_t> ids, merged;
  MOE_RETURN_IF_ERROR(encoder->Encode(text, &ids));
  WordMerger merger(&tokenizer.merges(), &tokenizer.vocabulary().byte_ids);
  Gpt2Scanner scanner(text);
  for (absl::string_view piece; scanner.Next(&piece);) merger.Append(piece, &merged);
  if (ids != merged) return Wrong("the ids are not those of merging every piece anew", text);
  MOE_ASSIGN_OR_RETURN(const std::string decoded, tokenizer.Decode(ids));
  if (decoded != text) return Wrong("decoding gives other bytes", text);
  return ids;
}

absl::StatusOr<MutationCounts> CheckMutatedFiles(const std::string& merges_file, const std::string& ids_file,
                                                 uint64_t seed, int64_t count) {
  MutationCounts counts;
  for (int64_t i = 0; i < count; ++i) {
    CounterRandom random(MixSeed(seed, i), kMutationStream);
    const uint32_t which = random.Below(4);
    const absl::Status checked =
        CheckMutation(which == 0 ? merges_file : MutatedFile(merges_file, &random),
                      which <= 1 && which != 0 ? ids_file : MutatedFile(ids_file, &random), seed, i, &counts);
    if (!checked.ok()) {
      return absl::InternalError(absl::StrCat("seed ", seed, ", mutation ", i, ": ", checked.message()));
    }
  }
  return counts;
}

}  // namespace moebench::language
