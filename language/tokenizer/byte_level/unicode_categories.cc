#include "language/tokenizer/byte_level/unicode_categories.h"

namespace moebench::language {

#include "language/tokenizer/byte_level/unicode_categories.inc"

}  // namespace moebench::language
