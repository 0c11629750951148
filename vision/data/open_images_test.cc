#include "vision/data/open_images.h"

#include <sys/stat.h>

#include <cstdlib>
#include <filesystem>
#include <string>

#include "absl/strings/str_cat.h"
#include "base/atomic_file.h"
#include "base/test_folder.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "vision/data/image_cache_writer.h"
#include "vision/data/prepared_images.h"
#include "vision/data/test_image_set.h"

namespace moebench::vision {
namespace {

using ::testing::HasSubstr;

// A shell script stands in for //vision:prepare.
class OpenImagesTest : public testing::Test {
 protected:
  OpenImagesTest() {
    location_.data_folders = {data_.path(), cache_.path()};
    location_.cache_folder = cache_.path();
    for (const char* name :
         {"train-images-idx3-ubyte", "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte"}) {
      data_.Write(absl::StrCat("mnist/", name), "x");
    }
    setenv("MOEBENCH_RUNFILES", program_.path().c_str(), 1);
  }
  ~OpenImagesTest() override { unsetenv("MOEBENCH_RUNFILES"); }

  void WriteProgram(const std::string& commands) {
    const std::string path = program_.Write("vision/prepare", "#!/bin/sh\n" + commands);
    chmod(path.c_str(), 0755);
  }
  // A cache that fits the files, kept aside for the script to put in place.
  std::string MakeCacheAside(const PreparedImages& wanted) {
    const std::string aside = program_.path() + "/aside";
    EXPECT_TRUE(WriteImageCache(aside, TestImageSet(5, 2, 4, 4, 1),
                                {"mnist", wanted.source->root, wanted.source->fingerprint}, NoFiles())
                    .ok());
    return aside;
  }
  absl::StatusOr<std::shared_ptr<const ImageCache>> Open() { return OpenImages({"mnist", 32}, location_, 3); }

  TestFolder data_;
  TestFolder cache_;
  TestFolder program_;
  DataLocation location_;
};

TEST_F(OpenImagesTest, RunsThePreparingProgramOnceWithTheSamePlaces) {
  const auto wanted = FindPreparedImages({"mnist", 32}, location_);
  ASSERT_TRUE(wanted.ok());
  const std::string log = program_.path() + "/log";
  WriteProgram(absl::StrCat("echo \"$@\" \"$MOEBENCH_CACHE\" \"$MOEBENCH_DATA\" >> ", log, "\nmkdir -p ", cache_.path(),
                            "/prepared\ncp ", MakeCacheAside(*wanted), " ", wanted->path, "\n"));
  for (int i = 0; i < 2; ++i) {
    const auto images = Open();
    ASSERT_TRUE(images.ok()) << images.status();
    EXPECT_EQ((*images)->train().count, 5);
  }
  EXPECT_EQ(*ReadFile(log),
            absl::StrCat("--dataset=mnist --image_size=32 --threads=3 ", cache_.path(), " ", data_.path(), "\n"));
}

TEST_F(OpenImagesTest, PassesTheGivenFolderOn) {
  location_.data_folders = {data_.path()};
  location_.only_given_folder = true;
  const std::string log = program_.path() + "/log";
  WriteProgram(absl::StrCat("echo \"$@\" > ", log, "\nexit 65\n"));
  EXPECT_FALSE(Open().ok());
  EXPECT_THAT(*ReadFile(log), HasSubstr("--data_dir=" + data_.path()));
}

TEST_F(OpenImagesTest, AFailureKeepsItsKind) {
  WriteProgram("exit 65\n");
  EXPECT_EQ(Open().status(), absl::DataLossError("preparing mnist failed; the reason stands above"));
  WriteProgram("exit 74\n");
  EXPECT_EQ(Open().status().code(), absl::StatusCode::kUnavailable);
  WriteProgram("kill -9 $$\n");
  EXPECT_THAT(Open().status().message(), HasSubstr("preparing mnist was ended by signal 9 (Killed)"));
  WriteProgram("exit 0\n");
  EXPECT_THAT(Open().status().message(), HasSubstr("mnist was prepared, yet it has not been prepared yet"));
}

TEST_F(OpenImagesTest, MissingFilesAreReportedWithoutRunningAnything) {
  WriteProgram("exit 0\n");
  std::filesystem::remove_all(data_.path() + "/mnist");
  const absl::Status status = Open().status();
  EXPECT_EQ(status.code(), absl::StatusCode::kNotFound);
  EXPECT_THAT(status.message(), HasSubstr("missing file mnist/train-images-idx3-ubyte.gz"));
}

TEST_F(OpenImagesTest, NamesAProgramThatIsNotThere) {
  EXPECT_THAT(Open().status().message(), HasSubstr("vision/prepare"));
}

}  // namespace
}  // namespace moebench::vision
