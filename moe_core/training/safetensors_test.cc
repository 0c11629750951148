#include "moe_core/training/safetensors.h"

#include <cmath>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <limits>
#include <string>

#include "absl/strings/str_cat.h"
#include "base/atomic_file.h"
#include "base/counter_random.h"
#include "base/runfiles.h"
#include "base/test_folder.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace moebench {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

template <typename T>
std::vector<T> Values(const TensorView& view) {
  std::vector<T> values(view.bytes / sizeof(T));
  if (!values.empty()) std::memcpy(values.data(), view.data, view.bytes);
  return values;
}

class SafetensorsTest : public ::testing::Test {
 protected:
  std::map<std::string, TensorView> Tensors() const {
    return {{"layer.weight", {"F32", {2, 3}, weight_, sizeof(weight_)}},
            {"flags", {"U8", {3}, flags_, sizeof(flags_)}},
            {"step", {"I64", {}, &step_, sizeof(step_)}},
            {"none", {"F32", {0, 7}, nullptr, 0}}};
  }
  // Without a sync, for tests that write thousands of files.
  void WriteQuickly(const std::string& bytes) const { std::ofstream(path_, std::ios::binary) << bytes; }
  std::string ErrorOf(const std::string& bytes) const {
    WriteQuickly(bytes);
    const absl::Status status = SafetensorsFile::Open(path_).status();
    EXPECT_TRUE(absl::IsDataLoss(status)) << status;
    EXPECT_THAT(std::string(status.message()), HasSubstr(absl::StrCat(path_, ": ")));
    return std::string(status.message());
  }

  const TestFolder folder_;
  const std::string path_ = folder_.path() + "/x.safetensors";
  const float weight_[6] = {1, -2, 3.5f, 0, -0.0f, std::numeric_limits<float>::denorm_min()};
  const uint8_t flags_[3] = {1, 0, 255};
  const int64_t step_ = -1234567890123;
};

TEST_F(SafetensorsTest, WrittenTensorsAreReadBack) {
  ASSERT_TRUE(WriteSafetensors(path_, Tensors(), {{"format", "pt"}, {"step", "100"}}).ok());
  const absl::StatusOr<SafetensorsFile> file = SafetensorsFile::Open(path_);
  ASSERT_TRUE(file.ok()) << file.status();
  EXPECT_EQ(file->metadata(), (std::map<std::string, std::string>{{"format", "pt"}, {"step", "100"}}));
  ASSERT_EQ(file->tensors().size(), 4u);
  const TensorView& weight = file->tensors().at("layer.weight");
  EXPECT_EQ(weight.dtype, "F32");
  EXPECT_THAT(weight.shape, ElementsAre(2, 3));
  EXPECT_EQ(std::memcmp(weight.data, weight_, sizeof(weight_)), 0);
  EXPECT_THAT(Values<uint8_t>(file->tensors().at("flags")), ElementsAre(1, 0, 255));
  EXPECT_THAT(Values<int64_t>(file->tensors().at("step")), ElementsAre(step_));
  EXPECT_THAT(file->tensors().at("none").shape, ElementsAre(0, 7));
  EXPECT_EQ(file->tensors().at("none").bytes, 0u);
}

TEST_F(SafetensorsTest, WhatIsWrittenIsAlignedForItsType) {
  ASSERT_TRUE(WriteSafetensors(path_, Tensors(), {}).ok());
  const SafetensorsFile file = *SafetensorsFile::Open(path_);
  EXPECT_EQ(reinterpret_cast<uintptr_t>(file.tensors().at("step").data) % 8, 0u);
  EXPECT_EQ(reinterpret_cast<uintptr_t>(file.tensors().at("layer.weight").data) % 4, 0u);
}

TEST_F(SafetensorsTest, TheSameContentsGiveTheSameBytes) {
  ASSERT_TRUE(WriteSafetensors(path_, Tensors(), {{"b", "2"}, {"a", "1"}}).ok());
  const std::string bytes = *ReadFile(path_);
  const std::string elsewhere = absl::StrCat(folder_.path(), "/y.safetensors");
  ASSERT_TRUE(WriteSafetensors(elsewhere, Tensors(), {{"a", "1"}, {"b", "2"}}).ok());
  EXPECT_EQ(*ReadFile(elsewhere), bytes);
}

