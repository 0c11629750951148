#include "language/tokenizer/commands/line_transform.h"

#include <algorithm>
#include <exception>

#include "absl/strings/str_cat.h"
#include "base/status_macros.h"
#include "base/stop_signal.h"
#include "language/data/shards/ordered_pipeline.h"

namespace moebench::language {
namespace {

struct Block {
  std::string text;
  std::string output;
  LineCounts counts;      // of the block alone
  absl::Status bad_line;  // of line counts.lines + 1
};

void TransformBlock(const LineFunction& function, Block* block) {
  block->output.clear();
  block->bad_line = absl::OkStatus();
  LineCounts& counts = block->counts = {};
  for (absl::string_view rest = block->text; !rest.empty();) {
    const size_t length = std::min(rest.find('\n'), rest.size());
    const int64_t split_before = counts.split_lines;
    block->bad_line = function(rest.substr(0, length), &block->output, &counts);
    if (!block->bad_line.ok()) return;
    ++counts.lines;
    if (counts.split_lines > split_before && counts.first_split_line == 0) counts.first_split_line = counts.lines;
    rest.remove_prefix(std::min(length + 1, rest.size()));
  }
  counts.input_bytes = static_cast<int64_t>(block->text.size());
  counts.output_bytes = static_cast<int64_t>(block->output.size());
}

void Add(const LineCounts& block, LineCounts* total) {
  if (total->first_split_line == 0 && block.first_split_line > 0) {
    total->first_split_line = total->lines + block.first_split_line;
  }
  total->lines += block.lines;
  total->input_bytes += block.input_bytes;
  total->output_bytes += block.output_bytes;
  total->ids += block.ids;
  total->split_lines += block.split_lines;
}

// Memory can run out on any thread: a line may be as long as its file.
template <typename Result, typename Call>
Result Guarded(const Call& call) {
  try {
    return call();
  } catch (const std::exception& error) {
    return absl::ResourceExhaustedError(absl::StrCat("out of memory, or: ", error.what()));
  }
}

absl::StatusOr<bool> Read(LineBlocks& input, Block* block) {
  return Guarded<absl::StatusOr<bool>>([&]() -> absl::StatusOr<bool> {
    if (StopRequested()) return absl::CancelledError("stopped");
    return input.Next(&block->text);
  });
}

absl::Status Work(const LineFunction& function, Block* block) {
  return Guarded<absl::Status>([&] {
    TransformBlock(function, block);
    return absl::OkStatus();
  });
}

absl::Status Write(const std::string& name, const Block& block, OutputFile& output, LineCounts* total) {
  if (!block.bad_line.ok()) {
    const int64_t line = total->lines + block.counts.lines + 1;
    return absl::Status(block.bad_line.code(), absl::StrCat(name, ", line ", line, ": ", block.bad_line.message()));
  }
  MOE_RETURN_IF_ERROR(output.Append(block.output));
  Add(block.counts, total);
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<LineCounts> TransformLines(const LineTransformOptions& options, LineBlocks& input, OutputFile& output,
                                          const std::function<LineFunction()>& make_function) {
  LineCounts total;
  const auto write = [&](Block* block) {
    const absl::Status status = Write(input.name(), *block, output, &total);
    // Else a pipe without input would be waited for in vain.
    if (!status.ok()) input.Stop();
    if (status.ok() && options.progress != nullptr) options.progress(total);
    return status;
  };
  MOE_RETURN_IF_ERROR(RunOrdered<Block>(
      options.threads, 2 * options.threads + 2, [&](Block* block) { return Read(input, block); },
      [&] { return [function = make_function()](Block* block) { return Work(function, block); }; }, write));
  return total;
}

}  // namespace moebench::language
