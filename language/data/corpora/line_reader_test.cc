#include "language/data/corpora/line_reader.h"

#include <vector>

#include "base/status_macros.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "language/data/corpora/test_corpora.h"

namespace moebench::language {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

absl::StatusOr<std::vector<std::string>> Lines(absl::string_view bytes, size_t block, int64_t max_line_bytes = 100) {
  LineReader reader(InMemory(bytes, block), max_line_bytes);
  std::vector<std::string> lines;
  absl::string_view line;
  while (true) {
    MOE_ASSIGN_OR_RETURN(const bool more, reader.Next(&line));
    if (!more) break;
    lines.emplace_back(line);
    EXPECT_EQ(reader.number(), lines.size());
  }
  EXPECT_EQ(reader.number(), lines.size());
  return lines;
}

TEST(LineReaderTest, LinesEndAtLineFeedsAlone) {
  for (const size_t block : {1, 2, 3, 100}) {
    EXPECT_THAT(Lines("a\r\n\nb\rc\xE2\x80\xA8\x0B\n", block).value(), ElementsAre("a\r", "", "b\rc\xE2\x80\xA8\x0B"));
    EXPECT_THAT(Lines("a\nlast", block).value(), ElementsAre("a", "last"));
    EXPECT_THAT(Lines("\n", block).value(), ElementsAre(""));
    EXPECT_THAT(Lines("", block).value(), IsEmpty());
  }
}

TEST(LineReaderTest, TellsWhetherTheLastLineIsComplete) {
  LineReader reader(InMemory("a\nb"), 100);
  absl::string_view line;
  ASSERT_TRUE(reader.Next(&line).value());
  EXPECT_TRUE(reader.complete());
  ASSERT_TRUE(reader.Next(&line).value());
  EXPECT_FALSE(reader.complete());
  EXPECT_EQ(reader.Position(), "memory:2");
}

TEST(LineReaderTest, RefusesLinesThatAreTooLong) {
  for (const size_t block : {1, 4, 100}) {
    EXPECT_EQ(Lines("12345\n12345", block, 5).value().size(), 2);
    for (const std::string bytes : {"1\n123456\n", "1\n123456"}) {
      const absl::Status status = Lines(bytes, block, 5).status();
      EXPECT_EQ(status.code(), absl::StatusCode::kResourceExhausted);
      EXPECT_THAT(status.message(), HasSubstr("memory:2: a line of more than the 5 bytes"));
    }
  }
}

}  // namespace
}  // namespace moebench::language
