// Fuzzes byte-level BPE, or encodes documents, and writes texts with their ids for comparison with other libraries.
//
//   fuzz_byte_level --folder=gpt2-bpe --count=1000000                       any bytes: decode(encode(x)) = x
//   fuzz_byte_level --folder=gpt2-bpe --mutations=10000                     changed model files: refused or valid
//   fuzz_byte_level --folder=gpt2-bpe --count=1000000 --records=fuzz.bin    texts of all planes, and their ids
//   fuzz_byte_level --folder=gpt2-bpe --documents=docs.bin --records=web.bin
//
// --records is read by testdata/compare_with_peers.py and is of the form of text_records.h, as --documents, whose ids
// do not count (benchmarks/peers/tokenizer_peer.py --write makes one).

#include <cstdio>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/flags/flag.h"
#include "absl/flags/usage.h"
#include "absl/strings/str_cat.h"
#include "base/atomic_file.h"
#include "base/command_line.h"
#include "base/status_macros.h"
#include "language/tokenizer/byte_level/byte_level_bpe.h"
#include "language/tokenizer/byte_level/byte_level_files.h"
#include "language/tokenizer/byte_level/fuzz_cases.h"
#include "language/tokenizer/byte_level/text_records.h"

ABSL_FLAG(std::string, folder, "", "folder of vocab.bpe and encoder.json");
ABSL_FLAG(int64_t, count, 0, "strings to encode and decode");
ABSL_FLAG(int64_t, mutations, 0, "changed model files to read");
ABSL_FLAG(uint64_t, seed, 1, "the same seed gives the same cases");
ABSL_FLAG(std::string, records, "", "file to write texts and ids to; texts are then well-formed UTF-8");
ABSL_FLAG(std::string, documents, "", "file of texts to encode instead of fuzzed ones");

namespace moebench::language {
namespace {

absl::Status EncodeAll(const ByteLevelBpe& tokenizer) {
  const uint64_t seed = absl::GetFlag(FLAGS_seed);
  const std::string records_path = CallerPath(absl::GetFlag(FLAGS_records));
  std::optional<AtomicFileWriter> records;
  if (!records_path.empty()) {
    MOE_ASSIGN_OR_RETURN(AtomicFileWriter writer, AtomicFileWriter::Open(records_path));
    records.emplace(std::move(writer));
  }
  std::vector<TextRecord> documents;
  int64_t count = absl::GetFlag(FLAGS_count);
  if (const std::string path = CallerPath(absl::GetFlag(FLAGS_documents)); !path.empty()) {
    MOE_ASSIGN_OR_RETURN(documents, ReadTextRecords(path));
    count = static_cast<int64_t>(documents.size());
  }
  const std::unique_ptr<Encoder> encoder = tokenizer.NewEncoder();
  int64_t num_bytes = 0, num_ids = 0;
  for (int64_t i = 0; i < count; ++i) {
    const std::string text = !documents.empty() ? documents[i].text
                             : records          ? FuzzedText(seed, i, tokenizer.vocabulary().tokens)
                                                : FuzzedBytes(seed, i);
    MOE_ASSIGN_OR_RETURN(const std::vector<int32_t> ids, CheckedEncode(tokenizer, encoder.get(), text));
    if (records) MOE_RETURN_IF_ERROR(records->Append(TextRecordBytes(text, ids)));
    num_bytes += text.size();
    num_ids += ids.size();
  }
  if (records) MOE_RETURN_IF_ERROR(records->Commit());
  std::printf("%lld texts, %lld bytes, %lld ids: all decode to themselves\n", static_cast<long long>(count),
              static_cast<long long>(num_bytes), static_cast<long long>(num_ids));
  return absl::OkStatus();
}

absl::Status MutateFiles(const std::string& folder, int64_t mutations) {
  MOE_ASSIGN_OR_RETURN(const std::string merges_file, ReadFile(absl::StrCat(folder, "/", kMergesFile)));
  MOE_ASSIGN_OR_RETURN(const std::string ids_file, ReadFile(absl::StrCat(folder, "/", kIdsFile)));
  MOE_ASSIGN_OR_RETURN(const MutationCounts counts,
                       CheckMutatedFiles(merges_file, ids_file, absl::GetFlag(FLAGS_seed), mutations));
  std::printf("%lld mutations: %lld refused, %lld valid\n", static_cast<long long>(mutations),
              static_cast<long long>(counts.refused), static_cast<long long>(counts.valid));
  return absl::OkStatus();
}

absl::Status Run(int argc, char** argv) {
  MOE_RETURN_IF_ERROR(ParseProgramFlags(argc, argv, {}).status());
  const std::string folder = CallerPath(absl::GetFlag(FLAGS_folder));
  if (folder.empty()) return absl::InvalidArgumentError("--folder is needed: that of vocab.bpe and encoder.json");
  MOE_ASSIGN_OR_RETURN(ByteLevelVocabulary vocabulary, ReadByteLevelFiles(folder));
  const std::shared_ptr<const ByteLevelBpe> tokenizer = ByteLevelBpe::Create(std::move(vocabulary));
  const int64_t mutations = absl::GetFlag(FLAGS_mutations);
  const bool encodes = absl::GetFlag(FLAGS_count) > 0 || !absl::GetFlag(FLAGS_documents).empty();
  if (mutations <= 0 && !encodes) return absl::InvalidArgumentError("--count, --documents or --mutations is needed");
  if (mutations > 0) MOE_RETURN_IF_ERROR(MutateFiles(folder, mutations));
  return encodes ? EncodeAll(*tokenizer) : absl::OkStatus();
}

}  // namespace
}  // namespace moebench::language

int main(int argc, char** argv) {
  absl::SetProgramUsageMessage("fuzzes byte-level BPE; see the head of fuzz_byte_level.cc");
  return moebench::ReportAndExitCode("fuzz_byte_level", moebench::language::Run(argc, argv));
}
