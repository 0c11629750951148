// Scalars for TensorBoard: event files that the `tensorboard` package reads, without TensorFlow.
//
//   MOE_ASSIGN_OR_RETURN(TensorboardWriter events, TensorboardWriter::Open(run_folder));
//   events.AddScalar("loss/train", 2.31, step);
//   MOE_RETURN_IF_ERROR(events.Flush());
//
// A file is a sequence of TFRecords: length (8 bytes), its masked CRC-32C, an Event message, its masked CRC-32C, all
// little-endian. Each Open begins a new file, events.out.tfevents.<seconds>.<host>.<n>, whose name sorts after those
// already in the folder: TensorBoard reads them in that order. A record torn by a killed process ends its file only.
#ifndef MOEBENCH_MOE_CORE_TRAINING_TENSORBOARD_WRITER_H_
#define MOEBENCH_MOE_CORE_TRAINING_TENSORBOARD_WRITER_H_

#include <cstdint>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace moebench {

class TensorboardWriter {
 public:
  // `resumed_step`: values up to and including it stay, those of later steps in older files are forgotten by the reader
  // (a SessionLog START with step resumed_step + 1), as MetricLog's TruncateTo does with its lines. -1 forgets all.
  static absl::StatusOr<TensorboardWriter> Open(const std::string& folder,
                                                std::optional<int64_t> resumed_step = std::nullopt);
  TensorboardWriter(TensorboardWriter&& other) noexcept;
  TensorboardWriter& operator=(TensorboardWriter&&) = delete;
  ~TensorboardWriter();  // flushes

  // Kept in memory until Flush. TensorBoard holds values in single precision.
  void AddScalar(absl::string_view tag, double value, int64_t step);
  absl::Status Flush();

 private:
  TensorboardWriter(std::string path, int fd);

  std::string path_;
  int fd_;
  std::string pending_;
};

}  // namespace moebench

#endif  // MOEBENCH_MOE_CORE_TRAINING_TENSORBOARD_WRITER_H_
