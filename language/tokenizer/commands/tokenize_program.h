// //language:tokenize without its process: which subcommand is meant, its help, what it prints, and its exit code.
#ifndef MOEBENCH_LANGUAGE_TOKENIZER_COMMANDS_TOKENIZE_PROGRAM_H_
#define MOEBENCH_LANGUAGE_TOKENIZER_COMMANDS_TOKENIZE_PROGRAM_H_

#include <string>
#include <vector>

namespace moebench::language {

// `arguments` are those behind the program's name. Prints to standard output and standard error; 0, or the exit code of
// command_status.h, or 128 and the signal's number where one stopped it.
int RunTokenize(const std::vector<std::string>& arguments);

}  // namespace moebench::language

#endif  // MOEBENCH_LANGUAGE_TOKENIZER_COMMANDS_TOKENIZE_PROGRAM_H_
