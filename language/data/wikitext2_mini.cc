#include "language/data/wikitext2_mini.h"

#include "base/runfiles.h"

namespace moebench::language {

absl::StatusOr<std::string> Wikitext2MiniFolder() { return Runfile("language/testdata/wikitext2_mini"); }

absl::StatusOr<std::string> Wikitext2MiniModel() {
  return Runfile("language/testdata/wikitext2_mini/wikitext2_mini.model");
}

}  // namespace moebench::language
