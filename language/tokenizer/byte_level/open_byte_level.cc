#include "language/tokenizer/byte_level/open_byte_level.h"

#include <utility>

#include "base/status_macros.h"
#include "language/tokenizer/byte_level/byte_level_bpe.h"
#include "language/tokenizer/byte_level/byte_level_files.h"

namespace moebench::language {

absl::StatusOr<std::shared_ptr<const Tokenizer>> OpenByteLevel(const std::string& folder) {
  MOE_ASSIGN_OR_RETURN(ByteLevelVocabulary vocabulary, ReadByteLevelFiles(folder));
  return ByteLevelBpe::Create(std::move(vocabulary));
}

}  // namespace moebench::language
