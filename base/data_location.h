// Where data are looked for.
//
//   with --data_dir      there and nowhere else
//   without              $MOEBENCH_DATA, then the cache folder
//   cache folder         $MOEBENCH_CACHE, else $XDG_CACHE_HOME/moebench, else ~/.cache/moebench
//
// A data folder is laid out as the data sets unpack (README.md has the table): mnist/, cifar-10-batches-bin/,
// gpt2-bpe/, wikitext-2/ and so on, or the official archives of some beside them. What a program makes of them it
// writes to the cache folder in either case.
#ifndef MOEBENCH_BASE_DATA_LOCATION_H_
#define MOEBENCH_BASE_DATA_LOCATION_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace moebench {

struct DataLocation {
  std::vector<std::string> data_folders;  // absolute, in the order in which they are tried
  std::string cache_folder;               // absolute; need not exist
  bool only_given_folder = false;         // --data_dir was given: a cache without its source does not count
};

// `data_dir` is the flag's value, empty where it was not given. InvalidArgument where it is no folder; Unavailable
// where the environment tells of no cache folder.
absl::StatusOr<DataLocation> LocateData(absl::string_view data_dir);

// An absolute path: relative ones are meant from the folder the user started the program in, which `bazel run` leaves.
std::string FromCallersFolder(absl::string_view path);

}  // namespace moebench

#endif  // MOEBENCH_BASE_DATA_LOCATION_H_
