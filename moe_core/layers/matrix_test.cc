// Every router of router_list.inc x every kind of expert of expert_list.inc x {fp32, bf16} x {train, eval} x every
// device present, through one layer: slots, output, losses, and the gradients of x and of every parameter against the
// loops of reference_layer.h. A combination without a meaning has to be refused, and that is its cell.
//
// A router whose kind has no loop in reference_routers.h, such as one just added, is compared with itself in float64,
// and the test says so; what follows from its slots is held to the loops all the same.

#include <gmock/gmock.h>
#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>
#include <torch/utils.h>

#include <algorithm>
#include <cctype>
#include <cstdio>
#include <functional>
#include <set>

#include "absl/strings/str_cat.h"
#include "moe_core/experts/expert_list.h"
#include "moe_core/layers/moe_layer.h"
#include "moe_core/layers/test_matrix.h"
#include "moe_core/routing/router_list.h"

namespace moebench {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

struct Cell {
  std::string kind, variant;
};
void PrintTo(const Cell& cell, std::ostream* out) { *out << cell.kind << " { " << cell.variant << " }"; }

std::string NameOf(const Cell& cell) {
  std::string name = cell.variant.empty() ? cell.kind : cell.kind + "_";
  for (const char c : cell.variant) {
    if (std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_') {
      name += c;
    } else if (name.back() != '_') {
      name += '_';
    }
  }
  return name;
}

template <typename Kind>
std::vector<Cell> CellsOf(const std::vector<Kind>& kinds) {
  std::vector<Cell> cells;
  for (const Kind& kind : kinds) {
    for (const std::string& variant : kind.variants) cells.push_back({kind.name, variant});
  }
  return cells;
}

template <typename Config>
Config Parsed(const std::string& base, const Cell& cell) {
  Config config;
  TORCH_CHECK(google::protobuf::TextFormat::MergeFromString(base, &config));
  TORCH_CHECK(google::protobuf::TextFormat::MergeFromString(cell.variant, &config), "cannot read ", cell.variant);
  config.set_kind(cell.kind);
  return config;
}

int64_t NumDropped(const ReferenceRouting& routing, int64_t num_experts) {
  int64_t dropped = 0;
  for (const std::vector<bool>& kept : KeptByLoop(routing, num_experts)) {
    dropped += std::count(kept.begin(), kept.end(), false);
  }
  return dropped;
}

void ExpectSameAsLoop(const Setting& setting, Tally& tally) {
  torch::manual_seed(20);
  MoeLayer layer = *MakeMoeLayer(setting.config, setting.Shape());
  Fill(*layer, setting);
  Learn(*layer->router(), setting);
  layer->train(setting.training);
  const RouterInput input = InputOf(Normal({kTokens, kDim}, setting).requires_grad_(), kTemperature);
  const MoeOutput out = layer->forward(input);

  ParameterMap parameter = ReferenceOf(*layer);
  const ReferenceInput reference_input = ReferenceOf(input, setting.training);
  const RouterConfig& router = setting.config.router;
  const ReferenceRouting routing = HasReferenceRouter(router.kind())
                                       ? RouteByLoop(router, PartOf(parameter, "router."), reference_input)
                                       : RouteByItself(setting, reference_input, parameter);
  const ReferenceOutput reference = LayerByLoop(setting.config, parameter, reference_input, routing);

  ASSERT_NO_FATAL_FAILURE(ExpectSameSlots(out.routing, routing, setting, tally));
  EXPECT_EQ(CountDrops(out.routing, out.plan).dropped, NumDropped(routing, router.num_experts()));
  EXPECT_EQ(out.output.scalar_type(), setting.dtype);
  tally.Compare("output", RelativeError(out.output, reference.output), setting.OutputTolerance(), setting);
  ExpectSameLosses(out.losses, reference, setting, tally);
  ExpectSameGradients({out.output, out.losses.total, input.x}, *layer,
                      {reference.output, reference.total, reference_input.x}, parameter, setting, tally);
  const at::Tensor gathered = layer->forward(input, /*all_experts=*/true).output;
  tally.Compare("output from all experts", RelativeError(gathered, reference.output), setting.OutputTolerance(),
                setting);
  ++tally.tested;
}

// Whether every token fills the same number of slots, a multiple of 4, as compositions need.
bool FillsGroupsOfFour(const Setting& setting) {
  static const auto& varying = *new std::set<std::string>{"quantile_gate", "expert_choice"};
  const RouterConfig& config = setting.config.router;
  if (HasReferenceRouter(config.kind())) return varying.count(config.kind()) == 0 && config.top_k() % 4 == 0;
  const int64_t slots = (*MakeLayerRouter(setting.config, setting.Shape()))->FixedSlots();
  return slots > 0 && slots % 4 == 0;
}

void ExpectRefused(const Setting& setting, Tally& tally) {
  const absl::Status status = MakeMoeLayer(setting.config, setting.Shape()).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << status;
  EXPECT_THAT(std::string(status.message()),
              AllOf(HasSubstr("multiple of 4"), HasSubstr(setting.config.experts.composition()),
                    HasSubstr(setting.config.router.kind()), HasSubstr("matrix")));
  ++tally.refused;
}

void ForEachModeDtypeAndDevice(Setting setting, const std::function<void(const Setting&)>& body) {
  for (const at::Device& device : DevicesPresent()) {
    for (const at::ScalarType dtype : {at::kFloat, at::kBFloat16}) {
      for (const bool training : {true, false}) {
        setting.device = device;
        setting.dtype = dtype;
        setting.training = training;
        setting.config.losses = LossesOf(setting.config.router.kind(), training);
        SCOPED_TRACE(setting.Text());
        body(setting);
      }
    }
  }
}

class RouterMatrix : public testing::TestWithParam<Cell> {
 protected:
  static void TearDownTestSuite() { tally_.Print("routers x experts x dtypes x modes x devices"); }
  static inline Tally tally_;
};

TEST_P(RouterMatrix, IsTheLoopOverTokens) {
  const int64_t tested_before = tally_.tested, refused_before = tally_.refused;
  Setting setting;
  setting.config.router = Parsed<RouterConfig>(RouterSizes(), GetParam());
  const bool fills_groups = FillsGroupsOfFour(setting);
  if (!HasReferenceRouter(GetParam().kind)) {
    std::printf("%s has no loop: compared with itself in float64\n", GetParam().kind.c_str());
  }
  int64_t num_compositions = 0;
  for (const Cell& experts : CellsOf(ExpertKinds())) {
    ASSERT_TRUE(HasReferenceExperts(experts.kind)) << "write the loop of " << experts.kind << " in reference_layer.cc";
    setting.config.experts = Parsed<ExpertConfig>("", experts);
    const bool composes = experts.variant.find("composition") != std::string::npos;
    num_compositions += composes ? 1 : 0;
    ForEachModeDtypeAndDevice(setting, [&](const Setting& cell) {
      composes && !fills_groups ? ExpectRefused(cell, tally_) : ExpectSameAsLoop(cell, tally_);
    });
  }
  const int64_t settings = 2 * 2 * static_cast<int64_t>(DevicesPresent().size());
  const int64_t refused = (fills_groups ? 0 : num_compositions) * settings;
  EXPECT_EQ(tally_.refused - refused_before, refused);
  EXPECT_EQ(tally_.tested - tested_before, static_cast<int64_t>(CellsOf(ExpertKinds()).size()) * settings - refused);
}

INSTANTIATE_TEST_SUITE_P(Routers, RouterMatrix, testing::ValuesIn(CellsOf(RouterKinds())),
                         [](const auto& info) { return NameOf(info.param); });

// The cells of the matrix, counted from the lists alone.
TEST(MatrixSize, IsTheProductOfTheLists) {
  size_t num_routers = 0, num_experts = 0;
  for (const RouterKind& kind : RouterKinds()) num_routers += kind.variants.size();
  for (const ExpertKind& kind : ExpertKinds()) num_experts += kind.variants.size();
  EXPECT_EQ(CellsOf(RouterKinds()).size(), num_routers);
  EXPECT_EQ(CellsOf(ExpertKinds()).size(), num_experts);
  const size_t num_devices = DevicesPresent().size();
  std::printf("%zu routers x %zu experts x 2 dtypes x 2 modes x %zu devices = %zu cells\n", num_routers, num_experts,
              num_devices, num_routers * num_experts * 4 * num_devices);
}

// 8 of 12 experts are two groups of four, where cross-gating and grouped gating part.
TEST(TwoGroupsOfFour, AreTheLoopInEveryComposition) {
  Tally tally;
  Setting setting;
  setting.config.router = Parsed<RouterConfig>(RouterSizes(), {"cosine", "num_experts: 12 top_k: 8 cosine_scale: 4"});
  for (const char* composition : {"cross_gated", "grouped_gated", "grouped_silu"}) {
    setting.config.experts = Parsed<ExpertConfig>("", {"rank", absl::StrCat("composition: '", composition, "'")});
    ForEachModeDtypeAndDevice(setting, [&](const Setting& cell) { ExpectSameAsLoop(cell, tally); });
  }
  tally.Print("top-8 of 12 x compositions x dtypes x modes x devices");
}

// Beside the matrix: what no router and no expert can be asked for.
TEST(CellsWithoutMeaning, AreRefusedByName) {
  const auto refusal = [](const Cell& router, const Cell& experts, int64_t output_dim) {
    Setting setting;
    setting.config.router = Parsed<RouterConfig>(RouterSizes(), router);
    setting.config.experts = Parsed<ExpertConfig>("", experts);
    MoeShape shape = setting.Shape();
    shape.output_dim = output_dim;
    const absl::Status status = MakeMoeLayer(setting.config, shape).status();
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << status;
    return std::string(status.message());
  };
  for (const Cell& experts : CellsOf(ExpertKinds())) {
    if (experts.kind == "linear" || experts.variant.find("composition") != std::string::npos) continue;
    EXPECT_THAT(refusal({"linear", ""}, experts, 9), AllOf(HasSubstr(experts.kind), HasSubstr("16"), HasSubstr("9")));
  }
  const Cell linear = {"linear", ""};
  EXPECT_THAT(refusal({"dense", "num_experts: 8"}, linear, 9), AllOf(HasSubstr("num_experts 8"), HasSubstr("matrix")));
  for (const Cell& router : CellsOf(RouterKinds())) {
    if (router.kind == "quantile_gate" || !HasReferenceRouter(router.kind)) continue;  // need not read top_k
    EXPECT_THAT(refusal({router.kind, "num_experts: 1 top_k: 2"}, linear, 9),
                AllOf(HasSubstr("top_k is 2"), HasSubstr("num_experts 1")));
  }
}

}  // namespace
}  // namespace moebench
