// The three forms of one analysis, byte by byte, of a trace small enough to be checked by hand: thirty rows, ten at
// each of three steps, eight experts in tiers 4:2:2. At the last step experts 0, 1 and 2 win three, two and two rows,
// 3, 4 and 5 one each, 6 and 7 none; with DEAD below 5 % and CORE from 15 % every class occurs.

#include <gtest/gtest.h>

#include <cstdlib>
#include <string>

#include "absl/strings/str_cat.h"
#include "base/atomic_file.h"
#include "base/runfiles.h"
#include "tools/ecology/ecology_json.h"
#include "tools/ecology/ecology_page.h"
#include "tools/ecology/ecology_settings.h"
#include "tools/ecology/ecology_table.h"
#include "tools/ecology/read_trace.h"
#include "tools/ecology/trace_ecology.h"

namespace moebench::tools {
namespace {

constexpr char kRegenerate[] =
    "MOEBENCH_UPDATE_GOLDEN=$PWD/tools/ecology/testdata bazel run //tools/ecology:ecology_golden_test";
constexpr char kName[] = "tiny <1>.csv";

TraceEcology TinyEcology() {
  const RoutingTrace trace = *ReadTrace(*Runfile("tools/ecology/testdata/tiny.csv"), {});
  return *AnalyzeTrace(trace, *EcologySettings("4:2:2", false, {"dead_usage=0.05", "core_usage=0.15"}), 0);
}

void ExpectGolden(const std::string& name, const std::string& golden) {
  if (const char* update = std::getenv("MOEBENCH_UPDATE_GOLDEN")) {
    ASSERT_TRUE(WriteFileAtomically(absl::StrCat(update, "/", name), golden).ok());
    return;
  }
  const absl::StatusOr<std::string> path = Runfile(absl::StrCat("tools/ecology/testdata/", name));
  ASSERT_TRUE(path.ok()) << path.status();
  EXPECT_EQ(*ReadFile(*path), golden);
}

TEST(EcologyGoldenTest, Table) {
  ExpectGolden("tiny.golden.txt", absl::StrCat("# ", kRegenerate, "\n", EcologyTable(kName, TinyEcology())));
}

TEST(EcologyGoldenTest, Json) {
  ExpectGolden("tiny.golden.json", absl::StrCat("// ", kRegenerate, "\n", EcologyJson(TinyEcology())));
}

TEST(EcologyGoldenTest, Page) {
  ExpectGolden("tiny.golden.html", absl::StrCat("<!-- ", kRegenerate, " -->\n", EcologyPage(kName, TinyEcology())));
}

}  // namespace
}  // namespace moebench::tools
