#include "moe_core/training/safetensors.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

#include "absl/cleanup/cleanup.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/string_view.h"
#include "base/atomic_file.h"
#include "base/crc32c.h"
#include "base/status_macros.h"
#include "moe_core/training/safetensors_header.h"

static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "tensors are written as they lie in memory");

namespace moebench {
namespace {

constexpr char kChecksumKey[] = "crc32c";
constexpr char kChecksumNoteKey[] = "crc32c_of";
constexpr char kChecksumNote[] = "header and data";
// How the entry stands in compact JSON. Nowhere else can it: a quotation mark inside a name or a text has a backslash.
constexpr absl::string_view kChecksumPrefix = "\"crc32c\":\"";
constexpr absl::string_view kNoChecksum = "00000000";
constexpr size_t kPrefixBytes = 8;

absl::string_view Bytes(const TensorView& view) { return {static_cast<const char*>(view.data), view.bytes}; }

absl::Status InFile(const std::string& path, const absl::Status& status) {
  return absl::Status(status.code(), absl::StrCat(path, ": ", status.message()));
}

absl::Status ErrnoError(absl::string_view doing, absl::string_view path) {
  return absl::ErrnoToStatus(errno, absl::StrCat(doing, " ", path));
}

// Overwrites the digits after the entry's name and returns what stood there; "" if the header has no such entry.
std::string ExchangeChecksum(absl::string_view digits, std::string* header) {
  const size_t found = header->find(kChecksumPrefix.data(), 0, kChecksumPrefix.size());
  if (found == std::string::npos) return "";
  const size_t start = found + kChecksumPrefix.size();
  std::string old = header->substr(start, digits.size());
  header->replace(start, digits.size(), digits.data(), digits.size());
  return old;
}

absl::StatusOr<SafetensorsHeader> LayOut(const std::map<std::string, TensorView>& tensors) {
  SafetensorsHeader header;
  std::vector<std::string> names;
  for (const auto& [name, view] : tensors) {
    const absl::StatusOr<size_t> bytes = TensorBytes(view.dtype, view.shape);
    if (!bytes.ok() || *bytes != view.bytes) {
      const std::string problem = bytes.ok() ? absl::StrCat("takes ", *bytes, " bytes, ", view.bytes, " were given")
                                             : std::string(bytes.status().message());
      return absl::InvalidArgumentError(absl::StrCat("tensor \"", name, "\" ", problem));
    }
    header.tensors[name] = {view.dtype, view.shape, 0, 0};
    names.push_back(name);
  }
  std::stable_sort(names.begin(), names.end(), [&tensors](const std::string& a, const std::string& b) {
    return ElementBytes(tensors.at(a).dtype) > ElementBytes(tensors.at(b).dtype);
  });
  size_t offset = 0;
  for (const std::string& name : names) {
    header.tensors[name].begin = offset;
    offset += tensors.at(name).bytes;
    header.tensors[name].end = offset;
  }
  return header;
}

absl::StatusOr<std::string> HeaderText(SafetensorsHeader header, const std::map<std::string, TensorView>& tensors,
                                       const std::map<std::string, std::string>& metadata) {
  header.metadata = metadata;
  if (metadata.count(kChecksumKey) + metadata.count(kChecksumNoteKey) > 0) {
    return absl::InvalidArgumentError("the metadata entries crc32c and crc32c_of are the writer's own");
  }
  header.metadata[kChecksumKey] = std::string(kNoChecksum);
  header.metadata[kChecksumNoteKey] = kChecksumNote;
  MOE_ASSIGN_OR_RETURN(std::string text, FormatSafetensorsHeader(header));
  uint32_t crc = Crc32c(text);
  for (const std::string& name : DataOrder(header)) crc = ExtendCrc32c(crc, Bytes(tensors.at(name)));
  ExchangeChecksum(absl::StrFormat("%08x", crc), &text);
  return text;
}

absl::Status WriteTo(AtomicFileWriter file, const std::string& header_text, const std::vector<std::string>& order,
                     const std::map<std::string, TensorView>& tensors) {
  const uint64_t header_bytes = header_text.size();
  char prefix[kPrefixBytes];
  std::memcpy(prefix, &header_bytes, sizeof(prefix));
  MOE_RETURN_IF_ERROR(file.Append(absl::string_view(prefix, sizeof(prefix))));
  MOE_RETURN_IF_ERROR(file.Append(header_text));
  for (const std::string& name : order) MOE_RETURN_IF_ERROR(file.Append(Bytes(tensors.at(name))));
  return file.Commit();
}

absl::Status CheckChecksum(absl::string_view header_text, absl::string_view data,
                           const std::map<std::string, std::string>& metadata) {
  const auto stored = metadata.find(kChecksumKey);
  const auto note = metadata.find(kChecksumNoteKey);
  if (stored == metadata.end() && note == metadata.end()) return absl::OkStatus();
  std::string text(header_text);
  ExchangeChecksum(kNoChecksum, &text);
  const std::string computed = absl::StrFormat("%08x", ExtendCrc32c(Crc32c(text), data));
  const bool complete = stored != metadata.end() && note != metadata.end() && note->second == kChecksumNote;
  if (complete && stored->second == computed) return absl::OkStatus();
  return absl::DataLossError(
      absl::StrCat("it is damaged: its contents have the checksum ", computed,
                   ", its header does not say so; use "
                   "another checkpoint or a fresh copy (a program that rewrote it must leave out the metadata entries ",
                   kChecksumKey, " and ", kChecksumNoteKey, ")"));
}

}  // namespace

absl::Status WriteSafetensors(const std::string& path, const std::map<std::string, TensorView>& tensors,
                              const std::map<std::string, std::string>& metadata) {
  const absl::StatusOr<SafetensorsHeader> header = LayOut(tensors);
  if (!header.ok()) return InFile(path, header.status());
  const absl::StatusOr<std::string> text = HeaderText(*header, tensors, metadata);
  if (!text.ok()) return InFile(path, text.status());
  MOE_ASSIGN_OR_RETURN(AtomicFileWriter file, AtomicFileWriter::Open(path));
  return WriteTo(std::move(file), *text, DataOrder(*header), tensors);
}

SafetensorsFile::SafetensorsFile(SafetensorsFile&& other) noexcept
    : mapping_(std::exchange(other.mapping_, nullptr)),
      size_(other.size_),
      tensors_(std::move(other.tensors_)),
      metadata_(std::move(other.metadata_)) {}

SafetensorsFile::~SafetensorsFile() {
  if (mapping_ != nullptr) munmap(const_cast<char*>(mapping_), size_);
}

absl::StatusOr<SafetensorsFile> SafetensorsFile::Open(const std::string& path) {
  const int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return ErrnoError("cannot open", path);
  const absl::Cleanup close_fd = [fd] { close(fd); };
  struct stat info;
  if (fstat(fd, &info) != 0) return ErrnoError("cannot read", path);
  if (!S_ISREG(info.st_mode)) return absl::InvalidArgumentError(absl::StrCat(path, ": it is not a file"));
  const size_t size = static_cast<size_t>(info.st_size);
  if (size < kPrefixBytes) {
    return absl::DataLossError(absl::StrCat(path, ": it has ", size, " bytes, too few for a safetensors file"));
  }
  void* mapping = mmap(nullptr, size, PROT_READ, MAP_PRIVATE, fd, 0);
  if (mapping == MAP_FAILED) return ErrnoError("cannot map", path);
  SafetensorsFile file(static_cast<const char*>(mapping), size);
  const absl::Status status = file.Parse();
  if (!status.ok()) return InFile(path, status);
  return file;
}

absl::Status SafetensorsFile::Parse() {
  uint64_t header_bytes = 0;
  std::memcpy(&header_bytes, mapping_, kPrefixBytes);
  const uint64_t most = std::min<uint64_t>(kMaxSafetensorsHeaderBytes, size_ - kPrefixBytes);
  if (header_bytes > most) {
    return absl::DataLossError(absl::StrCat("it is cut short or no safetensors file: its header claims ", header_bytes,
                                            " bytes, at most ", most, " are possible"));
  }
  const absl::string_view text(mapping_ + kPrefixBytes, header_bytes);
  const absl::string_view data(text.data() + header_bytes, size_ - kPrefixBytes - header_bytes);
  MOE_ASSIGN_OR_RETURN(SafetensorsHeader header, ParseSafetensorsHeader(text, data.size()));
  metadata_ = std::move(header.metadata);
  MOE_RETURN_IF_ERROR(CheckChecksum(text, data, metadata_));
  metadata_.erase(kChecksumKey);
  metadata_.erase(kChecksumNoteKey);
  for (const auto& [name, entry] : header.tensors) {
    tensors_[name] = {entry.dtype, entry.shape, data.data() + entry.begin, entry.end - entry.begin};
  }
  return absl::OkStatus();
}

}  // namespace moebench
