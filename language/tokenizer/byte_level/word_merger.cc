#include "language/tokenizer/byte_level/word_merger.h"

#include <algorithm>
#include <functional>

namespace moebench::language {
namespace {

constexpr uint32_t kNoNode = 0xFFFFFFFF;
// Scratch memory beyond this is given back after the word that needed it.
constexpr size_t kKeptNodes = 65536;

}  // namespace

void WordMerger::AppendShort(absl::string_view word, std::vector<int32_t>* ids) const {
  Pair pairs[kShortBytes];
  int n = static_cast<int>(word.size());
  const auto set_pair = [&](int i) {
    if (i + 1 == n) {
      pairs[i].rank = MergeTable::kNoMerge;
      return;
    }
    const MergeTable::Slot& slot = table_.Find(pairs[i].id, pairs[i + 1].id);
    pairs[i].rank = slot.rank;
    pairs[i].result = slot.result;
  };
  for (int i = 0; i < n; ++i) pairs[i].id = byte_ids_[static_cast<uint8_t>(word[i])];
  for (int i = 0; i < n; ++i) set_pair(i);
  while (true) {
    int best = 0;
    for (int i = 1; i < n; ++i) best = pairs[i].rank < pairs[best].rank ? i : best;
    if (n == 0 || pairs[best].rank == MergeTable::kNoMerge) break;
    pairs[best].id = pairs[best].result;
    std::copy(pairs + best + 2, pairs + n, pairs + best + 1);
    --n;
    set_pair(best);
    if (best > 0) set_pair(best - 1);
  }
  for (int i = 0; i < n; ++i) ids->push_back(pairs[i].id);
}

void WordMerger::SetPair(uint32_t at) {
  Node& node = nodes_[at];
  if (node.next == kNoNode) {
    node.rank = MergeTable::kNoMerge;
    return;
  }
  const MergeTable::Slot& slot = table_.Find(node.id, nodes_[node.next].id);
  node.rank = slot.rank;
  node.result = slot.result;
  if (slot.rank == MergeTable::kNoMerge) return;
  queue_.push_back(static_cast<uint64_t>(slot.rank) << 32 | at);
}

void WordMerger::StartList(absl::string_view word) {
  const uint32_t n = static_cast<uint32_t>(word.size());
  nodes_.resize(n);
  for (uint32_t i = 0; i < n; ++i) {
    nodes_[i].id = byte_ids_[static_cast<uint8_t>(word[i])];
    nodes_[i].previous = i == 0 ? kNoNode : i - 1;
    nodes_[i].next = i + 1 == n ? kNoNode : i + 1;
  }
  for (uint32_t i = 0; i < n; ++i) SetPair(i);
  std::make_heap(queue_.begin(), queue_.end(), std::greater<uint64_t>());
}

void WordMerger::MergeWithNext(uint32_t at) {
  const auto requeue = [this](uint32_t changed) {
    const size_t before = queue_.size();
    SetPair(changed);
    if (queue_.size() > before) std::push_heap(queue_.begin(), queue_.end(), std::greater<uint64_t>());
  };
  Node& node = nodes_[at];
  Node& eaten = nodes_[node.next];
  node.id = node.result;
  eaten.rank = MergeTable::kNoMerge;  // what the queue still has of it is out of date
  node.next = eaten.next;
  if (node.next != kNoNode) nodes_[node.next].previous = at;
  requeue(at);
  if (node.previous != kNoNode) requeue(node.previous);
}

void WordMerger::AppendLong(absl::string_view word, std::vector<int32_t>* ids) {
  StartList(word);
  while (!queue_.empty()) {
    std::pop_heap(queue_.begin(), queue_.end(), std::greater<uint64_t>());
    const uint64_t first = queue_.back();
    queue_.pop_back();
    const uint32_t at = static_cast<uint32_t>(first);
    if (nodes_[at].rank == first >> 32) MergeWithNext(at);
  }
  for (uint32_t at = 0; at != kNoNode; at = nodes_[at].next) ids->push_back(nodes_[at].id);
  nodes_.clear();
  if (nodes_.capacity() > kKeptNodes) {
    std::vector<Node>().swap(nodes_);
    std::vector<uint64_t>().swap(queue_);
  }
}

}  // namespace moebench::language