TEST_F(SafetensorsTest, AFileWithoutTensorsIsValid) {
  ASSERT_TRUE(WriteSafetensors(path_, {}, {}).ok());
  const absl::StatusOr<SafetensorsFile> file = SafetensorsFile::Open(path_);
  ASSERT_TRUE(file.ok()) << file.status();
  EXPECT_TRUE(file->tensors().empty());
  EXPECT_TRUE(file->metadata().empty());
}

TEST_F(SafetensorsTest, TensorsThatDoNotAgreeWithTheirSizeAreNotWritten) {
  const auto message = [this](const TensorView& view) {
    return std::string(WriteSafetensors(path_, {{"x", view}}, {}).message());
  };
  EXPECT_THAT(message({"F32", {2}, weight_, 4}), HasSubstr("tensor \"x\" takes 8 bytes, 4 were given"));
  EXPECT_THAT(message({"F33", {1}, weight_, 4}), HasSubstr("tensor \"x\" has the unknown type \"F33\""));
  EXPECT_THAT(message({"F32", {-1}, weight_, 4}), HasSubstr("impossible shape [-1]"));
  EXPECT_THAT(std::string(WriteSafetensors(path_, {}, {{"crc32c", ""}}).message()), HasSubstr("writer's own"));
  EXPECT_THAT(std::string(WriteSafetensors(path_, {}, {{"crc32c_of", ""}}).message()), HasSubstr("writer's own"));
  EXPECT_FALSE(std::filesystem::exists(path_));
}

// Written by the Python package; testdata/python_golden.py says how.
TEST_F(SafetensorsTest, PythonsFileIsRead) {
  const absl::StatusOr<std::string> golden = Runfile("moe_core/training/testdata/python_golden.safetensors");
  ASSERT_TRUE(golden.ok()) << golden.status();
  const absl::StatusOr<SafetensorsFile> file = SafetensorsFile::Open(*golden);
  ASSERT_TRUE(file.ok()) << file.status();
  EXPECT_EQ(file->metadata(), (std::map<std::string, std::string>{{"format", "np"}, {"note", "quotes \" and µ"}}));
  ASSERT_EQ(file->tensors().size(), 6u);
  const TensorView& weight = file->tensors().at("weight");
  EXPECT_EQ(weight.dtype, "F32");
  EXPECT_THAT(weight.shape, ElementsAre(2, 3));
  EXPECT_THAT(Values<float>(weight), ElementsAre(1.5f, -2.0f, 3.25f, 0.0f, INFINITY, 1e-38f));
  EXPECT_THAT(Values<int64_t>(file->tensors().at("step")), ElementsAre(int64_t{1} << 40));
  EXPECT_TRUE(file->tensors().at("step").shape.empty());
  EXPECT_THAT(Values<uint8_t>(file->tensors().at("bytes")), ElementsAre(0, 1, 2, 3, 4));
  EXPECT_THAT(Values<uint8_t>(file->tensors().at("möbius/flag")), ElementsAre(1, 0, 1));
  EXPECT_THAT(Values<uint16_t>(file->tensors().at("half")), ElementsAre(0x3800, 0x7BFF));
  EXPECT_THAT(file->tensors().at("empty").shape, ElementsAre(0, 4));
}

TEST_F(SafetensorsTest, FilesThatAreNotThereOrNotFiles) {
  EXPECT_TRUE(absl::IsNotFound(SafetensorsFile::Open(path_).status()));
  EXPECT_THAT(std::string(SafetensorsFile::Open(folder_.path()).status().message()), HasSubstr("not a file"));
}

TEST_F(SafetensorsTest, ImpossibleHeaderSizesAreRefused) {
  EXPECT_THAT(ErrorOf(""), HasSubstr("0 bytes, too few"));
  EXPECT_THAT(ErrorOf("1234567"), HasSubstr("7 bytes, too few"));
  EXPECT_THAT(ErrorOf(std::string(8, '\xFF') + "{}"), HasSubstr("claims 18446744073709551615 bytes, at most 2"));
  EXPECT_THAT(ErrorOf(std::string("\x03\0\0\0\0\0\0\0{}", 10)), HasSubstr("claims 3 bytes, at most 2"));
}

