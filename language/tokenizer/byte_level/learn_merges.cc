#include "language/tokenizer/byte_level/learn_merges.h"

#include <algorithm>
#include <memory>
#include <queue>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "base/status_macros.h"
#include "language/tokenizer/byte_level/merging_words.h"
#include "language/tokenizer/byte_level/place_groups.h"

namespace moebench::language {
namespace {

constexpr size_t kMergesPerReport = 256;
constexpr uint32_t kPrefetchDistance = 8;

struct Places {
  uint32_t* begin;
  uint32_t size;
};

// Many short lists that are never freed one by one: with the lists of merged pairs kept they are at most three times as
// many as the words' bytes, for a merge takes one token away and makes at most two places of new pairs.
class PlaceArena {
 public:
  Places Allocate(uint32_t size) {
    if (size > left_) {
      left_ = std::max(size, kBlockPlaces);
      blocks_.emplace_back(new uint32_t[left_]);
      next_ = blocks_.back().get();
    }
    const Places places{next_, size};
    next_ += size;
    left_ -= size;
    return places;
  }

 private:
  static constexpr uint32_t kBlockPlaces = 1 << 16;

  std::vector<std::unique_ptr<uint32_t[]>> blocks_;
  uint32_t* next_ = nullptr;
  uint32_t left_ = 0;
};

// Left id in the upper half: pairs compare as their ids do, the left one first.
using Pair = uint64_t;

Pair MakePair(uint32_t left, uint32_t right) { return static_cast<Pair>(left) << 32 | right; }
uint32_t LeftOf(Pair pair) { return static_cast<uint32_t>(pair >> 32); }
uint32_t RightOf(Pair pair) { return static_cast<uint32_t>(pair); }

struct Candidate {
  int64_t count;
  Pair pair;

  // The greatest is merged first.
  friend bool operator<(const Candidate& a, const Candidate& b) {
    return a.count != b.count ? a.count < b.count : a.pair > b.pair;
  }
};

class MergeLearner {
 public:
  MergeLearner(MergingWords words, const LearnMergesOptions& options) : words_(std::move(words)), options_(options) {
    // Of the first pairs both ids are bytes'.
    words_.ForEachPair([this](uint32_t place, uint32_t left, uint32_t right) {
      left_neighbours_.Add(left << 8 | right, words_.WordCount(place), place);
    });
    left_neighbours_.Distribute([this](uint32_t key, int64_t count, uint32_t size) {
      return AddPair(MakePair(key >> 8, key & 0xff), count, size);
    });
    left_neighbours_ = PlaceGroups();
  }

  std::vector<Merge> Learn(const std::function<void(int64_t)>& progress) {
    std::vector<Merge> merges;
    while (static_cast<int64_t>(merges.size()) < options_.max_merges && MergeMostFrequent(&merges)) {
      if (progress && merges.size() % kMergesPerReport == 0) progress(static_cast<int64_t>(merges.size()));
    }
    if (progress) progress(static_cast<int64_t>(merges.size()));
    return merges;
  }

 private:
  struct PairState {
    int64_t count;
    Places places;  // in ascending order; what is still true of them MergeAt tells
  };

  // False if no pair may be merged.
  bool MergeMostFrequent(std::vector<Merge>* merges) {
    while (!queue_.empty()) {
      const Candidate candidate = queue_.top();
      queue_.pop();
      const auto found = pairs_.find(candidate.pair);
      if (found == pairs_.end()) continue;  // no longer frequent enough
      const PairState state = found->second;
      if (state.count < candidate.count) {
        queue_.push({state.count, candidate.pair});
        continue;
      }
      pairs_.erase(found);
      const uint32_t left = LeftOf(candidate.pair), right = RightOf(candidate.pair);
      merges->push_back({static_cast<int32_t>(left), static_cast<int32_t>(right)});
      MergeEverywhere(left, right, state.places);
      return true;
    }
    return false;
  }

  void MergeEverywhere(uint32_t left, uint32_t right, Places places) {
    const uint32_t token = words_.AddToken(left, right);
    merged_.clear();
    for (uint32_t i = 0; i < places.size; ++i) {
      if (i + kPrefetchDistance < places.size) words_.Prefetch(places.begin[i + kPrefetchDistance]);
      if (words_.MergeAt(places.begin[i], left, right, token)) merged_.push_back(places.begin[i]);
    }
    GroupByNeighbours(token);
    left_neighbours_.Distribute([&](uint32_t before, int64_t count, uint32_t size) {
      TakeFromPair(MakePair(before, left), count);
      return AddPair(MakePair(before, token), count, size);
    });
    right_neighbours_.Distribute([&](uint32_t behind, int64_t count, uint32_t size) {
      TakeFromPair(MakePair(right, behind == token ? left : behind), count);
      return AddPair(MakePair(token, behind), count, size);
    });
  }

  // Two new tokens side by side are the left one's affair, so that no pair is grouped twice.
  void GroupByNeighbours(uint32_t token) {
    for (const uint32_t place : merged_) {
      const int64_t count = words_.WordCount(place);
      const uint32_t before = words_.TokenBefore(place), behind = words_.TokenBehind(place);
      if (before != MergingWords::kWordEnd && before != token) {
        left_neighbours_.Add(before, count, place - words_.TokenBytes(before));
      }
      if (behind != MergingWords::kWordEnd) right_neighbours_.Add(behind, count, place);
    }
  }

  // A pair that is too rare stays so and is forgotten; so is the pair that is being merged.
  void TakeFromPair(Pair pair, int64_t count) {
    const auto found = pairs_.find(pair);
    if (found == pairs_.end()) return;
    found->second.count -= count;
    if (found->second.count < options_.min_frequency) pairs_.erase(found);
  }

  // Where its places belong; null for a pair that can never be merged. Pairs come into being once, all places at a
  // time: one of their tokens has just been made.
  uint32_t* AddPair(Pair pair, int64_t count, uint32_t size) {
    const int64_t bytes = int64_t{words_.TokenBytes(LeftOf(pair))} + words_.TokenBytes(RightOf(pair));
    if (count < options_.min_frequency) return nullptr;
    if (options_.max_token_bytes > 0 && bytes > options_.max_token_bytes) return nullptr;
    const Places places = arena_.Allocate(size);
    pairs_.emplace(pair, PairState{count, places});
    queue_.push({count, pair});
    return places.begin;
  }

  MergingWords words_;
  const LearnMergesOptions options_;
  absl::flat_hash_map<Pair, PairState> pairs_;
  std::priority_queue<Candidate> queue_;
  PlaceArena arena_;
  PlaceGroups left_neighbours_, right_neighbours_;
  std::vector<uint32_t> merged_;
};

}  // namespace

absl::StatusOr<std::vector<Merge>> LearnMerges(const WordCounts& words, const LearnMergesOptions& options,
                                               const std::function<void(int64_t merges_done)>& progress) {
  MOE_ASSIGN_OR_RETURN(MergingWords merging_words, MergingWords::Load(words));
  return MergeLearner(std::move(merging_words), options).Learn(progress);
}

}  // namespace moebench::language
