// Every large library does real work in one process. A duplicate symbol, a second protobuf runtime or a wrong C++ ABI
// shows here first, as a crash before main or a wrong answer.

#include <torch/types.h>

#include <cstdio>
#include <fstream>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"
#include "opencv2/imgcodecs.hpp"
#include "stats/records/run_record.pb.h"
#include "third_party/sentencepiece_in_process.h"

namespace moebench {
namespace {

TEST(LibrariesInOneProcess, ProtobufAndAbseil) {
  stats::RunRecord record;
  record.set_experiment(absl::StrCat("ecology/", "cifar10_e"));
  std::string text;
  ASSERT_TRUE(google::protobuf::TextFormat::PrintToString(record, &text));
  EXPECT_EQ(text, "experiment: \"ecology/cifar10_e\"\n");
  EXPECT_EQ(absl::StatusOr<int>(absl::NotFoundError("x")).status().code(), absl::StatusCode::kNotFound);
}

TEST(LibrariesInOneProcess, LibTorchDifferentiates) {
  torch::Tensor x = torch::arange(6, torch::kFloat).reshape({2, 3}).requires_grad_();  // [2, 3]
  torch::matmul(x, x.t()).sum().backward();
  // d/dx sum(x x^T) = 2 * (column sums) in every row: column sums are 3, 5, 7.
  EXPECT_TRUE(torch::equal(x.grad(), torch::tensor({{6.f, 10.f, 14.f}, {6.f, 10.f, 14.f}})));
}

TEST(LibrariesInOneProcess, SentencePieceTrainsAndEncodes) {
  const std::string input = testing::TempDir() + "/text.txt";
  const std::string sentence = "experts route tokens and tokens choose experts";
  {
    std::ofstream out(input);
    for (int i = 0; i < 50; ++i) out << sentence << "\n";
  }
  const std::string model = TrainSentencePieceBpe(input, 30);
  ASSERT_FALSE(model.empty());
  const std::vector<int> ids = EncodeWithSentencePiece(model, sentence);
  EXPECT_GT(ids.size(), 1u);
  EXPECT_LT(ids.size(), sentence.size());
  EXPECT_EQ(DecodeWithSentencePiece(model, ids), sentence);
}

TEST(LibrariesInOneProcess, OpenCvRoundTripsPng) {
  cv::Mat image(5, 7, CV_8UC3, cv::Scalar(10, 20, 30));
  image.at<cv::Vec3b>(4, 6) = {1, 2, 3};
  std::vector<unsigned char> png;
  ASSERT_TRUE(cv::imencode(".png", image, png));
  const cv::Mat decoded = cv::imdecode(png, cv::IMREAD_COLOR);
  ASSERT_EQ(decoded.size(), image.size());
  EXPECT_EQ(decoded.at<cv::Vec3b>(4, 6), cv::Vec3b(1, 2, 3));
  EXPECT_EQ(decoded.at<cv::Vec3b>(0, 0), cv::Vec3b(10, 20, 30));
}

}  // namespace
}  // namespace moebench
