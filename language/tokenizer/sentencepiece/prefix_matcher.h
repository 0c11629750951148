// A set of words, asked for the longest one that a text begins with: how SentencePiece finds user-defined symbols.
//
// Example:
//   const PrefixMatcher matcher({"<url>", "<url>s", "--"});
//   matcher.LongestMatch("<url>small", 10);  // 6
//
// A trie in arrays; its size is linear in the words' bytes.
#ifndef MOEBENCH_LANGUAGE_TOKENIZER_SENTENCEPIECE_PREFIX_MATCHER_H_
#define MOEBENCH_LANGUAGE_TOKENIZER_SENTENCEPIECE_PREFIX_MATCHER_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace moebench::language {

class PrefixMatcher {
 public:
  PrefixMatcher() : PrefixMatcher(std::vector<std::string>{}) {}
  // Words are not empty; equal ones count once.
  explicit PrefixMatcher(std::vector<std::string> words);

  bool empty() const { return empty_; }

  // Whether any word begins with this byte.
  bool MayStart(unsigned char byte) const { return starts_[byte]; }

  // The length of the longest word that the text begins with, or 0.
  size_t LongestMatch(const char* text, size_t size) const;

  // The greatest number of words that one text begins with at a time.
  int Nesting() const { return nesting_; }

 private:
  struct Node {
    uint32_t first_edge = 0;
    uint32_t end_edge = 0;
    bool ends_word = false;
  };
  struct Edge {
    unsigned char byte;
    uint32_t target;
  };

  void Build(const std::vector<std::string>& sorted_words);

  bool empty_ = true;
  int nesting_ = 0;
  std::array<bool, 256> starts_{};
  std::vector<Node> nodes_;
  std::vector<Edge> edges_;  // of one node: next to each other, in the order of bytes
};

}  // namespace moebench::language

#endif  // MOEBENCH_LANGUAGE_TOKENIZER_SENTENCEPIECE_PREFIX_MATCHER_H_
