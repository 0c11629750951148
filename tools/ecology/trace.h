// A routing trace: which experts each sample was given, in order of choice and with which weights, at each layer and
// step of some model. Readers of file formats fill it through a TraceBuilder, which refuses what cannot be routing.
//
// A row is one sample at one layer and one step. Its slots stand by rank, the first choice first; an empty slot (a
// dropped assignment, or fewer experts than K) holds the id -1 or, where the number of experts is given, that number.
// Empty slots are moved behind the filled ones, so that the first choice is the first that was kept.
#ifndef MOEBENCH_TOOLS_ECOLOGY_TRACE_H_
#define MOEBENCH_TOOLS_ECOLOGY_TRACE_H_

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "tools/ecology/expert_numbers.h"

namespace moebench::tools {

inline constexpr int32_t kNoExpert = -1;

// n rows. Of the optional lists one that the file lacks is empty; its rows are then all of one layer and step, 0.
struct RoutingTrace {
  int top_k = 0;                       // K, slots of a row
  std::vector<int32_t> expert;         // [n, K] by rank; kNoExpert in an empty slot, which comes after all others
  std::vector<float> weight;           // [n, K]; 0 in an empty slot
  std::vector<uint8_t> right;          // optional, [n]: 1 where the prediction is the label
  std::vector<double> step;            // optional, [n]
  std::vector<int64_t> layer;          // optional, [n]
  std::vector<uint64_t> sample;        // optional, [n]: equal for equal sample names
  std::map<int64_t, int> num_experts;  // of every layer that occurs
  std::map<int64_t, int> largest_id;   // of every layer that occurs; -1 where all slots are empty
  bool num_experts_given = false;      // else it is the largest id of the whole trace + 1
  int64_t rows_with_gaps = 0;          // an empty slot stood before a filled one

  std::vector<std::string> notices;  // what its reader has to tell besides; sentences without a full stop

  int64_t num_rows() const { return static_cast<int64_t>(expert.size()) / top_k; }
};

struct TraceRow {
  std::vector<int64_t> expert;  // [K]
  std::vector<double> weight;   // [K]; that of an empty slot is not read
  bool right = false;
  double step = 0;
  int64_t layer = 0;
  uint64_t sample = 0;
};

// Which optional lists of RoutingTrace a file fills.
struct TraceColumns {
  bool right = false;
  bool step = false;
  bool layer = false;
  bool sample = false;
};

class TraceBuilder {
 public:
  // top_k >= 1.
  TraceBuilder(int top_k, TraceColumns columns, ExpertNumbers numbers);

  // DataLoss for an id that is no expert's, the same expert twice, a weight that is negative or not finite, a negative
  // layer and a step that is negative or not finite. The message names the slot ("expert1"), the value and what was
  // expected; the caller adds where the row stands. After an error the builder is of no more use.
  absl::Status Add(const TraceRow& row);

  // DataLoss where there are no rows, or none has an expert.
  absl::StatusOr<RoutingTrace> Finish() &&;

 private:
  absl::Status EnterLayer(int64_t layer);
  absl::Status AddSlots(const TraceRow& row);
  absl::Status CheckId(int64_t id, int slot) const;

  const TraceColumns columns_;
  const ExpertNumbers numbers_;
  RoutingTrace trace_;
  int64_t rows_ = 0;
  std::vector<int64_t> last_row_with_;  // [largest id + 1], the row that used an expert last
  int64_t layer_ = -1;                  // of the row before
  int limit_ = kMostExperts;            // experts of layer_
  bool limit_given_ = false;
  int* largest_id_ = nullptr;  // of layer_
};

}  // namespace moebench::tools

#endif  // MOEBENCH_TOOLS_ECOLOGY_TRACE_H_
