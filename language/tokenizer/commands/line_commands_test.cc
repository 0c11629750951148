#include "language/tokenizer/commands/line_commands.h"

#include <string>

#include "base/test_folder.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "language/tokenizer/commands/command_status.h"
#include "language/tokenizer/commands/test_commands.h"

namespace moebench::language {
namespace {

using ::testing::HasSubstr;

class LineCommandsTest : public testing::Test {
 protected:
  TokenizeFlags Flags(const std::string& command, const std::string& tokenizer, const std::string& text) {
    return TypedFlags({command, "--tokenizer=" + tokenizer, "--input=" + folder_.Write("in", text),
                       "--output=" + folder_.path() + "/out", "--threads=2"});
  }
  std::string Encoded(const std::string& tokenizer, const std::string& text) {
    const absl::Status status = RunEncode(Flags("encode", tokenizer, text));
    EXPECT_TRUE(status.ok()) << status;
    return *ReadFile(folder_.path() + "/out");
  }
  std::string Decoded(const std::string& tokenizer, const std::string& ids) {
    const absl::Status status = RunDecode(Flags("decode", tokenizer, ids));
    EXPECT_TRUE(status.ok()) << status;
    return *ReadFile(folder_.path() + "/out");
  }

  TestFolder folder_;
  const std::string bytes_ = WriteSmallByteLevel(folder_);
};

TEST_F(LineCommandsTest, ALineOfIdsForALineOfText) {
  EXPECT_EQ(Encoded(bytes_, "hello hello\n\nhell\n"), "258 78 220 258 78\n\n258\n");
  EXPECT_EQ(Encoded(bytes_, ""), "");
  EXPECT_EQ(Encoded(bytes_, "\n"), "\n");
  EXPECT_EQ(Encoded(bytes_, "!\n\n\n"), "0\n\n\n");
  EXPECT_EQ(Encoded(bytes_, "!\nhe"), "0\n256\n");
}

TEST_F(LineCommandsTest, OnlyLineFeedsEndLines) {
  // "\r" is id 201, "\v" 199, U+2028 the bytes e2 (158), 80 (222), a8 (101).
  EXPECT_EQ(Encoded(bytes_, "!\r\n!\v!\xe2\x80\xa8"), "0 201\n0 199 0 158 222 101\n");
}

TEST_F(LineCommandsTest, TextThatSpellsASpecialTokenIsText) {
  EXPECT_EQ(Encoded(bytes_, "<|endoftext|>\n").find("259"), std::string::npos);
}

TEST_F(LineCommandsTest, DecodingIsTheInverse) {
  std::string text;
  for (int i = 0; i < 3000; ++i) {
    for (int j = 0; j < i % 40; ++j)
      text += static_cast<char>((i * 7 + j * 31) % 256 == '\n' ? 'x' : (i * 7 + j * 31) % 256);
    text += '\n';
  }
  EXPECT_TRUE(Decoded(bytes_, Encoded(bytes_, text)) == text);
  EXPECT_EQ(Decoded(bytes_, "  258  78 \n\n0"), "hello\n\n!\n");
}

TEST_F(LineCommandsTest, LineFeedsOfTheTextAreKept) {
  testing::internal::CaptureStderr();
  EXPECT_EQ(Decoded(bytes_, "0\n0 198 0\n198\n"), "!\n!\n!\n\n\n");
  EXPECT_THAT(testing::internal::GetCapturedStderr(),
              HasSubstr("the text of 2 of 3 lines of ids holds line feeds itself (line 2 is the first)"));
}

TEST_F(LineCommandsTest, ASpecialTokenIsWrittenAsItsName) { EXPECT_EQ(Decoded(bytes_, "0 259\n"), "!<|endoftext|>\n"); }

TEST_F(LineCommandsTest, SentencePieceModels) {
  const std::string model = WriteSmallModel(folder_);
  EXPECT_EQ(Decoded(model, Encoded(model, "the cat sat\n\nthe mat")), "the cat sat\n\nthe mat\n");
}

TEST_F(LineCommandsTest, AWordThatIsNoIdIsNamedAndNothingWritten) {
  const absl::Status status = RunDecode(Flags("decode", bytes_, "1\n2\n3 12x\n"));
  EXPECT_THAT(status.message(), HasSubstr("/in, line 3: \"12x\" is not an id"));
  EXPECT_EQ(TokenizeExitCode(status), 65);
  EXPECT_THAT(RunDecode(Flags("decode", bytes_, "260\n")).message(),
              HasSubstr("line 1: id \"260\" is out of range; the vocabulary has ids of 0 to 259"));
  EXPECT_FALSE(ReadFile(folder_.path() + "/out").ok());
}

TEST_F(LineCommandsTest, ErrorsOfInputAndOutputHaveTheirCodes) {
  const auto encode = [&](const std::string& input, const std::string& output) {
    return RunEncode(TypedFlags({"encode", "--tokenizer=" + bytes_, "--input=" + input, "--output=" + output}));
  };
  const std::string in = folder_.Write("in", std::string(1000, 'x')), out = folder_.path() + "/out";
  EXPECT_EQ(TokenizeExitCode(encode(folder_.path() + "/none", out)), 65);
  EXPECT_EQ(TokenizeExitCode(encode(folder_.path(), out)), 65);
  EXPECT_EQ(TokenizeExitCode(encode(in, folder_.path() + "/none/out")), 70);
  EXPECT_EQ(TokenizeExitCode(encode(in, folder_.path())), 70);
  EXPECT_EQ(TokenizeExitCode(encode(in, "/dev/full")), 70);
  EXPECT_TRUE(encode(in, "/dev/null").ok());
  EXPECT_FALSE(ReadFile(out).ok());
}

TEST_F(LineCommandsTest, TheInputMayBeReplaced) {
  const std::string path = folder_.Write("text", "!\n");
  ASSERT_TRUE(RunEncode(TypedFlags({"encode", "--tokenizer=" + bytes_, "--input=" + path, "--output=" + path})).ok());
  EXPECT_EQ(*ReadFile(path), "0\n");
}

}  // namespace
}  // namespace moebench::language
