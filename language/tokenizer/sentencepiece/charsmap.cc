#include "language/tokenizer/sentencepiece/charsmap.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/status_macros.h"
#include "language/tokenizer/sentencepiece/utf8.h"

namespace moebench::language {
namespace {

constexpr size_t kUnitBytes = 4;
constexpr size_t kBlockBytes = 256 * kUnitBytes;
constexpr int kMostMatches = 32;
constexpr uint32_t kLeafBit = uint32_t{1} << 31;

bool IsLeaf(uint32_t unit) { return (unit & kLeafBit) != 0; }
uint32_t Value(uint32_t leaf) { return leaf & ~kLeafBit; }
// A leaf's label is no byte, so that no byte leads to it.
uint32_t Label(uint32_t unit) { return unit & (kLeafBit | 0xff); }
bool EndsKey(uint32_t unit) { return (unit >> 8 & 1) != 0; }
uint32_t Offset(uint32_t unit) { return (unit >> 10) << ((unit & (uint32_t{1} << 9)) >> 6); }

uint32_t LittleEndian(const char* bytes) {
  uint32_t number = 0;
  for (int i = 3; i >= 0; --i) number = number << 8 | static_cast<unsigned char>(bytes[i]);
  return number;
}

}  // namespace

// Visits all that a text can lead to. A place is where a node's children lie: the child by byte c is at place ^ c, and
// the leaf at the place itself. Places may be shared between nodes, and are judged once.
class CharsmapChecker {
 public:
  explicit CharsmapChecker(const Charsmap& map) : units_(map.units_), replacements_(map.replacements_) {
    GroupChildren();
    keys_below_.assign(units_.size(), kUnseen);
  }

  absl::Status Check() {
    const uint32_t root = Offset(units_[0]);
    MOE_RETURN_IF_ERROR(CheckPlace(0, root));
    keys_below_[root] = kOpen;
    open_.push_back({root, first_child_[root]});
    while (!open_.empty()) MOE_RETURN_IF_ERROR(VisitNextChild());
    if (keys_below_[root] > kMostMatches) {
      return absl::InvalidArgumentError(absl::StrCat("a rule of the trie has ", keys_below_[root] - 1,
                                                     " others at its start; at most ", kMostMatches - 1, " may be"));
    }
    return absl::OkStatus();
  }

 private:
  static constexpr int kUnseen = -1;
  static constexpr int kOpen = -2;
  struct OpenPlace {
    uint32_t place;
    uint32_t next_child;  // index into children_
    int keys_below = 0;
  };

  // Orders the units by the place whose children they are: a counting sort.
  void GroupChildren() {
    first_child_.assign(units_.size() + 1, 0);
    for (size_t i = 0; i < units_.size(); ++i) {
      if (!IsLeaf(units_[i])) ++first_child_[(i ^ Label(units_[i])) + 1];
    }
    for (size_t i = 1; i < first_child_.size(); ++i) first_child_[i] += first_child_[i - 1];
    children_.resize(first_child_.back());
    std::vector<uint32_t> next(first_child_.begin(), first_child_.end() - 1);
    for (size_t i = 0; i < units_.size(); ++i) {
      if (!IsLeaf(units_[i])) children_[next[i ^ Label(units_[i])]++] = static_cast<uint32_t>(i);
    }
  }

  absl::Status CheckPlace(uint32_t unit, uint32_t place) const {
    if (place < units_.size()) return absl::OkStatus();
    return absl::InvalidArgumentError(
        absl::StrCat("unit ", unit, " of the trie leads to unit ", place, " of ", units_.size()));
  }

  absl::Status CheckLeaf(uint32_t place) const {
    if (!IsLeaf(units_[place])) {
      return absl::InvalidArgumentError(absl::StrCat("unit ", place, " of the trie should be a leaf and is none"));
    }
    const uint32_t value = Value(units_[place]);
    if (value >= replacements_.size()) {
      return absl::InvalidArgumentError(absl::StrCat("unit ", place, " of the trie names byte ", value, " of ",
                                                     replacements_.size(), " bytes of replacements"));
    }
    if ((static_cast<unsigned char>(replacements_[value]) & 0xc0) == 0x80) {
      return absl::InvalidArgumentError(
          absl::StrCat("unit ", place, " of the trie names byte ", value, ", in the middle of a character"));
    }
    return absl::OkStatus();
  }

