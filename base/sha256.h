// SHA-256 (FIPS 180-4), by OpenSSL: names configurations and data files by their content.
//
//   Sha256 hash;
//   while (...) hash.Update(block);
//   const std::string name = hash.HexDigest();  // 64 lower-case hexadecimal digits
#ifndef MOEBENCH_BASE_SHA256_H_
#define MOEBENCH_BASE_SHA256_H_

#include <memory>
#include <string>

#include "absl/strings/string_view.h"

// OpenSSL's EVP_MD_CTX, named without its header.
struct evp_md_ctx_st;

namespace moebench {

std::string Sha256Hex(absl::string_view bytes);

class Sha256 {
 public:
  Sha256();

  void Update(absl::string_view bytes);
  // Call once, last.
  std::string HexDigest();

 private:
  struct FreeContext {
    void operator()(evp_md_ctx_st* context) const;
  };
  std::unique_ptr<evp_md_ctx_st, FreeContext> context_;
};

}  // namespace moebench

#endif  // MOEBENCH_BASE_SHA256_H_
