#include "moe_core/experts/expert_list.h"

#include <torch/types.h>
#include <torch/utils.h>

#include <set>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "moe_core/experts/test_experts.h"

namespace moebench {
namespace {

using ::testing::HasSubstr;
using ::testing::ThrowsMessage;
using ::testing::UnorderedElementsAre;

TEST(ExpertKinds, HaveDistinctNamesAndVariants) {
  std::set<std::string> names;
  for (const ExpertKind& kind : ExpertKinds()) {
    EXPECT_TRUE(names.insert(kind.name).second) << kind.name;
    EXPECT_FALSE(kind.source.empty()) << kind.name;
    EXPECT_FALSE(kind.variants.empty()) << kind.name;
  }
}

// Dispatched, every kind is the weighted sum of what ForwardAll says of the chosen experts.
TEST(ExpertKinds, ForwardAgreesWithForwardAll) {
  constexpr int64_t T = 37, E = 5, K = 2, D = 6;
  for (const ExpertKind& kind : ExpertKinds()) {
    for (const std::string& variant : kind.variants) {
      if (ExpertConfigOf(variant).composition() != "sum") continue;
      SCOPED_TRACE(absl::StrCat(kind.name, " ", variant));
      const auto bank = MakeTestExperts(absl::StrCat("kind: '", kind.name, "' ", variant), {E, D, D}, /*num_hops=*/2);
      EXPECT_GE(bank->FlopsPerAssignment(), 0);
      const at::Tensor x = torch::randn({T, D}, torch::kDouble), weight = torch::rand({T, K}, torch::kDouble);
      const at::Tensor expert = torch::rand({T, E}).argsort(int64_t{1}, false).narrow(1, 0, K).contiguous();
      for (const int64_t hop : {0, 1}) {
        const at::Tensor y = bank->forward(x, PlanOf(expert, E), weight, hop);
        const at::Tensor chosen = bank->ForwardAll(x, hop).gather(1, expert.unsqueeze(2).expand({T, K, D}));
        EXPECT_TRUE(torch::allclose(y, (chosen * weight.unsqueeze(2)).sum(1), 1e-12, 1e-12)) << hop;
      }
    }
  }
}

// Each composition against its formula over ForwardAll, with the chosen experts in slot order.
TEST(ExpertKinds, CompositionsAgreeWithForwardAll) {
  constexpr int64_t T = 11, E = 9, K = 8, D = 3;
  const at::Tensor x = torch::randn({T, D}, torch::kDouble), weight = torch::rand({T, K}, torch::kDouble);
  const at::Tensor expert = torch::rand({T, E}).argsort(int64_t{1}, false).narrow(1, 0, K).contiguous();
  const auto run = [&](const std::string& composition, at::Tensor& w) {
    const auto bank = MakeTestExperts(absl::StrCat("kind: 'rank' composition: '", composition, "'"), {E, D, D});
    w = bank->ForwardAll(x).gather(1, expert.unsqueeze(2).expand({T, K, D})) * weight.unsqueeze(2);
    return bank->forward(x, PlanOf(expert, E), weight);
  };
  at::Tensor w;
  const auto sum = [&w](int64_t begin, int64_t count) { return w.narrow(1, begin, count).sum(1); };
  const auto silu = [](const at::Tensor& z) { return z * z.sigmoid(); };
  const at::Tensor cross = run("cross_gated", w);
  EXPECT_TRUE(torch::allclose(cross, sum(0, 4) * sum(4, 4).sigmoid(), 1e-12, 1e-12));
  const at::Tensor gated = run("grouped_gated", w);
  EXPECT_TRUE(torch::allclose(gated, sum(0, 2) * sum(2, 2).sigmoid() + sum(4, 2) * sum(6, 2).sigmoid(), 1e-12, 1e-12));
  const at::Tensor grouped = run("grouped_silu", w);
  EXPECT_TRUE(torch::allclose(grouped, silu(sum(0, 4)) + silu(sum(4, 4)), 1e-12, 1e-12));
}

TEST(MakeExperts, PoolsForEachHop) {
  const ExpertShape shape = {3, 2, 2};
  const auto bank = MakeTestExperts("kind: 'static' per_hop_pools: true", shape, /*num_hops=*/2);
  std::vector<std::string> names;
  for (const auto& item : bank->named_parameters()) names.push_back(item.key());
  EXPECT_THAT(names, UnorderedElementsAre("hop0.vector", "hop1.vector"));
  EXPECT_EQ(NumParameters(*bank), 2 * 3 * 2);
  SetParameter(*bank, "hop0.vector", torch::ones({3, 2}));
  SetParameter(*bank, "hop1.vector", torch::full({3, 2}, 5));
  const DispatchPlan plan = PlanOf(torch::zeros({1, 1}, torch::kLong), 3);
  const at::Tensor x = torch::zeros({1, 2}, torch::kDouble), weight = torch::ones({1, 1}, torch::kDouble);
  EXPECT_TRUE(torch::equal(bank->forward(x, plan, weight, 0), torch::ones({1, 2}, torch::kDouble)));
  EXPECT_TRUE(torch::equal(bank->forward(x, plan, weight, 1), torch::full({1, 2}, 5, torch::kDouble)));
  EXPECT_TRUE(torch::equal(bank->ForwardAll(x, 1), torch::full({1, 3, 2}, 5, torch::kDouble)));
  EXPECT_THAT([&] { bank->forward(x, plan, weight, 2); }, ThrowsMessage<c10::Error>(HasSubstr("hop 2 of 2 pools")));
  const auto rank = MakeTestExperts("kind: 'rank' per_hop_pools: true", shape, 2);
  EXPECT_EQ(rank->FlopsPerAssignment(), MakeTestExperts("kind: 'rank'", shape)->FlopsPerAssignment());
}

TEST(MakeExperts, SharedByAllHopsWithoutPools) {
  const auto bank = MakeTestExperts("kind: 'rank'", {3, 2, 2}, /*num_hops=*/3);
  EXPECT_EQ(NumParameters(*bank), 2 * 3 * 2);
}

TEST(MakeExperts, UnknownKindNamesTheNearest) {
  const absl::Status status = MakeExperts(ExpertConfigOf("kind: 'relu_fnn'"), {2, 2, 2}, 1).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kNotFound);
  EXPECT_THAT(std::string(status.message()),
              HasSubstr("experts.kind is \"relu_fnn\", which is no expert (did you mean \"relu_ffn\"?)"));
}

TEST(MakeExperts, PoolsPassOnTheRefusalOfAKind) {
  EXPECT_EQ(MakeExperts(ExpertConfigOf("kind: 'rank' per_hop_pools: true"), {2, 3, 4}, 2).status().code(),
            absl::StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace moebench
