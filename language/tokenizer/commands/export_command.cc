#include "language/tokenizer/commands/export_command.h"

#include <memory>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "base/command_line.h"
#include "base/status_macros.h"
#include "language/data/shards/foreign_bins.h"
#include "language/tokenizer/commands/number_text.h"
#include "language/tokenizer/commands/output_file.h"
#include "language/tokenizer/commands/token_input.h"

namespace moebench::language {

absl::StatusOr<std::string> RunExport(const TokenizeFlags& flags) {
  MOE_RETURN_IF_ERROR(RequireFlag("output", flags.output, "the .bin file to write"));
  MOE_RETURN_IF_ERROR(CheckChoice("layout", flags.layout, {"nanogpt", "llmc", "llmc-llama3"}));
  MOE_ASSIGN_OR_RETURN(const BinFormat format, ParseBinFormat(flags.layout));
  MOE_ASSIGN_OR_RETURN(const std::string path, PathToReplace(CallerPath(flags.output)));
  MOE_ASSIGN_OR_RETURN(const std::shared_ptr<const TokenStream> tokens, OpenTokenInput(flags));
  const absl::Status written = WriteForeignBin(*tokens, format, path);
  // Data that the format cannot hold, or that is damaged; all else is about the file.
  const bool data = absl::IsFailedPrecondition(written) || absl::IsDataLoss(written);
  if (!written.ok()) return data ? written : absl::InternalError(written.message());
  return absl::StrCat(flags.output, ": ", Grouped(tokens->size()), " tokens of ", tokens->name(), " as ",
                      BinFormatName(format), "\n");
}

}  // namespace moebench::language
