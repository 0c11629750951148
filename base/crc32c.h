// CRC-32C (Castagnoli polynomial 0x1EDC6F41, reflected, as in iSCSI, RFC 3720): guards checkpoints and event files
// against flipped bits. It detects damage, not tampering.
#ifndef MOEBENCH_BASE_CRC32C_H_
#define MOEBENCH_BASE_CRC32C_H_

#include <cstdint>

#include "absl/strings/string_view.h"

namespace moebench {

// Crc32c("123456789") == 0xE3069283.
uint32_t Crc32c(absl::string_view bytes);

// The checksum of a + b from that of a: ExtendCrc32c(Crc32c(a), b) == Crc32c(a + b).
uint32_t ExtendCrc32c(uint32_t crc, absl::string_view bytes);

// The same by Boost.CRC's table, on any processor: what the processor's own instruction is tested against.
uint32_t ExtendCrc32cByTable(uint32_t crc, absl::string_view bytes);

}  // namespace moebench

#endif  // MOEBENCH_BASE_CRC32C_H_
