#include "vision/data/cifar_reader.h"

#include <algorithm>
#include <cstdlib>
#include <string>

#include "absl/strings/str_cat.h"
#include "base/test_folder.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "vision/data/folder_tree.h"

namespace moebench::vision {
namespace {

using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

bool Everything(absl::string_view) { return true; }

// One record: labels, then planes filled with three values.
std::string Record(const std::vector<int>& labels, int red, int green, int blue) {
  std::string bytes(labels.begin(), labels.end());
  for (const int value : {red, green, blue}) bytes += std::string(1024, static_cast<char>(value));
  return bytes;
}

std::string Records(int count, int label_bytes) {
  std::string bytes;
  for (int i = 0; i < count; ++i) bytes += Record(std::vector<int>(label_bytes, i % 10), i, i, i);
  return bytes;
}

class CifarReaderTest : public testing::Test {
 protected:
  void WriteCifar10(int records_a_file) {
    for (int i = 1; i <= 5; ++i) folder_.Write(absl::StrCat("data_batch_", i, ".bin"), Records(records_a_file, 1));
    folder_.Write("test_batch.bin", Records(records_a_file, 1));
  }
  absl::StatusOr<ImageSet> Read10() { return ReadCifar10(*OpenFolder(folder_.path(), Everything, 1)); }
  absl::StatusOr<ImageSet> Read100() { return ReadCifar100(*OpenFolder(folder_.path(), Everything, 1)); }
  TestFolder folder_;
};

TEST_F(CifarReaderTest, ReadsCifar10InFileOrder) {
  WriteCifar10(1);
  folder_.Write("data_batch_2.bin", Record({7}, 1, 2, 3));
  folder_.Write("test_batch.bin", Record({9}, 4, 5, 6));
  const auto set = Read10();
  ASSERT_TRUE(set.ok()) << set.status();
  EXPECT_EQ(set->height, 32);
  EXPECT_EQ(set->channels, 3);
  EXPECT_THAT(set->train.labels, ElementsAre(0, 7, 0, 0, 0));
  EXPECT_THAT(set->test.labels, ElementsAre(9));
  EXPECT_EQ(set->notice, "an extract: 6 images; the official set has 60000");
}

// Planes become interleaved: pixel i of the record's red plane is byte 3 i, green 3 i + 1, blue 3 i + 2.
TEST_F(CifarReaderTest, InterleavesThePlanes) {
  WriteCifar10(1);
  std::string record = Record({1}, 0, 0, 0);
  for (int i = 0; i < 3072; ++i) record[1 + i] = static_cast<char>(i % 251);
  folder_.Write("test_batch.bin", record);
  const auto set = Read10();
  ASSERT_TRUE(set.ok()) << set.status();
  std::vector<uint8_t> pixels(3072);
  ASSERT_TRUE(set->test.decode(0, pixels.data()).ok());
  for (int i = 0; i < 1024; ++i) {
    for (int channel = 0; channel < 3; ++channel) {
      EXPECT_EQ(pixels[3 * i + channel], (channel * 1024 + i) % 251) << i;
    }
  }
}

TEST_F(CifarReaderTest, TakesTheFineLabelOfCifar100) {
  folder_.Write("train.bin", Record({19, 99}, 1, 2, 3) + Record({0, 4}, 7, 8, 9));
  folder_.Write("test.bin", Record({3, 0}, 1, 1, 1));
  const auto set = Read100();
  ASSERT_TRUE(set.ok()) << set.status();
  EXPECT_EQ(set->class_names.size(), 100);
  EXPECT_TRUE(std::is_sorted(set->class_names.begin(), set->class_names.end()));
  EXPECT_EQ(set->class_names[99], "worm");
  EXPECT_THAT(set->train.labels, ElementsAre(99, 4));
  std::vector<uint8_t> pixels(3072);
  ASSERT_TRUE(set->train.decode(1, pixels.data()).ok());
  EXPECT_EQ(pixels[0], 7);
  EXPECT_EQ(pixels[3071], 9);
}

TEST_F(CifarReaderTest, RefusesLabelsOutOfRange) {
  WriteCifar10(2);
  folder_.Write("data_batch_4.bin", Record({9}, 0, 0, 0) + Record({10}, 0, 0, 0));
  const absl::Status status = Read10().status();
  EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss);
  EXPECT_THAT(status.message(), HasSubstr("data_batch_4.bin: label of record 1 is 10, expected 0 to 9"));

  folder_.Write("train.bin", Record({0, 100}, 0, 0, 0));
  folder_.Write("test.bin", Record({0, 0}, 0, 0, 0));
  EXPECT_THAT(Read100().status().message(), HasSubstr("train.bin: label of record 0 is 100, expected 0 to 99"));
}

TEST_F(CifarReaderTest, RefusesAFileCutInsideARecord) {
  WriteCifar10(2);
  folder_.Write("test_batch.bin", Records(2, 1).substr(0, 6145));
  EXPECT_THAT(
      Read10().status().message(),
      HasSubstr("test_batch.bin has 6145 bytes, no whole number of records of 3073; the official file has 30730000"));
  folder_.Write("test_batch.bin", "");
  EXPECT_THAT(Read10().status().message(), HasSubstr("test_batch.bin has 0 bytes"));
}

// CIFAR-10's records in CIFAR-100's files and the other way round.
TEST_F(CifarReaderTest, RefusesTheOtherSetsRecords) {
  folder_.Write("train.bin", Records(10, 1));
  folder_.Write("test.bin", Records(10, 2));
  EXPECT_THAT(Read100().status().message(), HasSubstr("no whole number of records of 3074"));
}

TEST_F(CifarReaderTest, RefusesAFileCutBetweenRecordsOfAWholeSet) {
  WriteCifar10(10000);
  ASSERT_TRUE(Read10().ok());
  EXPECT_EQ(Read10()->notice, "");
  folder_.Write("data_batch_3.bin", Records(9999, 1));
  const absl::Status status = Read10().status();
  EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss);
  EXPECT_THAT(status.message(), HasSubstr("data_batch_3.bin has 9999 records, officially 10000, while "));
  EXPECT_THAT(status.message(), HasSubstr("is whole: it is cut, or of another set"));
}

TEST(RealCifar10Test, HasTheOfficialCounts) {
  const char* data = std::getenv("MOEBENCH_REAL_DATA");
  if (data == nullptr) GTEST_SKIP() << "MOEBENCH_REAL_DATA names no folder of real data";
  const auto tree = OpenFolder(absl::StrCat(data, "/cifar-10-batches-bin"), Everything, 1);
  if (!tree.ok()) GTEST_SKIP() << tree.status();
  const auto set = ReadCifar10(*tree);
  ASSERT_TRUE(set.ok()) << set.status();
  EXPECT_EQ(set->notice, "");
  std::vector<int64_t> counts(10);
  for (const int32_t label : set->train.labels) ++counts[label];
  EXPECT_THAT(counts, Each(5000));
}

}  // namespace
}  // namespace moebench::vision
