// What tests of the subcommands share: flags as they are typed, and small tokenizers. Should not be used in non-test
// code.
#ifndef MOEBENCH_LANGUAGE_TOKENIZER_COMMANDS_TEST_COMMANDS_H_
#define MOEBENCH_LANGUAGE_TOKENIZER_COMMANDS_TEST_COMMANDS_H_

#include <string>
#include <vector>

#include "absl/flags/reflection.h"
#include "absl/strings/str_cat.h"
#include "base/atomic_file.h"
#include "base/subcommands.h"
#include "base/test_folder.h"
#include "gtest/gtest.h"
#include "language/tokenizer/byte_level/byte_level_files.h"
#include "language/tokenizer/commands/subcommand_list.h"
#include "language/tokenizer/commands/tokenize_flags.h"
#include "language/tokenizer/sentencepiece/library.h"

namespace moebench::language {

// Of a command line that is sound.
inline TokenizeFlags TypedFlags(const std::vector<std::string>& arguments) {
  const absl::FlagSaver saver;
  const auto call = ParseSubcommand(TokenizeSubcommands(), arguments, RepeatedTokenizeFlags());
  EXPECT_TRUE(call.ok()) << call.status();
  if (!call.ok()) return {};
  const auto flags = ReadTokenizeFlags(call->line);
  EXPECT_TRUE(flags.ok()) << flags.status();
  return flags.value_or(TokenizeFlags());
}

// A byte-level folder of 260 ids: the bytes in GPT-2's order ("!" is 0, "h" 71, "e" 68, "l" 75, "o" 78, " " 220),
// 256 "he", 257 "ll", 258 "hell", 259 <|endoftext|>.
inline std::string WriteSmallByteLevel(const TestFolder& folder, const std::string& name = "bytes") {
  const std::string path = absl::StrCat(folder.path(), "/", name);
  const absl::Status written =
      WriteByteLevelFiles(path, {{"h", "e"}, {"l", "l"}, {"he", "ll"}}, /*with_end_of_text=*/true);
  EXPECT_TRUE(written.ok()) << written;
  return path;
}

// Lines of simple words, enough for some dozens of pieces.
inline std::vector<std::string> SmallLines() {
  std::vector<std::string> lines;
  for (int i = 0; i < 40; ++i) {
    lines.push_back(
        absl::StrCat("the cat ", i % 3 == 0 ? "sat" : "ran", " on the mat ", i % 5 == 0 ? "again" : "today"));
  }
  return lines;
}

inline std::string SmallText() {
  std::string text;
  for (const std::string& line : SmallLines()) absl::StrAppend(&text, line, "\n");
  return text;
}

// A SentencePiece model of at most 30 pieces trained on SmallLines.
inline std::string WriteSmallModel(const TestFolder& folder, const std::string& model_type = "bpe") {
  std::string model, error;
  EXPECT_TRUE(TrainSentencePieceOnLines(
      SmallLines(), {{"model_type", model_type}, {"vocab_size", "30"}, {"hard_vocab_limit", "false"}}, &model, &error))
      << error;
  return folder.Write(absl::StrCat(model_type, ".model"), model);
}

}  // namespace moebench::language

#endif  // MOEBENCH_LANGUAGE_TOKENIZER_COMMANDS_TEST_COMMANDS_H_
