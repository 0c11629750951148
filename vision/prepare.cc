// //vision:prepare: decodes a data set of images once, in parallel, into the cache that training maps into memory, and
// prints where it is. Does nothing where a current one is there. Exit codes: base/command_line.h.
#include "vision/data/prepare.h"

#include <csignal>
#include <cstdint>
#include <cstdio>
#include <memory>
#include <string>

#include "absl/flags/flag.h"
#include "absl/flags/usage.h"
#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "base/command_line.h"
#include "base/data_location.h"
#include "base/status_macros.h"
#include "moe_core/training/progress.h"

ABSL_FLAG(std::string, dataset, "cifar10-mini",
          "cifar10-mini, mnist, fashion_mnist, cifar10, cifar100, tinyimagenet or folder:PATH");
ABSL_FLAG(std::string, data_dir, "",
          "the folder that holds the data set, and nowhere else. Default: $MOEBENCH_DATA, then the cache folder");
ABSL_FLAG(int32_t, image_size, 32, "height and width that the images of folder:PATH are resized to, 8 to 512 pixels");
ABSL_FLAG(int32_t, threads, 0, "threads that decode; 0 is one a processor");

namespace moebench::vision {
namespace {

absl::Status CheckFlags() {
  const int image_size = absl::GetFlag(FLAGS_image_size);
  if (image_size < 8 || image_size > 512) {
    return absl::InvalidArgumentError(absl::StrCat("--image_size=", image_size, " is not within 8 to 512"));
  }
  const int threads = absl::GetFlag(FLAGS_threads);
  if (threads < 0 || threads > 1024) {
    return absl::InvalidArgumentError(absl::StrCat("--threads=", threads, " is not within 0 to 1024"));
  }
  return absl::OkStatus();
}

// Shows a progress line once the number of images is known.
class ProgressLine {
 public:
  void Update(int64_t done, int64_t total) {
    if (line_ == nullptr) line_ = std::make_unique<Progress>(ProgressOptions{"images", total});
    line_->Update(done);
    if (done == total) line_->Finish();
  }

 private:
  std::unique_ptr<Progress> line_;
};

absl::Status Prepare(int argc, char** argv) {
  MOE_RETURN_IF_ERROR(ParseProgramFlags(argc, argv, {}).status());
  MOE_RETURN_IF_ERROR(CheckFlags());
  // Writing beyond a limit on file sizes is then an error to be reported instead of the end of the process.
  std::signal(SIGXFSZ, SIG_IGN);
  MOE_ASSIGN_OR_RETURN(const DataLocation location, LocateData(absl::GetFlag(FLAGS_data_dir)));
  ProgressLine line;
  PrepareOptions options;
  options.threads = absl::GetFlag(FLAGS_threads);
  options.log = [](absl::string_view text) { std::fprintf(stderr, "%s\n", std::string(text).c_str()); };
  options.progress = [&](int64_t done, int64_t total) { line.Update(done, total); };
  MOE_ASSIGN_OR_RETURN(
      const PreparedImages images,
      PrepareImages({absl::GetFlag(FLAGS_dataset), absl::GetFlag(FLAGS_image_size)}, location, options));
  std::printf("%s\n", images.path.c_str());
  return absl::OkStatus();
}

}  // namespace
}  // namespace moebench::vision

int main(int argc, char** argv) {
  absl::SetProgramUsageMessage(
      "decodes a data set of images into the cache that training maps, e.g. --dataset=tinyimagenet");
  return moebench::ReportAndExitCode("prepare", moebench::vision::Prepare(argc, argv));
}
