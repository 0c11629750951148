#include "tools/ecology/read_trace.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "base/atomic_file.h"
#include "base/test_folder.h"
#include "moe_core/training/safetensors.h"

namespace moebench::tools {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr char kCsv[] = "expert0,weight0\n3,1\n";

std::string SafetensorsBytes() {
  const TestFolder folder;
  const std::string path = folder.path() + "/a.safetensors";
  const int64_t expert = 2;
  const float weight = 1;
  EXPECT_TRUE(WriteSafetensors(path,
                               {{"expert", {"I64", {1, 1}, &expert, sizeof(expert)}},
                                {"weight", {"F32", {1, 1}, &weight, sizeof(weight)}}},
                               {})
                  .ok());
  return *ReadFile(path);
}

std::string ErrorOf(const std::string& path) { return std::string(ReadTrace(path, {}).status().message()); }

TEST(ReadTraceTest, TheExtensionTellsTheFormat) {
  const TestFolder folder;
  EXPECT_THAT(ReadTrace(folder.Write("a.csv", kCsv), {})->expert, ElementsAre(3));
  EXPECT_THAT(ReadTrace(folder.Write("a.safetensors", SafetensorsBytes()), {})->expert, ElementsAre(2));
  EXPECT_THAT(ErrorOf(folder.Write("b.safetensors", kCsv)), HasSubstr("no safetensors file"));
  EXPECT_THAT(ErrorOf(folder.Write("b.CSV", SafetensorsBytes())),
              HasSubstr("no CSV text, and no whole safetensors file"));
}

TEST(ReadTraceTest, OtherwiseTheFirstBytesDo) {
  const TestFolder folder;
  EXPECT_THAT(ReadTrace(folder.Write("trace.txt", kCsv), {})->expert, ElementsAre(3));
  EXPECT_THAT(ReadTrace(folder.Write("trace", SafetensorsBytes()), {})->expert, ElementsAre(2));
  EXPECT_THAT(ErrorOf(folder.Write("trace.parquet", absl::string_view("PAR1\x15\x04\x15\x20\n", 9))),
              HasSubstr("no CSV text, and no whole safetensors file"));
}

TEST(ReadTraceTest, AMissingFileIsNotFound) {
  for (const char* path : {"/nowhere/a.csv", "/nowhere/a.safetensors", "/nowhere/a"}) {
    EXPECT_EQ(ReadTrace(path, {}).status().code(), absl::StatusCode::kNotFound) << path;
    EXPECT_THAT(ErrorOf(path), HasSubstr(path));
  }
}

}  // namespace
}  // namespace moebench::tools
