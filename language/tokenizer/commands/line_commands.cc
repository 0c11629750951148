#include "language/tokenizer/commands/line_commands.h"

#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <memory>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "base/status_macros.h"
#include "language/tokenizer/commands/byte_progress.h"
#include "language/tokenizer/commands/command_status.h"
#include "language/tokenizer/commands/id_line.h"
#include "language/tokenizer/commands/line_blocks.h"
#include "language/tokenizer/commands/line_transform.h"
#include "language/tokenizer/commands/named_tokenizer.h"
#include "language/tokenizer/commands/number_text.h"
#include "language/tokenizer/commands/output_file.h"

namespace moebench::language {
namespace {

using SharedTokenizer = std::shared_ptr<const Tokenizer>;

LineFunction EncodeLines(const SharedTokenizer& tokenizer) {
  struct State {
    std::unique_ptr<Encoder> encoder;
    std::vector<int32_t> ids;
  };
  const auto state = std::make_shared<State>();
  state->encoder = tokenizer->NewEncoder();
  return [state](absl::string_view line, std::string* output, LineCounts* counts) {
    state->ids.clear();
    MOE_RETURN_IF_ERROR(state->encoder->Encode(line, &state->ids));
    AppendIdLine(state->ids, output);
    counts->ids += static_cast<int64_t>(state->ids.size());
    return absl::OkStatus();
  };
}

LineFunction DecodeLines(const SharedTokenizer& tokenizer) {
  const auto ids = std::make_shared<std::vector<int32_t>>();
  return [tokenizer, ids](absl::string_view line, std::string* output, LineCounts* counts) {
    MOE_RETURN_IF_ERROR(ParseIdLine(line, tokenizer->VocabularySize(), ids.get()));
    MOE_ASSIGN_OR_RETURN(const std::string text, tokenizer->Decode(*ids));
    absl::StrAppend(output, text, "\n");
    counts->ids += static_cast<int64_t>(ids->size());
    if (absl::string_view(text).find('\n') != absl::string_view::npos) ++counts->split_lines;
    return absl::OkStatus();
  };
}

std::string PathOrStream(const std::string& path) { return path.empty() || path == "-" ? "-" : CallerPath(path); }

// Shown beside a file; a filter says nothing where all is well.
void PrintSummary(const char* command, const LineCounts& counts, int64_t text_bytes, absl::Duration elapsed) {
  std::fprintf(stderr, "%s: %s lines, %s ids, %s bytes of text (%s a token) in %s (%s)\n", command,
               Grouped(counts.lines).c_str(), Grouped(counts.ids).c_str(), Grouped(text_bytes).c_str(),
               BytesPerToken(text_bytes, counts.ids).c_str(), Seconds(elapsed).c_str(),
               ByteRate(text_bytes, elapsed).c_str());
}

void PrintNotice(const LineCounts& counts) {
  if (counts.split_lines == 0) return;
  std::fprintf(stderr,
               "decode: the text of %s of %s lines of ids holds line feeds itself (line %s is the first), so that the "
               "output has more lines than the input\n",
               Grouped(counts.split_lines).c_str(), Grouped(counts.lines).c_str(),
               Grouped(counts.first_split_line).c_str());
}

absl::StatusOr<LineCounts> Transform(const TokenizeFlags& flags, const std::function<LineFunction()>& make_function,
                                     bool* is_stream) {
  absl::StatusOr<std::unique_ptr<LineBlocks>> input = LineBlocks::Open(PathOrStream(flags.input));
  if (!input.ok()) return AboutInput(input.status());
  MOE_ASSIGN_OR_RETURN(const std::unique_ptr<OutputFile> output, OutputFile::Open(PathOrStream(flags.output)));
  *is_stream = output->is_stream();
  // A terminal that shows the output has no room for a line that is rewritten.
  const bool shows_output = *is_stream && isatty(STDOUT_FILENO) == 1;
  ByteProgress progress(shows_output ? 0 : (*input)->total_bytes());
  LineTransformOptions options;
  options.threads = flags.threads;
  options.progress = [&](const LineCounts& counts) {
    progress.Update(counts.input_bytes, absl::StrCat(Grouped(counts.ids), " ids"));
  };
  absl::StatusOr<LineCounts> counts = TransformLines(options, **input, *output, make_function);
  progress.Finish();
  if (counts.ok()) MOE_RETURN_IF_ERROR(output->Commit());
  return counts;
}

// The tokenizer's own word for a fault of a line is InvalidArgument: the line's, not the command line's.
absl::Status AboutLine(const absl::Status& status) {
  return absl::IsInvalidArgument(status) ? AboutInput(status) : status;
}

}  // namespace

absl::Status RunEncode(const TokenizeFlags& flags) {
  MOE_ASSIGN_OR_RETURN(const SharedTokenizer tokenizer, OpenNamedTokenizer(flags));
  const absl::Time began = absl::Now();
  bool is_stream = false;
  const auto counts = Transform(
      flags, [&] { return EncodeLines(tokenizer); }, &is_stream);
  if (!counts.ok()) return AboutLine(counts.status());
  const int64_t text_bytes = counts->input_bytes;
  if (!is_stream) PrintSummary("encode", *counts, text_bytes, absl::Now() - began);
  return absl::OkStatus();
}

absl::Status RunDecode(const TokenizeFlags& flags) {
  MOE_ASSIGN_OR_RETURN(const SharedTokenizer tokenizer, OpenNamedTokenizer(flags));
  const absl::Time began = absl::Now();
  bool is_stream = false;
  const auto counts = Transform(
      flags, [&] { return DecodeLines(tokenizer); }, &is_stream);
  if (!counts.ok()) return AboutLine(counts.status());
  PrintNotice(*counts);
  if (!is_stream) PrintSummary("decode", *counts, counts->output_bytes, absl::Now() - began);
  return absl::OkStatus();
}

}  // namespace moebench::language
