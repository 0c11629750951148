#include "vision/data/image_cache_writer.h"

#include <sched.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <filesystem>
#include <string>

#include "base/atomic_file.h"
#include "base/test_folder.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "vision/data/image_cache.h"
#include "vision/data/test_image_set.h"

namespace moebench::vision {
namespace {

using ::testing::HasSubstr;

const ImageCacheOrigin kOrigin = {"mnist", "/data/mnist", "fingerprint"};

std::vector<std::string> NamesIn(const std::string& folder) {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(folder))
    names.push_back(entry.path().filename().string());
  return names;
}

TEST(ImageCacheWriterTest, WritesWhatTheSetHolds) {
  const TestFolder folder;
  const std::string path = folder.path() + "/a.images";
  ImageSet set = TestImageSet(/*train=*/1000, /*test=*/3, /*height=*/5, /*width=*/7, /*channels=*/3);
  set.notice = "an extract";
  ASSERT_TRUE(WriteImageCache(path, set, kOrigin, NoFiles()).ok());
  const auto cache = ImageCache::Open(path);
  ASSERT_TRUE(cache.ok()) << cache.status();
  const ImageCacheHeader& header = (*cache)->header();
  EXPECT_EQ(header.dataset(), "mnist");
  EXPECT_EQ(header.source(), "/data/mnist");
  EXPECT_EQ(header.source_fingerprint(), "fingerprint");
  EXPECT_EQ(header.source_checksum(), *NoFiles().Checksum());
  EXPECT_EQ(header.notice(), "an extract");
  EXPECT_EQ(header.class_name_size(), 4);
  EXPECT_EQ((*cache)->image_bytes(), 105);
  const auto expect_equal = [&](const ImageSplitView& view, const ImageSplit& split) {
    ASSERT_EQ(view.count, split.labels.size());
    EXPECT_EQ(reinterpret_cast<uintptr_t>(view.pixels) % 4096, 0);
    std::vector<uint8_t> pixels(105);
    for (int64_t i = 0; i < view.count; ++i) {
      EXPECT_EQ(view.labels[i], split.labels[i]);
      ASSERT_TRUE(split.decode(i, pixels.data()).ok());
      EXPECT_EQ(std::memcmp(pixels.data(), view.pixels + 105 * i, 105), 0);
    }
  };
  expect_equal((*cache)->train(), set.train);
  expect_equal((*cache)->test(), set.test);
  EXPECT_TRUE((*cache)->Verify(2).ok());
}

// Chunks hold 9,986 images of 105 bytes: 30,000 images are 4 chunks, decoded in any order.
TEST(ImageCacheWriterTest, TheBytesDoNotDependOnTheNumberOfThreads) {
  const TestFolder folder;
  const ImageSet set = TestImageSet(30000, 11000, 5, 7, 3);
  std::string expected;
  for (const int threads : {1, 2, 5}) {
    const std::string path = folder.path() + "/" + std::to_string(threads);
    int64_t last = 0;
    ImageCacheOptions options;
    options.threads = threads;
    options.progress = [&](int64_t done) {
      EXPECT_GT(done, last);
      last = done;
    };
    ASSERT_TRUE(WriteImageCache(path, set, kOrigin, NoFiles(), options).ok());
    EXPECT_EQ(last, 41000);
    const std::string bytes = *ReadFile(path);
    if (expected.empty()) expected = bytes;
    EXPECT_TRUE(bytes == expected) << threads << " threads";
  }
}

// Red 0 and 255: mean 1/2, deviation 1/2. Green 51, 153: (0.2 + 0.6) / 2 = 0.4, deviation 0.2. Blue is constant.
TEST(ImageCacheWriterTest, MomentsAreOfTheTrainingSplitOnly) {
  const TestFolder folder;
  ImageSet set = TestImageSet(2, 1, 1, 1, 3);
  set.train.decode = [](int64_t index, uint8_t* pixels) {
    pixels[0] = index == 0 ? 0 : 255;
    pixels[1] = index == 0 ? 51 : 153;
    pixels[2] = 255;
    return absl::OkStatus();
  };
  ASSERT_TRUE(WriteImageCache(folder.path() + "/a", set, kOrigin, NoFiles()).ok());
  const auto cache = ImageCache::Open(folder.path() + "/a");
  const ImageCacheHeader& header = (*cache)->header();
  EXPECT_DOUBLE_EQ(header.mean(0), 0.5);
  EXPECT_DOUBLE_EQ(header.stddev(0), 0.5);
  EXPECT_DOUBLE_EQ(header.mean(1), 0.4);
  EXPECT_DOUBLE_EQ(header.stddev(1), 0.2);
  EXPECT_DOUBLE_EQ(header.mean(2), 1);
  EXPECT_DOUBLE_EQ(header.stddev(2), 1);
}

TEST(ImageCacheWriterTest, ABadImageLeavesNothingBehindAndKeepsTheOldCache) {
  const TestFolder folder;
  const std::string path = folder.Write("a.images", "old");
  ImageSet set = TestImageSet(100, 1, 2, 2, 1);
  set.train.decode = [](int64_t index, uint8_t*) {
    return index < 57 ? absl::OkStatus() : absl::DataLossError("image 57 is cut");
  };
  EXPECT_EQ(WriteImageCache(path, set, kOrigin, NoFiles()), absl::DataLossError("image 57 is cut"));
  EXPECT_EQ(NamesIn(folder.path()), std::vector<std::string>{"a.images"});
  EXPECT_EQ(*ReadFile(path), "old");
}

TEST(ImageCacheWriterTest, WhatAKilledProcessLeftIsOverwritten) {
  const TestFolder folder;
  folder.Write("a.images.partial", std::string(100000, 'x'));
  ASSERT_TRUE(WriteImageCache(folder.path() + "/a.images", TestImageSet(2, 1, 2, 2, 1), kOrigin, NoFiles()).ok());
  EXPECT_EQ(NamesIn(folder.path()), std::vector<std::string>{"a.images"});
  EXPECT_TRUE((*ImageCache::Open(folder.path() + "/a.images"))->Verify().ok());
}

TEST(ImageCacheWriterTest, NamesAFolderThatCannotBeWrittenTo) {
  const absl::Status status = WriteImageCache("/no/such/a.images", TestImageSet(2, 1, 2, 2, 1), kOrigin, NoFiles());
  EXPECT_EQ(status.code(), absl::StatusCode::kUnavailable);
  EXPECT_THAT(status.message(), HasSubstr("cannot write prepared cache /no/such/a.images: No such file or directory"));
}

// At every size limit below the file's, a limit on file sizes stands in for a full disk.
TEST(ImageCacheWriterTest, AFileSizeLimitIsAnErrorThatLeavesNothing) {
  signal(SIGXFSZ, SIG_IGN);
  rlimit before;
  ASSERT_EQ(getrlimit(RLIMIT_FSIZE, &before), 0);
  const TestFolder folder;
  const ImageSet set = TestImageSet(100, 50, 8, 8, 3);
  for (const rlim_t bytes : {0, 100, 500, 5000, 20000, 30000}) {
    rlimit limit = before;
    limit.rlim_cur = bytes;
    ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &limit), 0);
    const absl::Status status = WriteImageCache(folder.path() + "/a.images", set, kOrigin, NoFiles());
    ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &before), 0);
    EXPECT_EQ(status.code(), absl::StatusCode::kResourceExhausted) << bytes;
    EXPECT_THAT(status.message(), HasSubstr("File too large; free some room, or name another cache folder"));
    EXPECT_TRUE(NamesIn(folder.path()).empty()) << bytes;
  }
}

