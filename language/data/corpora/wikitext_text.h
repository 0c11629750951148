// WikiText's text (Merity et al. 2016, arXiv:1609.07843): where its articles begin, how words are counted for its word
// perplexity, and how its tokenization is undone.
//
// Words stand between single spaces, punctuation included, and every line begins and ends with a space. Within words
// "-", "," and "." became " @-@ ", " @,@ " and " @.@ ". The tokens kind also has <unk> for words outside its
// vocabulary. Headings are " = Title = " for an article, " = = Section = = " and deeper below it.
//
// Example:
//   DetokenizeWikiText(" It weighs 1 @,@ 200 kg ( 2 @,@ 600 lb ) . \n");   // " It weighs 1,200 kg (2,600 lb).\n"
//   CountSplitWords("a b \n ");                                            // 3
#ifndef MOEBENCH_LANGUAGE_DATA_CORPORA_WIKITEXT_TEXT_H_
#define MOEBENCH_LANGUAGE_DATA_CORPORA_WIKITEXT_TEXT_H_

#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"

namespace moebench::language {

// True of " = Title = ", one level exactly; `line` may lack its outer spaces or end in \r. That alone does not make a
// line a heading: the text has lines such as " = 1 <unk> / s and a nominal k = ".
bool IsWikiTextTitle(absl::string_view line);

// The looser rule by which the pages of EleutherAI/wikitext_document_level begin, the data set of
// lm-evaluation-harness:
// "= = =" and "= =" are first joined, then a page begins at any line that starts with "= " and ends with " =".
bool IsWikiTextPageStart(absl::string_view line);

// True of a line of white space alone.
bool IsWikiTextBlank(absl::string_view line);

// What lm-evaluation-harness divides by for word perplexity: the length of Python's re.split(r"\s+", page), one more
// than there are runs of white space, of the page *before* it is detokenized. Bits per byte divides by the page's
// bytes.
int64_t CountSplitWords(absl::string_view page);

// The rules of lm-evaluation-harness 0.4's wikitext task, in their order:
//   "s '" -> "s'"; "/' 5/" -> "/'[0-9]/" for any digit, which is meant otherwise there, but kept for equal text
//   " @-@ ", " @,@ ", " @.@ " -> "-", ",", "."
//   no space before : ; . ! ? , where one follows
//   no white space within ( ), [ ], { }, " " and ' ', each mark paired with the next that closes it
//   "= = = =", "= = =", "= =" joined; " ° " -> "°"; no space before or after \n; " N " -> " 1 "; " 's" -> "'s"
// `page` is a whole page: the rules for marks and \n reach across lines. <unk> stays.
std::string DetokenizeWikiText(absl::string_view page);

}  // namespace moebench::language

#endif  // MOEBENCH_LANGUAGE_DATA_CORPORA_WIKITEXT_TEXT_H_
