#include "language/tokenizer/sentencepiece/prefix_matcher.h"

#include <algorithm>
#include <utility>

namespace moebench::language {

PrefixMatcher::PrefixMatcher(std::vector<std::string> words) : empty_(words.empty()) {
  std::sort(words.begin(), words.end());
  words.erase(std::unique(words.begin(), words.end()), words.end());
  for (const std::string& word : words) starts_[static_cast<unsigned char>(word[0])] = true;
  Build(words);
}

void PrefixMatcher::Build(const std::vector<std::string>& sorted_words) {
  // The words that go through a node are neighbours. Nodes are made and visited breadth first, so that a node's edges
  // lie together.
  struct Range {
    size_t first, end, depth;
    int words_above;
  };
  std::vector<Range> ranges = {{0, sorted_words.size(), 0, 0}};
  nodes_.emplace_back();
  for (size_t node = 0; node < ranges.size(); ++node) {
    Range range = ranges[node];
    nodes_[node].first_edge = static_cast<uint32_t>(edges_.size());
    if (range.first < range.end && sorted_words[range.first].size() == range.depth) {
      nodes_[node].ends_word = true;
      nesting_ = std::max(nesting_, ++range.words_above);
      ++range.first;
    }
    while (range.first < range.end) {
      const char byte = sorted_words[range.first][range.depth];
      size_t end = range.first;
      while (end < range.end && sorted_words[end][range.depth] == byte) ++end;
      edges_.push_back({static_cast<unsigned char>(byte), static_cast<uint32_t>(nodes_.size())});
      nodes_.emplace_back();
      ranges.push_back({range.first, end, range.depth + 1, range.words_above});
      range.first = end;
    }
    nodes_[node].end_edge = static_cast<uint32_t>(edges_.size());
  }
}

size_t PrefixMatcher::LongestMatch(const char* text, size_t size) const {
  size_t longest = 0;
  uint32_t node = 0;
  for (size_t i = 0; i < size; ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    const auto end = edges_.begin() + nodes_[node].end_edge;
    const auto edge = std::lower_bound(edges_.begin() + nodes_[node].first_edge, end, byte,
                                       [](const Edge& a, unsigned char b) { return a.byte < b; });
    if (edge == end || edge->byte != byte) break;
    node = edge->target;
    if (nodes_[node].ends_word) longest = i + 1;
  }
  return longest;
}

}  // namespace moebench::language
