#include "moe_core/training/tensorboard_writer.h"

#include <algorithm>
#include <cstring>
#include <filesystem>
#include <vector>

#include "base/atomic_file.h"
#include "base/crc32c.h"
#include "base/test_folder.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "moe_core/training/tensorboard_event.pb.h"

namespace moebench {
namespace {

using tensorboard::Event;
using ::testing::HasSubstr;
using ::testing::MatchesRegex;

class TensorboardWriterTest : public ::testing::Test {
 protected:
  std::vector<std::string> Files() const {
    std::vector<std::string> paths;
    for (const auto& entry : std::filesystem::directory_iterator(folder_.path())) paths.push_back(entry.path());
    std::sort(paths.begin(), paths.end());
    return paths;
  }

  const TestFolder folder_;
};

template <typename T>
T ReadAt(const std::string& bytes, size_t at) {
  T value;
  std::memcpy(&value, bytes.data() + at, sizeof(T));
  return value;
}

// ((crc >> 15) | (crc << 17)) + 0xa282ead8, undone.
uint32_t Unmasked(uint32_t masked) {
  const uint32_t rotated = masked - 0xA282EAD8u;
  return rotated >> 17 | rotated << 15;
}

// Follows the framing by the letter of the format, apart from the writer.
std::vector<Event> ReadEvents(const std::string& path) {
  const std::string bytes = *ReadFile(path);
  std::vector<Event> events;
  size_t at = 0;
  while (at < bytes.size()) {
    const uint64_t length = ReadAt<uint64_t>(bytes, at);
    EXPECT_EQ(Unmasked(ReadAt<uint32_t>(bytes, at + 8)), Crc32c(bytes.substr(at, 8)));
    const std::string data = bytes.substr(at + 12, length);
    EXPECT_EQ(Unmasked(ReadAt<uint32_t>(bytes, at + 12 + length)), Crc32c(data));
    EXPECT_TRUE(events.emplace_back().ParseFromString(data));
    at += 12 + length + 4;
  }
  EXPECT_EQ(at, bytes.size());
  return events;
}

TEST_F(TensorboardWriterTest, TheFirstEventIsTheVersionAndScalarsFollow) {
  {
    absl::StatusOr<TensorboardWriter> writer = TensorboardWriter::Open(folder_.path());
    ASSERT_TRUE(writer.ok()) << writer.status();
    writer->AddScalar("loss", 2.5, 10);
    ASSERT_TRUE(writer->Flush().ok());
    writer->AddScalar("accuracy", 0.1, 20);  // left to the destructor
  }
  ASSERT_EQ(Files().size(), 1u);
  EXPECT_THAT(Files()[0], MatchesRegex(".*/events\\.out\\.tfevents\\.[0-9]{10}\\..+\\.000"));
  const std::vector<Event> events = ReadEvents(Files()[0]);
  ASSERT_EQ(events.size(), 3u);
  EXPECT_EQ(events[0].file_version(), "brain.Event:2");
  EXPECT_GT(events[0].wall_time(), 1.7e9);
  EXPECT_EQ(events[1].step(), 10);
  EXPECT_EQ(events[1].summary().value(0).tag(), "loss");
  EXPECT_EQ(events[1].summary().value(0).simple_value(), 2.5f);
  EXPECT_EQ(events[2].summary().value(0).simple_value(), 0.1f);
}

// The first record without its time, byte for byte: field 3 (tag 0x1a), 13 bytes of text.
TEST_F(TensorboardWriterTest, FieldNumbersAreTensorFlows) {
  Event event;
  event.set_file_version("brain.Event:2");
  EXPECT_EQ(event.SerializeAsString(),
            "\x1a\x0d"
            "brain.Event:2");
  event.mutable_session_log()->set_status(tensorboard::SessionLog::START);
  EXPECT_EQ(event.SerializeAsString(), "\x3a\x02\x08\x01");
  event.mutable_summary()->add_value()->set_tag("a");
  event.mutable_summary()->mutable_value(0)->set_simple_value(1);
  event.set_step(3);
  EXPECT_EQ(event.SerializeAsString(), std::string("\x10\x03\x2a\x0a\x0a\x08\x0a\x01"
                                                   "a"
                                                   "\x15\0\0\x80\x3f",
                                                   14));
}

TEST_F(TensorboardWriterTest, ResumingBeginsANewLaterFileWithASessionStart) {
  for (const std::optional<int64_t> resumed :
       {std::optional<int64_t>(), std::optional<int64_t>(100), std::optional<int64_t>(-1)}) {
    ASSERT_TRUE(TensorboardWriter::Open(folder_.path(), resumed).ok());
  }
  const std::vector<std::string> files = Files();
  ASSERT_EQ(files.size(), 3u);
  EXPECT_EQ(ReadEvents(files[0]).size(), 1u);
  const std::vector<Event> second = ReadEvents(files[1]);
  ASSERT_EQ(second.size(), 2u);
  EXPECT_EQ(second[1].session_log().status(), tensorboard::SessionLog::START);
  EXPECT_EQ(second[1].step(), 101);
  EXPECT_EQ(ReadEvents(files[2])[1].step(), 0);
}

TEST_F(TensorboardWriterTest, AClockSetBackDoesNotSortANewFileFirst) {
  ASSERT_TRUE(WriteFileAtomically(folder_.path() + "/events.out.tfevents.9999999999.host.000", "").ok());
  ASSERT_TRUE(TensorboardWriter::Open(folder_.path()).ok());
  EXPECT_THAT(Files()[1], HasSubstr("events.out.tfevents.9999999999."));
}

TEST_F(TensorboardWriterTest, AMissingFolderIsNamed) {
  EXPECT_THAT(std::string(TensorboardWriter::Open(folder_.path() + "/none").status().message()),
              HasSubstr("/none/events.out.tfevents."));
}

}  // namespace
}  // namespace moebench
