#include "language/tokenizer/byte_level/count_words.h"

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"
#include "base/status_macros.h"
#include "language/tokenizer/byte_level/gpt2_scanner.h"

namespace moebench::language {
namespace {

constexpr int64_t kBytesPerReport = int64_t{1} << 20;
constexpr size_t kBatchBytes = size_t{1} << 18;

void CountText(absl::string_view text, WordCounts* words) {
  Gpt2Scanner scanner(text);
  absl::string_view word;
  while (scanner.Next(&word)) words->Add(word);
}

using Batch = std::vector<std::string>;

// Texts on their way to the counting threads: few enough at a time that a slow counter holds up the reader rather than
// filling memory.
class BatchQueue {
 public:
  explicit BatchQueue(size_t capacity) : capacity_(capacity) {}

  void Push(Batch batch) {
    std::unique_lock<std::mutex> lock(mutex_);
    popped_.wait(lock, [this] { return batches_.size() < capacity_; });
    batches_.push_back(std::move(batch));
    pushed_or_closed_.notify_one();
  }

  void Close() {
    const std::lock_guard<std::mutex> lock(mutex_);
    closed_ = true;
    pushed_or_closed_.notify_all();
  }

  // False once the queue is closed and empty.
  bool Pop(Batch* batch) {
    std::unique_lock<std::mutex> lock(mutex_);
    pushed_or_closed_.wait(lock, [this] { return closed_ || !batches_.empty(); });
    if (batches_.empty()) return false;
    *batch = std::move(batches_.front());
    batches_.pop_front();
    popped_.notify_one();
    return true;
  }

 private:
  const size_t capacity_;
  std::mutex mutex_;  // guards what follows
  std::condition_variable popped_, pushed_or_closed_;
  std::deque<Batch> batches_;
  bool closed_ = false;
};

// What becomes of the corpus' texts: Take each, then Finish. One thread counts at once.
class InlineCounter {
 public:
  void Take(std::string* text) { CountText(*text, &words_); }
  WordCounts Finish() { return std::move(words_); }

 private:
  WordCounts words_;
};

// The same on several threads, each with its own counts, which are added up at the end.
class ThreadedCounter {
 public:
  explicit ThreadedCounter(int threads) : queue_(2 * static_cast<size_t>(threads)), words_(threads) {
    for (WordCounts& words : words_) threads_.emplace_back([this, &words] { CountBatches(&words); });
  }

  ~ThreadedCounter() { Join(); }

  void Take(std::string* text) {
    batch_bytes_ += text->size();
    batch_.push_back(std::move(*text));
    if (batch_bytes_ >= kBatchBytes) PushBatch();
  }

  WordCounts Finish() {
    PushBatch();
    Join();
    for (size_t i = 1; i < words_.size(); ++i) {
      words_[0].AddAll(words_[i]);
      words_[i] = WordCounts();
    }
    return std::move(words_[0]);
  }

 private:
  void CountBatches(WordCounts* words) {
    Batch batch;
    while (queue_.Pop(&batch)) {
      for (const std::string& text : batch) CountText(text, words);
    }
  }

  void PushBatch() {
    queue_.Push(std::exchange(batch_, {}));
    batch_bytes_ = 0;
  }

  void Join() {
    queue_.Close();
    for (std::thread& thread : threads_) thread.join();
    threads_.clear();
  }

  BatchQueue queue_;
  Batch batch_;
  size_t batch_bytes_ = 0;
  std::vector<WordCounts> words_;
  std::vector<std::thread> threads_;
};

template <typename Counter>
absl::StatusOr<CorpusWords> CountWordsWith(DocumentSource* source, Counter* counter,
                                           const std::function<void(int64_t, int64_t)>& progress) {
  CorpusWords corpus;
  int64_t next_report = 0;
  Piece piece;
  while (true) {
    MOE_ASSIGN_OR_RETURN(const bool more, source->Next(&piece));
    if (!more) break;
    corpus.documents += piece.first ? 1 : 0;
    corpus.bytes += static_cast<int64_t>(piece.text.size());
    if (!piece.text.empty()) counter->Take(&piece.text);
    if (progress && corpus.bytes >= next_report) {
      progress(source->BytesRead(), source->BytesTotal());
      next_report = corpus.bytes + kBytesPerReport;
    }
  }
  corpus.words = counter->Finish();
  if (progress) progress(source->BytesRead(), source->BytesTotal());
  return corpus;
}

}  // namespace

absl::StatusOr<CorpusWords> CountWords(DocumentSource* source, int threads,
                                       const std::function<void(int64_t bytes_read, int64_t bytes_total)>& progress) {
  if (threads <= 1) {
    InlineCounter counter;
    return CountWordsWith(source, &counter, progress);
  }
  ThreadedCounter counter(threads);
  return CountWordsWith(source, &counter, progress);
}

}  // namespace moebench::language
