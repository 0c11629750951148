// Runs the program itself, as users do: pipes, files, exit codes, signals.
#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "base/atomic_file.h"
#include "base/runfiles.h"
#include "base/test_folder.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "language/data/wikitext2_mini.h"

namespace moebench::language {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;

struct Outcome {
  int exit_code = -1;
  std::string output;  // standard output and error
};

std::string Program() {
  const absl::StatusOr<std::string> program = Runfile("language/tokenize");
  EXPECT_TRUE(program.ok()) << program.status();
  return program.value_or("");
}

// In a shell, in which $T is the program and $M the model of wikitext2-mini.
Outcome Shell(const std::string& line) {
  setenv("T", Program().c_str(), 1);
  setenv("M", Wikitext2MiniModel().value().c_str(), 1);
  Outcome outcome;
  FILE* pipe = popen(absl::StrCat("exec 2>&1; ", line).c_str(), "r");
  char buffer[4096];
  while (const size_t got = fread(buffer, 1, sizeof(buffer), pipe)) outcome.output.append(buffer, got);
  const int status = pclose(pipe);
  if (WIFEXITED(status)) outcome.exit_code = WEXITSTATUS(status);
  return outcome;
}

Outcome Tokenize(const std::string& arguments) { return Shell(absl::StrCat("\"$T\" ", arguments)); }

// A child that is sent signals; its standard error is not ours.
class Running {
 public:
  Running(std::vector<std::string> arguments, const std::string& errors) {
    arguments.insert(arguments.begin(), Program());
    std::vector<char*> argv;
    for (std::string& argument : arguments) argv.push_back(argument.data());
    argv.push_back(nullptr);
    child_ = fork();
    if (child_ != 0) return;
    const int fd = open(errors.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
    dup2(fd, STDERR_FILENO);
    dup2(fd, STDOUT_FILENO);
    execv(argv[0], argv.data());
    _exit(127);
  }
  void Signal(int signal) const { kill(child_, signal); }
  // Its status as of waitpid.
  int Wait() const {
    int status = 0;
    waitpid(child_, &status, 0);
    return status;
  }
  template <typename Condition>
  bool WaitFor(const Condition& condition) const {
    for (int i = 0; i < 3000; ++i) {
      if (condition()) return true;
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    return false;
  }

 private:
  pid_t child_;
};

int FilesIn(const std::string& folder) {
  int files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) files += entry.is_regular_file() ? 1 : 0;
  return files;
}

TEST(Tokenize, HelpOfEverySubcommand) {
  EXPECT_EQ(Tokenize("--help").exit_code, 0);
  for (const char* name : {"train", "encode", "decode", "shard", "export", "info"}) {
    const Outcome help = Tokenize(absl::StrCat(name, " --help"));
    EXPECT_EQ(help.exit_code, 0);
    EXPECT_THAT(help.output, StartsWith(absl::StrCat("tokenize ", name, ": ")));
  }
  EXPECT_EQ(Tokenize("").exit_code, 64);
}

TEST(Tokenize, AFilterOfLines) {
  EXPECT_EQ(
      Shell("printf 'The lobster\\n\\n\\r\\nend' | \"$T\" encode --tokenizer=\"$M\" | \"$T\" decode --tokenizer=\"$M\"")
          .output,
      "The lobster\n\n\nend\n");  // nmt_nfkc makes a blank of "\r", and drops it at the end
  EXPECT_EQ(Shell("printf '' | \"$T\" encode --tokenizer=\"$M\"").output, "");
  EXPECT_EQ(Shell("printf '\\n' | \"$T\" encode --tokenizer=\"$M\"").output, "\n");
  const Outcome bad = Shell("printf '1\\n2\\n3 12x\\n' | \"$T\" decode --tokenizer=\"$M\" >/dev/null");
  EXPECT_EQ(bad.exit_code, 65);
  EXPECT_EQ(
      bad.output,
      "tokenize: standard input, line 3: \"12x\" is not an id; a line holds ids of 0 to 2047 with blanks between\n");
}

TEST(Tokenize, AReaderThatGoesAwayIsNoError) {
  const std::string train = *Wikitext2MiniFolder() + "/wiki.train.tokens";
  const Outcome outcome = Shell(absl::StrCat("{ \"$T\" encode --tokenizer=\"$M\" --input='", train,
                                             "'; echo \"ended with $?\" >&2; } | head -n 2 >/dev/null"));
  EXPECT_EQ(outcome.output, "ended with 141\n");
}

TEST(Tokenize, OursTheLibrarysAndAnyThreadsAgree) {
  const TestFolder folder;
  const std::string train = *Wikitext2MiniFolder() + "/wiki.train.tokens";
  const auto ids = [&](const std::string& flags) {
    const std::string path = folder.path() + "/ids";
    EXPECT_EQ(Tokenize(absl::StrCat("encode --tokenizer=\"$M\" --input='", train, "' --output='", path, "' ", flags))
                  .exit_code,
              0);
    return ReadFile(path).value();
  };
  const std::string ours = ids("--threads=1");
  EXPECT_TRUE(ids("--threads=4") == ours);
  EXPECT_TRUE(ids("--reference=library") == ours);
}

TEST(Tokenize, TheCommittedModelIsMadeAnew) {
  const TestFolder folder;
  const Outcome outcome =
      Tokenize(absl::StrCat("train --input='", *Wikitext2MiniFolder(), "/wiki.train.tokens' --vocab_size=2048 ",
                            "--byte_fallback --model='", folder.path(), "/m.model'"));
  EXPECT_EQ(outcome.exit_code, 0) << outcome.output;
  EXPECT_TRUE(ReadFile(folder.path() + "/m.model").value() == ReadFile(*Wikitext2MiniModel()).value());
}

TEST(Tokenize, PathsStartInTheCallersFolder) {
  const TestFolder folder;
  folder.Write("in.txt", "lobster\n");
  setenv("BUILD_WORKING_DIRECTORY", folder.path().c_str(), 1);
  EXPECT_EQ(Tokenize("encode --tokenizer=\"$M\" --input=in.txt --output=ids.txt").exit_code, 0);
  EXPECT_EQ(Tokenize("shard --tokenizer=\"$M\" --input=in.txt --output=shards").exit_code, 0);
  EXPECT_EQ(Tokenize("info --input=shards --verify").exit_code, 0);
  unsetenv("BUILD_WORKING_DIRECTORY");
  EXPECT_TRUE(std::filesystem::exists(folder.path() + "/ids.txt"));
}

TEST(Tokenize, AModelThatIsCutIsRefusedByName) {
  const TestFolder folder;
  const std::string model = ReadFile(*Wikitext2MiniModel()).value();
  for (const size_t bytes : {size_t{0}, size_t{1}, size_t{1000}, model.size() / 2, model.size() - 1}) {
    const std::string path = folder.Write("cut.model", model.substr(0, bytes));
    const Outcome outcome = Tokenize(absl::StrCat("encode --tokenizer='", path, "' --input=/dev/null"));
    EXPECT_EQ(outcome.exit_code, 65) << bytes;
    EXPECT_THAT(outcome.output, HasSubstr(path)) << bytes;
  }
}

TEST(Tokenize, WhatCannotBeWritten) {
  const TestFolder folder;
  const std::string text = folder.Write("text", std::string(100000, 'a'));
  const auto encode = [&](const std::string& rest) {
    return Tokenize(absl::StrCat("encode --tokenizer=\"$M\" --input='", text, "' ", rest));
  };
  EXPECT_EQ(encode("--output=/dev/full").exit_code, 70);
  EXPECT_EQ(encode(">/dev/full").exit_code, 70);
  EXPECT_EQ(Shell("\"$T\" --help >/dev/full").exit_code, 70);
  EXPECT_EQ(encode(absl::StrCat("--output='", folder.path(), "'")).exit_code, 70);
  const Outcome limited = Shell(absl::StrCat("ulimit -f 8; \"$T\" encode --tokenizer=\"$M\" --input='", text,
                                             "' --output='", folder.path(), "/ids'"));
  EXPECT_EQ(limited.exit_code, 70) << limited.output;
  EXPECT_EQ(FilesIn(folder.path()), 1);
}

TEST(Tokenize, ClosedStreamsDoNotEndUpInFiles) {
  const TestFolder folder;
  const std::string ids = folder.path() + "/ids";
  EXPECT_EQ(
      Shell(absl::StrCat("echo lobster | \"$T\" encode --tokenizer=\"$M\" --output='", ids, "' 2>&- >&-")).exit_code,
      0);
  EXPECT_EQ(ReadFile(ids).value(), Shell("echo lobster | \"$T\" encode --tokenizer=\"$M\"").output);
  EXPECT_EQ(Shell("\"$T\" encode --tokenizer=\"$M\" <&-").exit_code, 65);
  EXPECT_EQ(Shell("echo lobster | \"$T\" encode --tokenizer=\"$M\" >&-").exit_code, 70);
}

TEST(Tokenize, AStopLeavesNothingHalfWritten) {
  const TestFolder folder;
  ASSERT_EQ(mkfifo((folder.path() + "/pipe").c_str(), 0600), 0);
  const int both = open((folder.path() + "/pipe").c_str(), O_RDWR | O_CLOEXEC);
  ASSERT_EQ(write(both, "lobster\n", 8), 8);
  const std::string out = folder.path() + "/out";
  std::filesystem::create_directory(out);
  const Running encode({"encode", "--tokenizer=" + *Wikitext2MiniModel(), "--input=" + folder.path() + "/pipe",
                        "--output=" + out + "/ids"},
                       folder.path() + "/errors");
  ASSERT_TRUE(encode.WaitFor([&] { return FilesIn(out) == 1; }));
  encode.Signal(SIGTERM);
  const int status = encode.Wait();
  EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 143) << status;
  EXPECT_EQ(FilesIn(out), 0);
  close(both);
}

TEST(Tokenize, ShardsGoOnAfterAKill) {
  const TestFolder folder;
  std::string corpus;
  for (int i = 0; i < 60000; ++i)
    absl::StrAppend(&corpus, "{\"text\": \"lobster ", i, " of ", i * 7919 % 10007, "\"}\n");
  const std::string input = folder.Write("corpus.jsonl", corpus);
  const auto arguments = [&](const std::string& output) {
    return std::vector<std::string>{"shard",
                                    "--tokenizer=" + *Wikitext2MiniModel(),
                                    "--input=" + input,
                                    "--output=" + folder.path() + "/" + output,
                                    "--threads=2",
                                    "--validation_fraction=0.1",
                                    "--tokens_per_shard=100000"};
  };
  EXPECT_EQ(Running(arguments("whole"), folder.path() + "/errors").Wait(), 0);
  for (const int signal : {SIGTERM, SIGKILL}) {
    const Running first(arguments("killed"), folder.path() + "/errors");
    first.WaitFor([&] { return std::filesystem::exists(folder.path() + "/killed/train_00000.tokens"); });
    first.Signal(signal);
    const int ended = first.Wait();
    // A machine may be faster than the signal.
    EXPECT_TRUE(ended == 0 || signal == SIGKILL || WEXITSTATUS(ended) == 143) << ended;
    EXPECT_EQ(ended == 0 ? 0 : Running(arguments("killed"), folder.path() + "/errors").Wait(), 0)
        << ReadFile(folder.path() + "/errors").value();
    const Outcome same = Shell(absl::StrCat("diff -r '", folder.path(), "/whole' '", folder.path(), "/killed'"));
    EXPECT_EQ(same.exit_code, 0) << same.output;
    std::filesystem::remove_all(folder.path() + "/killed");
  }
}

}  // namespace
}  // namespace moebench::language
