#include "moe_core/training/tensorboard_writer.h"

#include <fcntl.h>
#include <limits.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <system_error>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_split.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "base/crc32c.h"
#include "base/write_fully.h"
#include "moe_core/training/tensorboard_event.pb.h"

namespace moebench {
namespace {

constexpr absl::string_view kFilePrefix = "events.out.tfevents.";
constexpr char kFileVersion[] = "brain.Event:2";

// TFRecord's masking keeps the checksum of data that themselves hold checksums from being weak.
uint32_t MaskedCrc(absl::string_view bytes) {
  const uint32_t crc = Crc32c(bytes);
  return (crc >> 15 | crc << 17) + 0xA282EAD8u;
}

template <typename T>
void AppendLittleEndian(T value, std::string* out) {
  for (size_t i = 0; i < sizeof(T); ++i) out->push_back(static_cast<char>(value >> (8 * i)));
}

void AppendRecord(const tensorboard::Event& event, std::string* out) {
  const std::string data = event.SerializeAsString();
  std::string length;
  AppendLittleEndian(uint64_t{data.size()}, &length);
  out->append(length);
  AppendLittleEndian(MaskedCrc(length), out);
  out->append(data);
  AppendLittleEndian(MaskedCrc(data), out);
}

tensorboard::Event EventNow(int64_t step) {
  tensorboard::Event event;
  event.set_wall_time(absl::ToDoubleSeconds(absl::Now() - absl::UnixEpoch()));
  event.set_step(step);
  return event;
}

// The seconds in the name of the newest event file: a clock set back must not sort a new file before it.
int64_t NewestStamp(const std::string& folder) {
  int64_t newest = 0;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(folder, error)) {
    const std::string name = entry.path().filename();
    int64_t seconds = 0;
    if (!absl::StartsWith(name, kFilePrefix)) continue;
    const std::pair<std::string, std::string> parts =
        absl::StrSplit(name.substr(kFilePrefix.size()), absl::MaxSplits('.', 1));
    if (absl::SimpleAtoi(parts.first, &seconds)) newest = std::max(newest, seconds);
  }
  return newest;
}

}  // namespace

absl::StatusOr<TensorboardWriter> TensorboardWriter::Open(const std::string& folder,
                                                          std::optional<int64_t> resumed_step) {
  char host[HOST_NAME_MAX + 1] = {};
  if (gethostname(host, HOST_NAME_MAX) != 0) std::strcpy(host, "localhost");
  const int64_t seconds = std::max(absl::ToUnixSeconds(absl::Now()), NewestStamp(folder));
  for (int n = 0;; ++n) {
    std::string path = absl::StrFormat("%s/%s%010d.%s.%03d", folder, kFilePrefix, seconds, host, n);
    const int fd = open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_APPEND | O_CLOEXEC, 0666);
    if (fd < 0 && errno == EEXIST) continue;
    if (fd < 0) return absl::ErrnoToStatus(errno, absl::StrCat("cannot create ", path));
    TensorboardWriter writer(std::move(path), fd);
    tensorboard::Event version = EventNow(0);
    version.set_file_version(kFileVersion);
    AppendRecord(version, &writer.pending_);
    if (resumed_step.has_value()) {
      tensorboard::Event start = EventNow(*resumed_step + 1);
      start.mutable_session_log()->set_status(tensorboard::SessionLog::START);
      AppendRecord(start, &writer.pending_);
    }
    const absl::Status status = writer.Flush();
    if (!status.ok()) return status;
    return writer;
  }
}

TensorboardWriter::TensorboardWriter(std::string path, int fd) : path_(std::move(path)), fd_(fd) {}

TensorboardWriter::TensorboardWriter(TensorboardWriter&& other) noexcept
    : path_(std::move(other.path_)), fd_(std::exchange(other.fd_, -1)), pending_(std::move(other.pending_)) {}

TensorboardWriter::~TensorboardWriter() {
  if (fd_ < 0) return;
  Flush().IgnoreError();
  close(fd_);
}

void TensorboardWriter::AddScalar(absl::string_view tag, double value, int64_t step) {
  tensorboard::Event event = EventNow(step);
  tensorboard::Summary::Value* scalar = event.mutable_summary()->add_value();
  scalar->set_tag(std::string(tag));
  scalar->set_simple_value(static_cast<float>(value));
  AppendRecord(event, &pending_);
}

absl::Status TensorboardWriter::Flush() {
  absl::string_view rest = pending_;
  const absl::Status status = WriteFully(fd_, path_, &rest);
  pending_.erase(0, pending_.size() - rest.size());
  return status;
}

}  // namespace moebench
