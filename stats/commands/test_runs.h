// Tables and records for tests of the subcommands. Should not be used in non-test code.
#ifndef MOEBENCH_STATS_COMMANDS_TEST_RUNS_H_
#define MOEBENCH_STATS_COMMANDS_TEST_RUNS_H_

#include <cstdint>
#include <filesystem>
#include <string>

#include "absl/strings/str_cat.h"
#include "base/counter_random.h"
#include "base/test_folder.h"
#include "gtest/gtest.h"
#include "stats/records/record_file.h"

namespace moebench::stats {

// A run folder <variant>/<seed> of 60 sequences: losses of `mean`, what all runs share by sequence, and small noise.
inline std::string WriteRun(const TestFolder& folder, const std::string& variant, uint64_t seed, double mean,
                            RunRecord::Status status = RunRecord::FINISHED, const std::string& config = "") {
  RunRecord record;
  record.set_experiment("study/" + variant);
  record.set_seed(seed);
  record.set_status(status);
  record.set_config_text(config);
  CounterRandom noise(seed, 1 + variant.size()), shared(0, 0);
  for (int i = 0; i < 60; ++i) {
    const int tokens = 100 + i;
    record.add_sequence_loss_sum(tokens * (mean + shared.Uniform() + 0.01 * noise.Uniform()));
    record.add_sequence_tokens(tokens);
    record.add_sequence_offset(1000 * i);
    record.mutable_correct()->push_back(noise.Uniform() < 0.7 ? '1' : '0');
  }
  const std::string path = absl::StrCat(folder.path(), "/", variant, "/", seed);
  std::filesystem::create_directories(path);
  EXPECT_TRUE(WriteRunRecord(record, path).ok());
  return path;
}

// A CSV of variant, seed and val_loss: "a" and "b" equal but for 0.001, "c" lower by 1; 4 seeds each.
inline std::string WriteSeedTable(const TestFolder& folder) {
  std::string text = "variant,seed,val_loss\n";
  for (int seed = 1; seed <= 4; ++seed) {
    absl::StrAppend(&text, "a,", seed, ",", 3.5 + 0.001 * seed, "\n");
    absl::StrAppend(&text, "b,", seed, ",", 3.501 + 0.001 * ((seed * 3) % 5), "\n");
    absl::StrAppend(&text, "c,", seed, ",", 2.5 + 0.001 * ((seed * 2) % 5), "\n");
  }
  return folder.Write("seeds.csv", text);
}

}  // namespace moebench::stats

#endif  // MOEBENCH_STATS_COMMANDS_TEST_RUNS_H_