  // One step of a depth-first walk: descends into the next child of the innermost open place, or closes the place.
  absl::Status VisitNextChild() {
    OpenPlace& top = open_.back();
    if (top.next_child == first_child_[top.place + 1]) {
      keys_below_[top.place] = top.keys_below;
      open_.pop_back();
      return absl::OkStatus();
    }
    const uint32_t child = children_[top.next_child];
    const uint32_t place = child ^ Offset(units_[child]);
    MOE_RETURN_IF_ERROR(CheckPlace(child, place));
    if (EndsKey(units_[child])) MOE_RETURN_IF_ERROR(CheckLeaf(place));
    if (keys_below_[place] == kOpen) {
      return absl::InvalidArgumentError(absl::StrCat("unit ", child, " of the trie leads in a circle"));
    }
    if (keys_below_[place] == kUnseen) {
      keys_below_[place] = kOpen;
      open_.push_back({place, first_child_[place]});  // the child itself is counted when it is closed
      return absl::OkStatus();
    }
    top.keys_below = std::max(top.keys_below, keys_below_[place] + (EndsKey(units_[child]) ? 1 : 0));
    ++top.next_child;
    return absl::OkStatus();
  }

  const std::vector<uint32_t>& units_;
  const std::string& replacements_;
  std::vector<uint32_t> first_child_;  // of place p: children_[first_child_[p]] up to first_child_[p + 1]
  std::vector<uint32_t> children_;
  std::vector<int> keys_below_;  // of a place: the most keys along one path through it, or kUnseen, kOpen
  std::vector<OpenPlace> open_;
};

absl::StatusOr<Charsmap> Charsmap::Parse(absl::string_view blob) {
  Charsmap map;
  if (blob.empty()) return map;
  if (blob.size() <= kUnitBytes)
    return absl::InvalidArgumentError(absl::StrCat("is cut off at ", blob.size(), " bytes"));
  const size_t trie_bytes = LittleEndian(blob.data());
  const absl::string_view rest = blob.substr(kUnitBytes);
  if (trie_bytes >= rest.size()) {
    return absl::InvalidArgumentError(
        absl::StrCat("says that its trie has ", trie_bytes, " bytes, and ", rest.size(), " bytes follow"));
  }
  if (trie_bytes == 0 || trie_bytes % kBlockBytes != 0) {
    return absl::InvalidArgumentError(
        absl::StrCat("has a trie of ", trie_bytes, " bytes; it must be a multiple of ", kBlockBytes));
  }
  map.units_.resize(trie_bytes / kUnitBytes);
  for (size_t i = 0; i < map.units_.size(); ++i) map.units_[i] = LittleEndian(rest.data() + i * kUnitBytes);
  map.replacements_ = std::string(rest.substr(trie_bytes));
  if (map.replacements_.back() != '\0') return absl::InvalidArgumentError("has replacements that no zero byte ends");
  if (!IsValidUtf8(map.replacements_)) return absl::InvalidArgumentError("has replacements that are no UTF-8");
  MOE_RETURN_IF_ERROR(CharsmapChecker(map).Check());
  return map;
}

size_t Charsmap::LongestMatch(const char* text, size_t size, absl::string_view* replacement) const {
  if (units_.empty()) return 0;
  size_t longest = 0;
  uint32_t value = 0;
  uint32_t place = Offset(units_[0]);
  for (size_t i = 0; i < size; ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    const uint32_t unit = units_[place ^ byte];
    if (Label(unit) != byte) break;
    place ^= byte ^ Offset(unit);
    if (EndsKey(unit)) {
      longest = i + 1;
      value = Value(units_[place]);
    }
  }
  if (longest > 0) *replacement = absl::string_view(replacements_.c_str() + value);
  return longest;
}

bool Charsmap::MayStartWith(absl::string_view prefix) const {
  if (units_.empty()) return false;
  uint32_t place = Offset(units_[0]);
  for (const char c : prefix) {
    const auto byte = static_cast<unsigned char>(c);
    const uint32_t unit = units_[place ^ byte];
    if (Label(unit) != byte) return false;
    place ^= byte ^ Offset(unit);
  }
  return true;
}

}  // namespace moebench::language
