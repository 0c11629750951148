#include "stats/commands/preregistration_file.h"

#include <google/protobuf/io/tokenizer.h>
#include <google/protobuf/text_format.h>

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/atomic_file.h"
#include "base/command_line.h"
#include "base/sha256.h"
#include "base/status_macros.h"
#include "stats/commands/number_lists.h"
#include "stats/equivalence/study_options.h"
#include "stats/input/name_check.h"

namespace moebench::stats {
namespace {

constexpr size_t kMostBytes = size_t{1} << 20;

// Keeps the first thing that the parser complains of.
class FirstError : public google::protobuf::io::ErrorCollector {
 public:
  void AddError(int line, google::protobuf::io::ColumnNumber column, const std::string& message) override {
    if (!text_.empty()) return;
    // The parser counts from 0, and gives -1 for what concerns the file.
    text_ = line < 0 ? message : absl::StrCat("line ", line + 1, ", column ", column + 1, ": ", message);
  }
  void AddWarning(int, google::protobuf::io::ColumnNumber, const std::string&) override {}
  const std::string& text() const { return text_; }

 private:
  std::string text_;
};

std::string MissingField(const Preregistration& declared) {
  if (declared.metric().empty()) return "metric";
  if (declared.margin_size() == 0) return "margin";
  if (!declared.has_n()) return "n";
  return declared.primary_method().empty() ? "primary_method" : "";
}

absl::Status CheckDeclared(const Preregistration& declared, const std::string& name) {
  const std::string missing = MissingField(declared);
  if (!missing.empty()) {
    return absl::DataLossError(absl::StrCat(name, " does not declare ", missing,
                                            "; a preregistration has metric, margin, n and primary_method"));
  }
  if (declared.n() < 2) return absl::DataLossError(absl::StrCat(name, ": n is ", declared.n(), "; expected 2 or more"));
  if (declared.sequences_per_batch() < 0) {
    return absl::DataLossError(absl::StrCat(name, ": sequences_per_batch is ", declared.sequences_per_batch()));
  }
  const absl::Status options = CheckStudyOptions(DeclaredOptions(declared));
  return options.ok() ? options : absl::DataLossError(absl::StrCat(name, ": ", options.message()));
}

// One flag beside what is declared in its place.
struct Pledge {
  std::string flag, given, declared;
};

std::string Joined(const std::vector<double>& values) { return absl::StrJoin(values, ","); }

absl::StatusOr<std::vector<Pledge>> Pledges(const CommandFlags& flags, const Preregistration& declared) {
  const StudyOptions options = DeclaredOptions(declared);
  MOE_ASSIGN_OR_RETURN(std::vector<double> margins, ParseDoubles("margin", flags.margin));
  std::vector<double> declared_margins = options.margins;
  std::sort(margins.begin(), margins.end());
  std::sort(declared_margins.begin(), declared_margins.end());
  MOE_ASSIGN_OR_RETURN(const std::vector<int> blocks, ParseInts("blocks", flags.blocks));
  const auto truth = [](bool value) { return std::string(value ? "true" : "false"); };
  return std::vector<Pledge>{
      {"metric", flags.metric, options.metric},
      {"margin", Joined(margins), Joined(declared_margins)},
      {"log_scale", truth(flags.log_scale), truth(options.margin_on_log_scale)},
      {"alpha", absl::StrCat(flags.alpha), absl::StrCat(options.alpha)},
      {"resamples", absl::StrCat(flags.resamples), absl::StrCat(options.resamples)},
      {"seed", absl::StrCat(flags.seed), absl::StrCat(options.seed)},
      {"method", flags.method, options.method},
      {"unpaired", truth(flags.unpaired), truth(options.unpaired)},
      {"blocks", absl::StrJoin(blocks, ","), absl::StrJoin(options.block_lengths, ",")},
      {"sequences_per_batch", absl::StrCat(flags.sequences_per_batch), absl::StrCat(declared.sequences_per_batch())},
      {"negative_control", flags.negative_control, options.negative_control},
      {"positive_control", flags.positive_control, options.positive_control},
      {"positive_control_of", flags.positive_control_of, options.positive_control_of},
      {"require_controls", truth(flags.require_controls), truth(options.controls_required)}};
}

}  // namespace

absl::StatusOr<PreregistrationFile> ReadPreregistration(const std::string& path) {
  PreregistrationFile file;
  file.name = path;
  MOE_ASSIGN_OR_RETURN(file.text, ReadFile(CallerPath(path), kMostBytes));
  file.sha256 = Sha256Hex(file.text);
  if (!IsUtf8(file.text)) return absl::DataLossError(absl::StrCat(path, " is not UTF-8 text"));
  FirstError error;
  google::protobuf::TextFormat::Parser parser;
  parser.RecordErrorsTo(&error);
  if (!parser.ParseFromString(file.text, &file.declared)) {
    return absl::DataLossError(absl::StrCat(path, ", ", error.text()));
  }
  MOE_RETURN_IF_ERROR(CheckDeclared(file.declared, path));
  return file;
}

StudyOptions DeclaredOptions(const Preregistration& declared) {
  StudyOptions options;
  options.metric = declared.metric();
  options.margins.assign(declared.margin().begin(), declared.margin().end());
  options.margin_source = MarginSource::kPreregistration;
  options.margin_on_log_scale = declared.margin_on_log_scale();
  options.alpha = declared.alpha();
  options.resamples = declared.resamples();
  options.seed = declared.seed();
  options.unpaired = declared.unpaired();
  options.method = declared.primary_method();
  if (declared.block_length_size() > 0) {
    options.block_lengths.assign(declared.block_length().begin(), declared.block_length().end());
  }
  if (declared.has_controls()) {
    options.negative_control = declared.controls().negative();
    options.positive_control = declared.controls().positive();
    options.positive_control_of = declared.controls().positive_of();
    options.controls_required = declared.controls().required();
  }
  return options;
}

absl::Status CheckFlagsAgree(const CommandFlags& flags, const PreregistrationFile& file) {
  MOE_ASSIGN_OR_RETURN(const std::vector<Pledge> pledges, Pledges(flags, file.declared));
  for (const Pledge& pledge : pledges) {
    if (flags.given.count(pledge.flag) == 0 || pledge.given == pledge.declared) continue;
    return absl::InvalidArgumentError(absl::StrCat("--", pledge.flag, "=", pledge.given, " is not what ", file.name,
                                                   " declares, \"", pledge.declared,
                                                   "\"; leave the flag or the preregistration out"));
  }
  return absl::OkStatus();
}

std::vector<std::string> Deviations(const Preregistration& declared, const Study& study) {
  const bool seeds = study.unit == InferenceUnit::kSeeds || study.unit == InferenceUnit::kSeedsAndBatches;
  std::vector<std::string> deviations;
  for (const VariantSummary& variant : study.variants) {
    const int n = seeds ? static_cast<int>(variant.values.size()) : variant.units;
    if (n == declared.n()) continue;
    deviations.push_back(absl::StrCat("deviation from the preregistration: ", variant.name, " has ", n, " ",
                                      seeds ? "seeds" : InferenceUnitName(study.unit), ", declared were ",
                                      declared.n()));
  }
  return deviations;
}

}  // namespace moebench::stats