// In a process of its own, with a file system of 64 KiB mounted where only it sees it. Exit codes: 0 as expected, 1
// not, 77 no right to mount.
int FillAFullDisk(const std::string& folder) {
  if (unshare(CLONE_NEWNS) != 0 && unshare(CLONE_NEWUSER | CLONE_NEWNS) != 0) return 77;
  if (mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0) return 77;
  if (mount("tmpfs", folder.c_str(), "tmpfs", 0, "size=65536") != 0) return 77;
  const absl::Status status =
      WriteImageCache(folder + "/a.images", TestImageSet(400, 10, 16, 16, 3), kOrigin, NoFiles());
  const bool says_why = status.message().find("No space left on device; free some room") != absl::string_view::npos;
  return absl::IsResourceExhausted(status) && says_why && NamesIn(folder).empty() ? 0 : 1;
}

TEST(ImageCacheWriterTest, AFullDiskIsAnErrorThatLeavesNothing) {
  const TestFolder folder;
  const pid_t child = fork();
  if (child == 0) _exit(FillAFullDisk(folder.path()));
  int code = 0;
  ASSERT_EQ(waitpid(child, &code, 0), child);
  if (WEXITSTATUS(code) == 77) GTEST_SKIP() << "no right to mount a small file system";
  EXPECT_EQ(code, 0);
}

}  // namespace
}  // namespace moebench::vision
