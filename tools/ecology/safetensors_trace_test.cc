#include "tools/ecology/safetensors_trace.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <string>
#include <vector>

#include "base/atomic_file.h"
#include "base/test_folder.h"
#include "moe_core/training/safetensors.h"

namespace moebench::tools {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

template <typename T>
TensorView View(const std::string& dtype, const std::vector<int64_t>& shape, const std::vector<T>& values) {
  return {dtype, shape, values.data(), values.size() * sizeof(T)};
}

const std::vector<int64_t>& Experts() {
  static const auto* const experts = new std::vector<int64_t>{3, 1, 0, 2, 5, -1};
  return *experts;
}

const std::vector<float>& Weights() {
  static const auto* const weights = new std::vector<float>{0.75f, 0.25f, 0.5f, 0.5f, 1, 0};
  return *weights;
}

// Three rows of two choices.
std::map<std::string, TensorView> Tensors() {
  return {{"expert", View("I64", {3, 2}, Experts())}, {"weight", View("F32", {3, 2}, Weights())}};
}

absl::StatusOr<RoutingTrace> Read(const std::map<std::string, TensorView>& tensors, absl::string_view numbers = "") {
  const TestFolder folder;
  const std::string path = folder.path() + "/trace.safetensors";
  EXPECT_TRUE(WriteSafetensors(path, tensors, {}).ok());
  return ReadSafetensorsTrace(path, *ExpertNumbers::Parse(numbers));
}

std::string Error(const std::map<std::string, TensorView>& tensors, absl::string_view numbers = "") {
  const absl::Status status = Read(tensors, numbers).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss);
  return std::string(status.message());
}

std::string ErrorWith(const std::string& name, const TensorView& view) {
  std::map<std::string, TensorView> tensors = Tensors();
  tensors[name] = view;
  return Error(tensors);
}

TEST(ReadSafetensorsTraceTest, ExpertsAndWeightsSuffice) {
  const RoutingTrace trace = *Read(Tensors());
  EXPECT_EQ(trace.top_k, 2);
  EXPECT_THAT(trace.expert, ElementsAre(3, 1, 0, 2, 5, -1));
  EXPECT_THAT(trace.weight, ElementsAre(0.75f, 0.25f, 0.5f, 0.5f, 1, 0));
  EXPECT_THAT(trace.right, IsEmpty());
  EXPECT_THAT(trace.step, IsEmpty());
  EXPECT_THAT(trace.layer, IsEmpty());
  EXPECT_THAT(trace.sample, IsEmpty());
  EXPECT_THAT(trace.notices, IsEmpty());
  EXPECT_EQ(trace.num_experts.at(0), 6);
}

TEST(ReadSafetensorsTraceTest, ReadsOptionalTensorsOfManyTypes) {
  const std::vector<uint8_t> experts = {3, 1, 0, 2, 5, 6};
  const std::vector<double> weights = {0.75, 0.25, 0.5, 0.5, 1, 0};
  const std::vector<int32_t> label = {7, 8, 9};
  const std::vector<int16_t> prediction = {7, 9, 9};
  const std::vector<uint16_t> layer = {0, 1, 1};
  const std::vector<float> step = {0, 0.5f, 1};
  const std::vector<uint64_t> sample = {4, 5, 6};
  const RoutingTrace trace = *Read({{"expert", View("U8", {3, 2}, experts)},
                                    {"weight", View("F64", {3, 2}, weights)},
                                    {"label", View("I32", {3}, label)},
                                    {"prediction", View("I16", {3}, prediction)},
                                    {"layer", View("U16", {3}, layer)},
                                    {"step", View("F32", {3}, step)},
                                    {"sample", View("U64", {3}, sample)}},
                                   "6");
  EXPECT_THAT(trace.expert, ElementsAre(3, 1, 0, 2, 5, -1));  // 6 is an empty slot of six experts
  EXPECT_THAT(trace.weight, ElementsAre(0.75f, 0.25f, 0.5f, 0.5f, 1, 0));
  EXPECT_THAT(trace.right, ElementsAre(1, 0, 1));
  EXPECT_THAT(trace.layer, ElementsAre(0, 1, 1));
  EXPECT_THAT(trace.step, ElementsAre(0, 0.5, 1));
  EXPECT_THAT(trace.sample, ElementsAre(4, 5, 6));
}

TEST(ReadSafetensorsTraceTest, StepsMayBeWholeNumbers) {
  const std::vector<int64_t> step = {0, 100, 2000000};
  std::map<std::string, TensorView> tensors = Tensors();
  tensors["step"] = View("I64", {3}, step);
  EXPECT_THAT(Read(tensors)->step, ElementsAre(0, 100, 2e6));
}

