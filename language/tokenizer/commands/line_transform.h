// A text file to another, line by line, on several threads in constant memory: each thread takes the next block of
// lines, and blocks are written in the order in which they were read, so that the output is the same for any number of
// threads.
//
//   MOE_ASSIGN_OR_RETURN(const LineCounts counts, TransformLines({/*threads=*/2}, *input, *output, [] { return Upper;
//   }));
#ifndef MOEBENCH_LANGUAGE_TOKENIZER_COMMANDS_LINE_TRANSFORM_H_
#define MOEBENCH_LANGUAGE_TOKENIZER_COMMANDS_LINE_TRANSFORM_H_

#include <cstdint>
#include <functional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "language/tokenizer/commands/line_blocks.h"
#include "language/tokenizer/commands/output_file.h"

namespace moebench::language {

struct LineCounts {
  int64_t lines = 0;
  int64_t input_bytes = 0;
  int64_t output_bytes = 0;
  int64_t ids = 0;
  int64_t split_lines = 0;       // lines whose output holds more than one line
  int64_t first_split_line = 0;  // from 1; 0 for none
};

// Appends to `output` what becomes of a line, its "\n" included, and adds to ids and split_lines of `counts`. The line
// is without its "\n".
using LineFunction = std::function<absl::Status(absl::string_view line, std::string* output, LineCounts* counts)>;

struct LineTransformOptions {
  int threads = 1;
  // Called in order, by one thread at a time, after each block is written.
  std::function<void(const LineCounts& so_far)> progress;
};

// Does not commit the output. `make_function` gives each thread one of its own. An error of a line is passed on with
// "<file>, line 17: " before it; that of the first line in the file where several fail. Cancelled on a stop signal.
absl::StatusOr<LineCounts> TransformLines(const LineTransformOptions& options, LineBlocks& input, OutputFile& output,
                                          const std::function<LineFunction()>& make_function);

}  // namespace moebench::language

#endif  // MOEBENCH_LANGUAGE_TOKENIZER_COMMANDS_LINE_TRANSFORM_H_
