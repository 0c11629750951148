// //language:tokenize: text to tokens. `tokenize --help` says how.
#include <string>
#include <vector>

#include "language/tokenizer/commands/tokenize_program.h"

int main(int argc, char** argv) {
  return moebench::language::RunTokenize(std::vector<std::string>(argv + 1, argv + argc));
}
