// Numbers for readers: digits in groups of three, sizes, rates.
#ifndef MOEBENCH_LANGUAGE_TOKENIZER_COMMANDS_NUMBER_TEXT_H_
#define MOEBENCH_LANGUAGE_TOKENIZER_COMMANDS_NUMBER_TEXT_H_

#include <cstdint>
#include <string>

#include "absl/time/time.h"

namespace moebench::language {

// "1,234,567"
std::string Grouped(int64_t number);

// "12.3 MB/s", of 10^6 bytes, "512 kB/s" below 1 MB/s; "" where no time has passed.
std::string ByteRate(int64_t bytes, absl::Duration elapsed);

// "0.21 s", "123 s"
std::string Seconds(absl::Duration elapsed);

// "4.36": bytes / tokens, "-" where there are no tokens.
std::string BytesPerToken(int64_t bytes, int64_t tokens);

}  // namespace moebench::language

#endif  // MOEBENCH_LANGUAGE_TOKENIZER_COMMANDS_NUMBER_TEXT_H_
