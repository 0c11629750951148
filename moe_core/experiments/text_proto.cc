#include "moe_core/experiments/text_proto.h"

#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "base/atomic_file.h"
#include "base/nearest_name.h"
#include "base/status_macros.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/io/tokenizer.h"
#include "google/protobuf/text_format.h"

namespace moebench {
namespace {

using google::protobuf::Descriptor;

constexpr size_t kMaxBytes = size_t{64} << 20;

// protobuf says: Message type "moebench.TrainingConfig" has no field named "epoch". Anything else is passed on as it
// is.
std::string WithNearestField(const std::string& reason, const Descriptor* any_type_of_the_pool) {
  const std::vector<std::string> quoted = absl::StrSplit(reason, '"');
  if (quoted.size() != 5 || quoted[2] != " has no field named ") return reason;
  const Descriptor* type = any_type_of_the_pool->file()->pool()->FindMessageTypeByName(quoted[1]);
  if (type == nullptr) return reason;
  std::vector<std::string> fields;
  for (int i = 0; i < type->field_count(); ++i) fields.push_back(type->field(i)->name());
  return absl::StrCat("no field \"", quoted[3], "\" in ", quoted[1], DidYouMean(quoted[3], fields));
}

// Keeps the first error; those after it mostly follow from it.
class FirstError : public google::protobuf::io::ErrorCollector {
 public:
  FirstError(absl::string_view name, const Descriptor* type) : name_(name), type_(type) {}

  void AddError(int line, google::protobuf::io::ColumnNumber column, const std::string& reason) override {
    if (!text_.empty()) return;
    const std::string place = line < 0 ? "" : absl::StrCat(":", line + 1, ":", column + 1);
    text_ = absl::StrCat(name_, place, ": ", WithNearestField(reason, type_));
  }
  const std::string& text() const { return text_; }

 private:
  const std::string name_;
  const Descriptor* const type_;
  std::string text_;
};

}  // namespace

absl::Status ParseTextProto(const std::string& text, absl::string_view name, google::protobuf::Message* message) {
  FirstError error(name, message->GetDescriptor());
  google::protobuf::TextFormat::Parser parser;
  parser.RecordErrorsTo(&error);
  if (parser.ParseFromString(text, message)) return absl::OkStatus();
  return absl::InvalidArgumentError(error.text());
}

absl::Status ReadTextProto(const std::string& path, google::protobuf::Message* message) {
  MOE_ASSIGN_OR_RETURN(const std::string text, ReadFile(path, kMaxBytes));
  return ParseTextProto(text, path, message);
}

}  // namespace moebench
