// The subcommands of //language:tokenize as their help tells of them.
#ifndef MOEBENCH_LANGUAGE_TOKENIZER_COMMANDS_SUBCOMMAND_LIST_H_
#define MOEBENCH_LANGUAGE_TOKENIZER_COMMANDS_SUBCOMMAND_LIST_H_

#include "base/subcommands.h"

namespace moebench::language {

const SubcommandProgram& TokenizeSubcommands();

}  // namespace moebench::language

#endif  // MOEBENCH_LANGUAGE_TOKENIZER_COMMANDS_SUBCOMMAND_LIST_H_
