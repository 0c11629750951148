#include "moe_core/routing/router_list.h"

#include <google/protobuf/text_format.h>
#include <torch/types.h>
#include <torch/utils.h>

#include <cmath>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/test_folder.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "moe_core/training/checkpoint.h"

namespace moebench {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsSupersetOf;
using ::testing::Not;
using ::testing::ThrowsMessage;

constexpr int64_t kDim = 8;

RouterConfig Config(const std::string& kind, int64_t num_experts, int64_t top_k, const std::string& variant = "") {
  RouterConfig config;
  config.set_kind(kind);
  config.set_num_experts(num_experts);
  config.set_top_k(top_k);
  EXPECT_TRUE(google::protobuf::TextFormat::MergeFromString(variant, &config)) << kind << ": " << variant;
  return config;
}

RouterShape Shape() {
  RouterShape shape;
  shape.dim = kDim;
  shape.layer = "block3";
  shape.num_hops = 2;
  return shape;
}

RouterInput Input(const at::Tensor& x) {
  RouterInput input;
  input.x = x;
  input.position = torch::arange(x.size(0));
  input.key = 5;
  return input;
}

// Calls `check(router, name)` for every kind and variant with E and K as far as the variant leaves them open.
template <typename Check>
void ForEveryRouter(int64_t num_experts, int64_t top_k, const Check& check) {
  for (const RouterKind& kind : RouterKinds()) {
    for (const std::string& variant : kind.variants) {
      const std::string name = absl::StrCat(kind.name, " {", variant, "}");
      SCOPED_TRACE(name);
      torch::manual_seed(1);
      RouterOr router = MakeRouter(Config(kind.name, num_experts, top_k, variant), Shape());
      ASSERT_TRUE(router.ok()) << router.status();
      check(**router, kind.name);
    }
  }
}

// Whether slot order puts (weight a, expert i) before (weight b, expert j): larger first, then the lower index.
bool Before(double a, int64_t i, double b, int64_t j) { return a > b || (a == b && i < j); }

// What a token's slots must be: distinct experts in range, ordered by weight and then index, empty slots last and 0.
void ExpectValidRow(const int64_t* expert, const double* weight, int64_t num_slots, int64_t num_experts) {
  std::set<int64_t> seen;
  for (int64_t k = 0; k < num_slots; ++k) {
    const bool empty = expert[k] == num_experts;
    ASSERT_TRUE(expert[k] >= 0 && expert[k] <= num_experts) << expert[k];
    ASSERT_TRUE(empty || seen.insert(expert[k]).second) << "expert " << expert[k] << " twice";
    ASSERT_TRUE(empty ? weight[k] == 0 : weight[k] >= 0 && weight[k] <= 1) << "slot " << k << " weighs " << weight[k];
    if (k == 0) continue;
    const bool both_empty = empty && expert[k - 1] == num_experts;
    ASSERT_TRUE(both_empty || Before(weight[k - 1], expert[k - 1], weight[k], expert[k])) << "order of slot " << k;
  }
}

void ExpectValidSlots(const Routing& routing, int64_t num_tokens) {
  ASSERT_EQ(routing.expert.sizes(), routing.weight.sizes());
  ASSERT_EQ(routing.expert.size(0), num_tokens);
  ASSERT_EQ(routing.mean_probability.sizes(), at::IntArrayRef({routing.num_experts}));
  const int64_t num_slots = routing.expert.size(1);
  const at::Tensor experts = routing.expert.contiguous(),
                   weights = routing.weight.detach().to(torch::kDouble).contiguous();
  for (int64_t t = 0; t < num_tokens; ++t) {
    SCOPED_TRACE(absl::StrCat("token ", t));
    ExpectValidRow(experts.data_ptr<int64_t>() + t * num_slots, weights.data_ptr<double>() + t * num_slots, num_slots,
                   routing.num_experts);
  }
}

TEST(RouterList, EveryKindSaysWhatItIs) {
  std::set<std::string> names;
  for (const RouterKind& kind : RouterKinds()) {
    EXPECT_TRUE(names.insert(kind.name).second) << kind.name << " is there twice";
    EXPECT_FALSE(kind.source.empty()) << kind.name;
    EXPECT_FALSE(kind.variants.empty()) << kind.name;
  }
  EXPECT_THAT(names,
              IsSupersetOf({"prototype", "quantile_gate", "fixed_gate", "cosine", "hash", "linear", "noisy_top_k",
                            "switch", "gshard", "expert_choice", "loss_free", "sigmoid", "dense"}));
}

TEST(RouterList, EveryVariantRoutesInTrainingAndEvaluation) {
  ForEveryRouter(8, 4, [](Router& router, const std::string& kind) {
    EXPECT_EQ(router.config().kind(), kind);
    const RouterInput input = Input(torch::randn({20, kDim}));
    for (bool training : {true, false}) {
      router.train(training);
      const Routing routing = router.forward(input);
      ExpectValidSlots(routing, 20);
      if (router.FixedSlots() > 0) {
        EXPECT_EQ(routing.expert.size(1), router.FixedSlots());
        EXPECT_TRUE(routing.expert.lt(routing.num_experts).all().item<bool>());
      }
      EXPECT_NEAR(routing.mean_probability.sum().item<double>(), 1, 1e-5);
      EXPECT_TRUE(torch::equal(routing.expert, router.forward(input).expert)) << "same key, other experts";
    }
  });
}

TEST(RouterList, AnUnknownKindNamesTheNearest) {
  const absl::Status near = MakeRouter(Config("cosin", 8, 4), Shape()).status();
  EXPECT_EQ(near.code(), absl::StatusCode::kNotFound);
  EXPECT_THAT(std::string(near.message()),
              AllOf(HasSubstr("router.kind is \"cosin\""), HasSubstr("did you mean \"cosine\"")));
  const absl::Status far = MakeRouter(Config("zzzzzzzzzzzz", 8, 4), Shape()).status();
  EXPECT_THAT(std::string(far.message()), Not(HasSubstr("did you mean")));
}

TEST(RouterList, MoreChoicesThanExpertsAreRefused) {
  std::set<std::string> refused;
  for (const RouterKind& kind : RouterKinds()) {
    const RouterOr router = MakeRouter(Config(kind.name, 2, 3), Shape());
    if (router.ok()) {
      // One that does not read top_k: no token gets more experts than there are.
      EXPECT_LE((*router)->forward(Input(torch::randn({20, kDim}))).expert.size(1), 2) << kind.name;
      continue;
    }
    EXPECT_EQ(router.status().code(), absl::StatusCode::kInvalidArgument) << kind.name;
    EXPECT_THAT(std::string(router.status().message()), AllOf(HasSubstr("top_k"), HasSubstr("layer block3")));
    refused.insert(kind.name);
  }
  EXPECT_THAT(refused, IsSupersetOf({"prototype", "fixed_gate", "cosine", "hash", "linear", "noisy_top_k", "switch",
                                     "gshard", "expert_choice", "loss_free", "sigmoid", "dense"}));
  EXPECT_THAT(std::string(CheckTopK(Config("linear", 2, 3), Shape()).message()),
              AllOf(HasSubstr("router.top_k is 3"), HasSubstr("router.num_experts 2")));
}

// Every expert chosen by every token, one expert, no token, one token: for each router that allows that E and K.
TEST(RouterList, AllExpertsOneExpertNoTokenOneToken) {
  for (const RouterKind& kind : RouterKinds()) {
    int allowed = 0;
    for (int64_t num_experts : {4, 2, 1}) {
      SCOPED_TRACE(absl::StrCat(kind.name, ", E = K = ", num_experts));
      const RouterOr router = MakeRouter(Config(kind.name, num_experts, num_experts), Shape());
      if (!router.ok()) continue;
      ++allowed;
      for (int64_t num_tokens : {0, 1, 5}) {
        for (bool training : {true, false}) {
          (*router)->train(training);
          const Routing routing = (*router)->forward(Input(torch::randn({num_tokens, kDim})));
          ExpectValidSlots(routing, num_tokens);
          EXPECT_EQ(routing.num_experts, num_experts);
          if ((*router)->FixedSlots() < num_experts || num_tokens == 0) continue;
          const at::Tensor sorted = std::get<0>(routing.expert.sort(1));
          EXPECT_TRUE(torch::equal(sorted, torch::arange(num_experts).expand({num_tokens, num_experts})));
        }
      }
    }
    EXPECT_GT(allowed, 0) << kind.name;
  }
}

TEST(RouterList, NoTokensTeachNothing) {
  ForEveryRouter(8, 4, [](Router& router, const std::string&) {
    const Routing routing = router.forward(Input(torch::empty({0, kDim})));
    EXPECT_EQ(routing.expert.size(0), 0);
    EXPECT_TRUE(torch::equal(routing.mean_probability, torch::zeros({routing.num_experts})));
    std::vector<at::Tensor> before;
    for (const at::Tensor& buffer : router.buffers()) before.push_back(buffer.clone());
    router.Update(routing.observation);
    for (size_t i = 0; i < before.size(); ++i) EXPECT_TRUE(torch::equal(before[i], router.buffers()[i]));
  });
}

// A router of some arithmetic reads the features; it must not route by scores that are no numbers.
TEST(RouterList, NonFiniteLogitsNameTheLayerAndTheCount) {
  ForEveryRouter(8, 4, [](Router& router, const std::string&) {
    if (router.FlopsPerToken() == 0) return;
    for (float bad : {NAN, INFINITY}) {
      at::Tensor x = torch::randn({3, kDim});
      x.select(0, 1).fill_(bad);
      for (bool training : {true, false}) {
        router.train(training);
        EXPECT_THAT([&] { router.forward(Input(x)); },
                    ThrowsMessage<NonFiniteLogits>(HasSubstr("router of layer block3: 8 of 24 logits")));
      }
    }
  });
}

TEST(RouterList, ParametersOfAnotherDtypeAreConverted) {
  ForEveryRouter(8, 4, [](Router& router, const std::string&) {
    const at::Tensor x = torch::randn({6, kDim});
    router.to(torch::kBFloat16);
    for (bool training : {true, false}) {
      router.train(training);
      EXPECT_EQ(router.forward(Input(x)).weight.scalar_type(), torch::kFloat);
      EXPECT_EQ(router.forward(Input(x.to(torch::kBFloat16))).weight.scalar_type(), torch::kFloat);
      EXPECT_EQ(router.forward(Input(x.to(torch::kDouble))).weight.scalar_type(), torch::kDouble);
    }
  });
}

// The slots of a token by its logits, one comparison at a time: those in the slots in order, those left out after them.
void ExpectLogitsDecideTiesToTheLowerIndex(const Routing& routing, bool left_out_too) {
  const at::Tensor logits = routing.logits.detach();
  const auto logit = logits.accessor<float, 2>();
  const auto expert = routing.expert.accessor<int64_t, 2>();
  for (int64_t t = 0; t < expert.size(0); ++t) {
    std::vector<int64_t> chosen;
    for (int64_t k = 0; k < expert.size(1) && expert[t][k] < routing.num_experts; ++k) chosen.push_back(expert[t][k]);
    const auto before = [&](int64_t i, int64_t j) { return Before(logit[t][i], i, logit[t][j], j); };
    for (size_t k = 1; k < chosen.size(); ++k) ASSERT_TRUE(before(chosen[k - 1], chosen[k])) << "token " << t;
    const std::set<int64_t> members(chosen.begin(), chosen.end());
    for (int64_t i = 0; left_out_too && i < routing.num_experts; ++i) {
      ASSERT_TRUE(members.count(i) > 0 || before(chosen.back(), i)) << "token " << t << " left out " << i;
    }
  }
}

// Features and parameters of -1, 0 and 1 make logits that often tie, and parameters of 0 make all of them tie. 64
// experts: short rows come out stable from unstable sorts too. Evaluation, where no router draws anything. Which tokens
// an expert chooses is not decided by the logits of one token, so there only the order of the slots is.
TEST(RouterList, TiesGoToTheLowerIndex) {
  for (bool zero : {true, false}) {
    ForEveryRouter(64, 6, [zero](Router& router, const std::string& kind) {
      if (router.FlopsPerToken() == 0) return;
      {
        torch::NoGradGuard no_grad;
        for (at::Tensor& parameter : router.parameters()) {
          zero ? parameter.zero_() : parameter.copy_(torch::randint(-1, 2, parameter.sizes()));
        }
      }
      router.eval();
      const Routing routing = router.forward(Input(torch::randint(-1, 2, {30, kDim}).to(torch::kFloat)));
      ExpectValidSlots(routing, 30);
      ExpectLogitsDecideTiesToTheLowerIndex(routing, kind != "expert_choice");
    });
  }
}

// c = 6 * 32 / 64 = 3 tokens an expert: of equal tokens the first three.
TEST(RouterList, TiesBetweenTokensGoToTheLowerToken) {
  const std::shared_ptr<Router> router = *MakeRouter(Config("expert_choice", 64, 6), Shape());
  const Routing routing = router->forward(Input(torch::zeros({32, kDim})));
  const at::Tensor experts = routing.expert.lt(64).sum(1);
  EXPECT_TRUE(experts.slice(0, 0, 3).eq(64).all().item<bool>());
  EXPECT_TRUE(experts.slice(0, 3).eq(0).all().item<bool>());
}

NamedTensors StateOf(Router& router) {
  NamedTensors state;
  for (const auto& item : router.named_parameters()) state[item.key()] = item.value();
  for (const auto& item : router.named_buffers()) state[item.key()] = item.value();
  return state;
}

void Train(Router& router, int64_t steps) {
  router.train();
  for (int64_t step = 0; step < steps; ++step) {
    RouterInput input = Input(torch::randn({50, kDim}));
    input.key = step;
    router.Update(router.forward(input).observation);
  }
}

void ExpectSameState(Router& a, Router& b) {
  NamedTensors of_b = StateOf(b);
  for (const auto& [name, tensor] : StateOf(a)) EXPECT_TRUE(torch::equal(tensor, of_b[name])) << name;
}

// Trains a router, restores it into one of other initial weights, and lets both go on: they stay the same.
void ExpectStateSurvivesACheckpoint(Router& router) {
  const TestFolder folder;
  const std::string path = absl::StrCat(folder.path(), "/router.safetensors");
  Train(router, 5);
  ASSERT_TRUE(SaveCheckpoint(path, StateOf(router), {}).ok());
  torch::manual_seed(2);
  const std::shared_ptr<Router> restored = *MakeRouter(router.config(), router.shape());
  {
    torch::NoGradGuard no_grad;
    const absl::Status loaded = LoadCheckpoint(path, StateOf(*restored));
    ASSERT_TRUE(loaded.ok()) << loaded;
  }
  ExpectSameState(router, *restored);
  router.eval();
  restored->eval();
  const RouterInput input = Input(torch::randn({40, kDim}));
  const Routing before = router.forward(input), after = restored->forward(input);
  EXPECT_TRUE(torch::equal(before.expert, after.expert));
  EXPECT_TRUE(torch::equal(before.weight, after.weight));
  torch::manual_seed(3);
  Train(router, 3);
  torch::manual_seed(3);
  Train(*restored, 3);
  ExpectSameState(router, *restored);
}

TEST(RouterList, RunningStateSurvivesACheckpoint) {
  std::set<std::string> stateful, moved;
  ForEveryRouter(8, 4, [&](Router& router, const std::string& kind) {
    std::vector<at::Tensor> initial;
    for (const at::Tensor& buffer : router.buffers()) initial.push_back(buffer.clone());
    if (initial.empty()) return;
    stateful.insert(kind);
    ExpectStateSurvivesACheckpoint(router);
    for (size_t i = 0; i < initial.size(); ++i) {
      if (!torch::equal(initial[i], router.buffers()[i])) moved.insert(kind);
    }
  });
  EXPECT_THAT(stateful, IsSupersetOf({"quantile_gate", "loss_free"}));
  EXPECT_EQ(stateful, moved) << "the state of every router changed in training, or this test shows nothing";
}

}  // namespace
}  // namespace moebench
