// Documents to token shards: reads a corpus once, in constant memory, and leaves a folder of shards that a loader maps.
//
//   train_00000.tokens, train_00001.tokens, ...   token_shard.h; a shard ends with the document that fills it
//   valid_00000.tokens, ...
//   shards.json                                   shard_manifest.h: written last; without it the folder is unfinished
//
//   SharderOptions options;
//   options.output_folder = "shards", options.input_name = "corpus.jsonl", options.validation_fraction = 0.0005;
//   const auto progress = [](const ShardProgress& now) { return PrintLine(now), !StopRequested(); };
//   MOE_ASSIGN_OR_RETURN(const ShardReport report, RunSharder(options, *tokenizer, *source, progress));
//
// One thread reads, `threads` encode, the caller's writes, in the documents' order: the files' bytes do not depend on
// the number of threads.
//
// A run that ends before its end, by kill -9, a power cut or a full disk, leaves shards.unfinished.json, which says how
// far everything was written. The same call again goes on from there: it reads the input up to that document without
// encoding, compares a checksum of what it reads with the one recorded, and continues; the folder is then byte for byte
// that of a run never interrupted. With other options, another tokenizer or another input it refuses.
//
// A document goes to the validation split if a hash of (split_seed, its text) lies below validation_fraction: about
// that fraction of the documents, and equal texts always on the same side. Of a text that comes in pieces the first
// alone is hashed: long texts that begin alike stay together. With few documents a split may be empty; ShardReport
// tells.
//
// Duplicates are documents whose text, byte for byte, came before, told by 64 bits of their SHA-256: among n different
// documents a false one is expected n^2 / 2^65 times (0.00003 among 32 million). Counting them takes 10 to 21 bytes of
// memory for each different document, and 1.5 times that for a moment as the table grows; everything else is constant,
// at some MB a thread.
//
// An empty document has no bytes, a blank one only white space (ASCII). They are documents like others, the empty
// one its end alone, unless drop_empty.
#ifndef MOEBENCH_LANGUAGE_DATA_SHARDS_SHARDER_H_
#define MOEBENCH_LANGUAGE_DATA_SHARDS_SHARDER_H_

#include <cstdint>
#include <functional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "absl/types/optional.h"
#include "language/data/corpora/document_source.h"
#include "language/data/shards/shard_manifest.h"
#include "language/tokenizer/tokenizer.h"

namespace moebench::language {

struct SharderOptions {
  std::string output_folder;
  std::string input_name;  // what messages and the manifest call the input
  int64_t tokens_per_shard = 100'000'000;
  double validation_fraction = 0;  // [0, 1)
  uint64_t split_seed = 0;
  int threads = 0;  // that encode; 0 is one a processor
  // Whether each document ends with Tokenizer::EndOfDocument(). Unset: if the tokenizer has one.
  absl::optional<bool> append_end_of_document;
  bool count_duplicates = true;
  bool drop_duplicates = false;
  bool drop_empty = false;  // and blank
  bool overwrite = false;   // begin anew in a folder that holds shards, finished or not
  absl::Duration checkpoint_interval = absl::Seconds(10);
  int64_t batch_bytes = int64_t{1} << 18;  // of text that a thread encodes at a time
};

struct ShardProgress {
  ShardCounts counts;            // with those of the runs before
  ShardCounts resumed;           // of the runs before alone
  int64_t input_bytes_read = 0;  // as DocumentSource counts them
  int64_t input_bytes_total = 0;
  bool skipping = false;  // reading what the runs before have written
};

struct ShardReport {
  ShardManifest manifest;
  ShardCounts resumed;  // of the runs before this one
};

// `source` is at its start. `progress` is called by this thread after each batch; false stops the run: Cancelled,
// saying how to go on. AlreadyExists for a finished folder and FailedPrecondition for one that cannot be resumed,
// unless overwrite; Unavailable if another process is writing to the folder; InvalidArgument for options without
// meaning and for an input without documents. Errors of the source and the tokenizer are passed on.
absl::StatusOr<ShardReport> RunSharder(const SharderOptions& options, const Tokenizer& tokenizer,
                                       DocumentSource& source,
                                       const std::function<bool(const ShardProgress&)>& progress);

}  // namespace moebench::language

#endif  // MOEBENCH_LANGUAGE_DATA_SHARDS_SHARDER_H_
