#include "language/data/corpora/wikitext_source.h"

#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "base/status_macros.h"
#include "language/data/corpora/line_reader.h"
#include "language/data/corpora/piece_cutter.h"
#include "language/data/corpora/utf8_character.h"
#include "language/data/corpora/wikitext_text.h"

namespace moebench::language {
namespace {

constexpr size_t kMaxArticleBytes = size_t{64} << 20;

struct Line {
  std::string text;
  bool complete = false;  // ended in \n
};

class WikiTextSource : public DocumentSource {
 public:
  WikiTextSource(WikiTextSplit split, const WikiTextOptions& options)
      : options_(options), total_(split.bytes), lines_(std::move(split.stream), options.max_line_bytes) {}

  absl::StatusOr<bool> Next(Piece* piece) override {
    if (!started_) MOE_RETURN_IF_ERROR(Start());
    while (!cutter_.NextPiece(piece)) {
      if (ended_) return false;
      MOE_RETURN_IF_ERROR(Advance());
    }
    return true;
  }

  int64_t BytesRead() const override { return lines_.stream().FileBytesRead(); }
  int64_t BytesTotal() const override { return total_; }

 private:
  bool ByPages() const { return options_.documents == WikiTextDocuments::kPages; }
  bool BySplit() const { return options_.documents == WikiTextDocuments::kSplit; }

  absl::Status Start() {
    started_ = true;
    MOE_RETURN_IF_ERROR(ReadAhead());
    return Shift();
  }

  // `line_` becomes the line that was read ahead: only the line after a title tells that it is one.
  absl::Status Shift() {
    std::swap(line_, next_);
    std::swap(has_line_, has_next_);
    judged_ = false;
    return has_line_ ? ReadAhead() : absl::OkStatus();
  }

  absl::Status ReadAhead() {
    absl::string_view text;
    MOE_ASSIGN_OR_RETURN(has_next_, lines_.Next(&text));
    next_.text.assign(text.data(), text.size());
    next_.complete = lines_.complete();
    return absl::OkStatus();
  }

  bool BeginsArticle() const {
    if (ByPages()) return IsWikiTextPageStart(line_.text);
    return previous_blank_ && IsWikiTextTitle(line_.text) && (!has_next_ || IsWikiTextBlank(next_.text));
  }

  // One step: an article is ended, or a line taken. A title ends the article before it first; the cutter has to hand
  // that out before the title itself can go in.
  absl::Status Advance() {
    if (!has_line_) {
      ended_ = true;
      if (any_text_) return EndArticle();
      return absl::DataLossError(absl::StrCat(lines_.stream().name(), " holds no text; get the data set again"));
    }
    if (!judged_ && BeginsArticle()) {
      judged_ = true;
      return EndArticle();
    }
    MOE_RETURN_IF_ERROR(TakeLine());
    return Shift();
  }

  absl::Status TakeLine() {
    has_text_ = has_text_ || !StripWhiteSpace(line_.text).empty();
    any_text_ = any_text_ || has_text_;
    previous_blank_ = IsWikiTextBlank(line_.text);
    if (!has_text_ && options_.documents == WikiTextDocuments::kArticles) return absl::OkStatus();
    if (ByPages() && in_article_) article_.push_back('\n');
    in_article_ = true;
    article_.append(line_.text);
    // Pages are joined by \n; only the file's last one keeps its own.
    if (line_.complete && (!ByPages() || !has_next_)) article_.push_back('\n');
    if (!options_.detokenize && (has_text_ || BySplit())) Flush();
    if (article_.size() <= kMaxArticleBytes) return absl::OkStatus();
    return absl::DataLossError(absl::StrCat(lines_.Position(), ": an article of more than ", kMaxArticleBytes,
                                            " bytes: this is no WikiText, or its titles are missing"));
  }

  void Flush() {
    cutter_.Append(options_.detokenize ? DetokenizeWikiText(article_) : article_);
    article_.clear();
  }

  absl::Status EndArticle() {
    if (has_text_ || BySplit()) Flush();
    if (BySplit() ? ended_ : has_text_) cutter_.EndDocument();
    article_.clear();
    has_text_ = in_article_ = false;
    return absl::OkStatus();
  }

  WikiTextOptions options_;
  int64_t total_;
  LineReader lines_;
  PieceCutter cutter_;
  Line line_;  // the next to be taken, if has_line_
  Line next_;  // the one after it, if has_next_
  bool has_line_ = false;
  bool has_next_ = false;
  bool judged_ = false;         // line_ is a title, and what was before it has been ended
  bool previous_blank_ = true;  // the line before line_ is blank, or none
  std::string article_;         // what the cutter has not got yet: all of it where it is to be detokenized
  bool in_article_ = false;     // article_, or what went from it to the cutter, has a line
  bool has_text_ = false;       // ... that is not blank
  bool any_text_ = false;       // so has an article before
  bool started_ = false;
  bool ended_ = false;
};

}  // namespace

absl::StatusOr<std::unique_ptr<DocumentSource>> NewWikiTextSource(const std::string& path,
                                                                  const WikiTextOptions& options) {
  MOE_ASSIGN_OR_RETURN(WikiTextSplit split, OpenWikiTextSplit(path, options.kind, options.split));
  split.stream = WithoutByteOrderMark(std::move(split.stream));
  return std::make_unique<WikiTextSource>(std::move(split), options);
}

}  // namespace moebench::language