// The limit holds however long the file is: a sparse one of 200 MB costs nothing.
TEST_F(SafetensorsTest, AHeaderBeyondTheFormatsLimitIsRefused) {
  const uint64_t size = 100'000'001;
  WriteQuickly(std::string(reinterpret_cast<const char*>(&size), 8));
  std::filesystem::resize_file(path_, 200'000'000);
  const absl::Status status = SafetensorsFile::Open(path_).status();
  EXPECT_THAT(std::string(status.message()), HasSubstr("claims 100000001 bytes, at most 100000000"));
}

TEST_F(SafetensorsTest, AFileCutAnywhereIsRefused) {
  ASSERT_TRUE(WriteSafetensors(path_, Tensors(), {{"step", "100"}}).ok());
  const std::string bytes = *ReadFile(path_);
  for (size_t size = 0; size < bytes.size(); ++size) ErrorOf(bytes.substr(0, size));
  ErrorOf(bytes + "x");
}

TEST_F(SafetensorsTest, AFlippedBitAnywhereIsRefused) {
  ASSERT_TRUE(WriteSafetensors(path_, Tensors(), {{"step", "100"}}).ok());
  const std::string bytes = *ReadFile(path_);
  std::fstream file(path_, std::ios::binary | std::ios::in | std::ios::out);
  for (size_t bit = 0; bit < 8 * bytes.size(); ++bit) {
    const auto at = static_cast<std::streamoff>(bit / 8);
    file.seekp(at).put(static_cast<char>(bytes[bit / 8] ^ (1 << bit % 8))).flush();
    ASSERT_TRUE(absl::IsDataLoss(SafetensorsFile::Open(path_).status())) << bit;
    file.seekp(at).put(bytes[bit / 8]).flush();
  }
  EXPECT_TRUE(SafetensorsFile::Open(path_).ok());
}

TEST_F(SafetensorsTest, ChangedDataAndMetadataFailTheChecksum) {
  ASSERT_TRUE(WriteSafetensors(path_, Tensors(), {{"step", "100"}}).ok());
  const std::string bytes = *ReadFile(path_);
  std::string other_data = bytes;
  other_data.back() = 'x';
  EXPECT_THAT(ErrorOf(other_data), HasSubstr("it is damaged"));
  std::string other_step = bytes;
  other_step.replace(bytes.find("\"100\""), 5, "\"101\"");
  EXPECT_THAT(ErrorOf(other_step), HasSubstr("it is damaged"));
}

// Python's file has no checksum, so some damage passes; whatever passes must be safe to read.
TEST_F(SafetensorsTest, MutatedFilesNeverCrash) {
  const std::string bytes = *ReadFile(*Runfile("moe_core/training/testdata/python_golden.safetensors"));
  CounterRandom random(2026, 1);
  size_t sum = 0;
  for (int i = 0; i < 5000; ++i) {
    std::string mutated = bytes;
    for (uint32_t edits = 1 + random.Below(3); edits > 0; --edits) {
      const uint32_t at = random.Below(static_cast<uint32_t>(mutated.size()));
      const uint32_t kind = random.Below(4);
      if (kind <= 1) mutated[at] = static_cast<char>(random.Below(256));
      if (kind == 2) mutated.erase(at, random.Below(9));
      if (kind == 3) mutated.insert(at, random.Below(9), static_cast<char>(random.Below(256)));
    }
    WriteQuickly(mutated);
    const absl::StatusOr<SafetensorsFile> file = SafetensorsFile::Open(path_);
    if (!file.ok()) continue;
    for (const auto& [name, view] : file->tensors()) {
      for (const uint8_t byte : Values<uint8_t>(view)) sum += byte;
    }
  }
  EXPECT_GT(sum, 0u);
}

}  // namespace
}  // namespace moebench
