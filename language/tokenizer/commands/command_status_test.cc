#include "language/tokenizer/commands/command_status.h"

#include "gtest/gtest.h"

namespace moebench::language {
namespace {

TEST(CommandStatus, ExitCodes) {
  EXPECT_EQ(TokenizeExitCode(absl::OkStatus()), 0);
  EXPECT_EQ(TokenizeExitCode(absl::InvalidArgumentError("")), 64);
  EXPECT_EQ(TokenizeExitCode(absl::NotFoundError("")), 65);
  EXPECT_EQ(TokenizeExitCode(absl::DataLossError("")), 65);
  EXPECT_EQ(TokenizeExitCode(absl::FailedPreconditionError("")), 65);
  EXPECT_EQ(TokenizeExitCode(absl::InternalError("")), 70);
  EXPECT_EQ(TokenizeExitCode(absl::ResourceExhaustedError("")), 70);
  EXPECT_EQ(TokenizeExitCode(ReaderWentAway()), 141);
}

TEST(CommandStatus, WhatIsWrongWithInputIsTheDatasFault) {
  for (const absl::Status& status :
       {absl::InvalidArgumentError("a"), absl::PermissionDeniedError("a"), absl::UnavailableError("a"),
        absl::NotFoundError("a"), absl::DataLossError("a"), absl::ResourceExhaustedError("a")}) {
    EXPECT_EQ(TokenizeExitCode(AboutInput(status)), 65) << status;
    EXPECT_EQ(AboutInput(status).message(), "a");
  }
  EXPECT_EQ(TokenizeExitCode(AboutInput(absl::InternalError(""))), 70);
  EXPECT_TRUE(AboutInput(absl::OkStatus()).ok());
}

TEST(CommandStatus, WhatCannotBeWrittenIsNot) {
  for (const absl::Status& status : {absl::NotFoundError("a"), absl::InvalidArgumentError("a"),
                                     absl::PermissionDeniedError("a"), absl::ResourceExhaustedError("a")}) {
    EXPECT_EQ(TokenizeExitCode(AboutOutput(status)), 70) << status;
  }
  EXPECT_TRUE(AboutOutput(absl::OkStatus()).ok());
  EXPECT_TRUE(IsReaderWentAway(AboutOutput(ReaderWentAway())));
}

TEST(CommandStatus, AStopStaysAStop) {
  EXPECT_TRUE(absl::IsCancelled(AboutInput(absl::CancelledError(""))));
  EXPECT_TRUE(absl::IsCancelled(AboutOutput(absl::CancelledError(""))));
}

}  // namespace
}  // namespace moebench::language
