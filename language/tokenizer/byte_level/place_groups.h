// Sorts places by a key such as the token beside them: everything is added first, then each group's size is known and
// the places of the groups that are wanted are written where the caller says, in the order they were added.
//
//   PlaceGroups groups;
//   groups.Add(/*key=*/7, /*weight=*/3, /*place=*/10);
//   groups.Add(9, 1, 20);
//   groups.Add(7, 2, 30);
//   groups.Distribute([&](uint32_t key, int64_t weight, uint32_t size) { ... });   // (7, 5, 2), (9, 1, 1)
//
// Keys index an array: they are small numbers, as ids are. Empty again after Distribute, and as cheap to refill.
#ifndef MOEBENCH_LANGUAGE_TOKENIZER_BYTE_LEVEL_PLACE_GROUPS_H_
#define MOEBENCH_LANGUAGE_TOKENIZER_BYTE_LEVEL_PLACE_GROUPS_H_

#include <cstdint>
#include <vector>

namespace moebench::language {

class PlaceGroups {
 public:
  void Add(uint32_t key, int64_t weight, uint32_t place) {
    if (key >= groups_.size()) groups_.resize(key + key / 2 + 1);
    Group& group = groups_[key];
    if (group.size++ == 0) keys_.push_back(key);
    group.weight += weight;
    added_.push_back({key, place});
  }

  // Calls `destination(key, weight, size)` once a key, weights summed; it returns a uint32_t* with room for `size`
  // places, or null where they are not wanted.
  template <typename Destination>
  void Distribute(Destination destination) {
    for (const uint32_t key : keys_) {
      groups_[key].next = destination(key, groups_[key].weight, groups_[key].size);
    }
    for (const Added& added : added_) {
      uint32_t*& next = groups_[added.key].next;
      if (next != nullptr) *next++ = added.place;
    }
    for (const uint32_t key : keys_) groups_[key] = Group();
    keys_.clear();
    added_.clear();
  }

 private:
  struct Group {
    int64_t weight = 0;
    uint32_t size = 0;
    uint32_t* next = nullptr;
  };
  struct Added {
    uint32_t key, place;
  };

  std::vector<Group> groups_;  // by key
  std::vector<uint32_t> keys_;
  std::vector<Added> added_;
};

}  // namespace moebench::language

#endif  // MOEBENCH_LANGUAGE_TOKENIZER_BYTE_LEVEL_PLACE_GROUPS_H_