TEST(ReadSafetensorsTraceTest, TellsOfTensorsThatAreNotRead) {
  const std::vector<int64_t> label = {1, 2, 3};
  std::map<std::string, TensorView> tensors = Tensors();
  tensors["label"] = View("I64", {3}, label);
  tensors["predictions"] = View("I64", {3}, label);
  EXPECT_THAT(Read(tensors)->notices, ElementsAre("tensor \"predictions\" is not read (did you mean \"prediction\"?)",
                                                  "tensor label is of no use without prediction"));
}

TEST(ReadSafetensorsTraceTest, NamesTheTensorItsTypeItsShapeAndWhatWasExpected) {
  EXPECT_THAT(ErrorWith("expert", View("F32", {3, 2}, Weights())),
              HasSubstr("tensor expert is F32 [3, 2]; expected whole numbers (I64 I32 I16 I8 U64 U32 U16 U8) [3, 2]"));
  EXPECT_THAT(ErrorWith("expert", View("I64", {6}, Experts())),
              HasSubstr("trace.safetensors: tensor expert is I64 [6]; expected [n, K]"));
  EXPECT_THAT(ErrorWith("weight", View("F32", {2, 3}, Weights())),
              HasSubstr("tensor weight is F32 [2, 3]; expected floating point (F64 F32 F16 BF16) [3, 2]"));
  EXPECT_THAT(ErrorWith("weight", View("I64", {3, 2}, Experts())), HasSubstr("tensor weight is I64 [3, 2]; expected"));
  EXPECT_THAT(ErrorWith("label", View("I64", {6}, Experts())), HasSubstr("tensor label is I64 [6]; expected whole"));
  EXPECT_THAT(ErrorWith("prediction", View("F32", {6}, Weights())), HasSubstr("tensor prediction is F32 [6]"));
  EXPECT_THAT(ErrorWith("step", View("F32", {6}, Weights())), HasSubstr("tensor step is F32 [6]; expected"));
  EXPECT_THAT(ErrorWith("layer", View("F32", {6}, Weights())), HasSubstr("tensor layer is F32 [6]; expected whole"));
  const std::vector<int64_t> none;
  EXPECT_THAT(ErrorWith("expert", View("I64", {0, 2}, none)), HasSubstr("I64 [0, 2]; expected at least one row"));
  EXPECT_THAT(ErrorWith("expert", View("I64", {3, 0}, none)), HasSubstr("I64 [3, 0]; expected at least one row"));
}

TEST(ReadSafetensorsTraceTest, SaysWhichTensorIsMissing) {
  std::map<std::string, TensorView> tensors = Tensors();
  tensors.erase("weight");
  EXPECT_THAT(Error(tensors),
              HasSubstr("there is no tensor weight among \"expert\"; expected expert [n, K] and weight"));
  tensors = Tensors();
  tensors["experts"] = tensors["expert"];
  tensors.erase("expert");
  EXPECT_THAT(Error(tensors), HasSubstr("there is no tensor expert among \"experts\", \"weight\""));
}

TEST(ReadSafetensorsTraceTest, NamesTheRowOfABadValue) {
  std::vector<float> weights = Weights();
  weights[3] = std::nanf("");
  EXPECT_THAT(ErrorWith("weight", View("F32", {3, 2}, weights)), HasSubstr("row 1: weight1 is nan"));
  std::vector<int64_t> experts = Experts();
  experts[5] = 5;
  EXPECT_THAT(ErrorWith("expert", View("I64", {3, 2}, experts)), HasSubstr("row 2: expert1 is 5, which the same row"));
  EXPECT_THAT(Error(Tensors(), "3"), HasSubstr("row 2: expert0 is 5; expected an id from 0 to 2"));
}

TEST(ReadSafetensorsTraceTest, RefusesDamagedFiles) {
  const TestFolder folder;
  const std::string path = folder.path() + "/trace.safetensors";
  ASSERT_TRUE(WriteSafetensors(path, Tensors(), {}).ok());
  const std::string whole = *ReadFile(path);
  const std::string cut = folder.Write("cut.safetensors", whole.substr(0, whole.size() - 5));
  EXPECT_EQ(ReadSafetensorsTrace(cut, {}).status().code(), absl::StatusCode::kDataLoss);
  EXPECT_THAT(std::string(ReadSafetensorsTrace(cut, {}).status().message()), HasSubstr("cut.safetensors: "));
  EXPECT_EQ(ReadSafetensorsTrace("/nowhere.safetensors", {}).status().code(), absl::StatusCode::kNotFound);
}

}  // namespace
}  // namespace moebench::tools
