#include "stats/commands/command.h"

#include "gtest/gtest.h"

namespace moebench::stats {
namespace {

TEST(EquivExitCode, TellsUsageDataAndTheRestApart) {
  EXPECT_EQ(EquivExitCode(absl::OkStatus()), 0);
  EXPECT_EQ(EquivExitCode(absl::InvalidArgumentError("")), 64);
  for (const absl::Status& data : {absl::NotFoundError(""), absl::DataLossError(""), absl::FailedPreconditionError(""),
                                   absl::OutOfRangeError("")}) {
    EXPECT_EQ(EquivExitCode(data), 65) << data;
  }
  for (const absl::Status& rest : {absl::InternalError(""), absl::UnavailableError(""), absl::UnknownError("")}) {
    EXPECT_EQ(EquivExitCode(rest), 70) << rest;
  }
}

TEST(AboutTheData, TurnsWrongArgumentsIntoUnfitData) {
  EXPECT_EQ(AboutTheData(absl::InvalidArgumentError("n is 1")), absl::FailedPreconditionError("n is 1"));
  EXPECT_EQ(AboutTheData(absl::DataLossError("x")), absl::DataLossError("x"));
  EXPECT_TRUE(AboutTheData(absl::OkStatus()).ok());
}

TEST(JsonHead, NamesWhatItIs) {
  CommandFlags flags;
  flags.command_line = "bazel run //stats:equiv -- power";
  EXPECT_EQ(JsonHead("power", flags, 11).dump(),
            R"({"schema_version":1,"kind":"power","command":"bazel run //stats:equiv -- power","exit_code":11})");
}

}  // namespace
}  // namespace moebench::stats
