#include "moe_core/layers/multi_hop_moe.h"

#include <google/protobuf/text_format.h>
#include <torch/types.h>
#include <torch/utils.h>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "moe_core/base/numeric_gradient.h"
#include "moe_core/metrics/hop_metrics.h"

namespace moebench {
namespace {

using testing::HasSubstr;

constexpr int64_t kDim = 8, kExperts = 10, kTopK = 3;
constexpr double kScale = 30;  // tau, the default

// Text of MultiHopConfig, and what router and experts change of a cosine router over rank-2 experts.
struct Fields {
  std::string hops = "num_hops: 3";
  std::string router = "", experts = "";
  double balance_weight = 0;
};

void Merge(const std::string& text, google::protobuf::Message* message) {
  EXPECT_TRUE(google::protobuf::TextFormat::MergeFromString(text, message)) << text;
}

MoeLayerConfig Config(const Fields& fields) {
  MoeLayerConfig config;
  Merge("kind: 'cosine' num_experts: 10 top_k: 3 routing_dim: 4", &config.router);
  Merge(fields.router, &config.router);
  Merge("kind: 'rank' rank: 2", &config.experts);
  Merge(fields.experts, &config.experts);
  config.losses.set_switch_balance_weight(fields.balance_weight);
  return config;
}

absl::StatusOr<MultiHopMoe> Make(const Fields& fields, int64_t output_dim = 0) {
  MultiHopConfig hops;
  Merge(fields.hops, &hops);
  MoeShape shape;
  shape.dim = kDim;
  shape.output_dim = output_dim;
  shape.layer = "block.2";
  return MakeMultiHopMoe(Config(fields), hops, shape);
}

// A float64 layer whose parameters are of order 1, so that hops differ.
MultiHopMoe Layer(const Fields& fields, uint64_t seed = 1) {
  torch::manual_seed(seed);
  absl::StatusOr<MultiHopMoe> layer = Make(fields);
  EXPECT_TRUE(layer.ok()) << layer.status();
  (*layer)->to(at::kDouble);
  torch::NoGradGuard no_grad;
  for (const auto& parameter : (*layer)->named_parameters()) {
    if (parameter.value().dim() > 0) parameter.value().normal_(0, .6);
  }
  return *layer;
}

RouterInput Input(int64_t num_rows, uint64_t seed = 2) {
  torch::manual_seed(seed);
  RouterInput input;
  input.x = torch::randn({num_rows, kDim}, torch::kDouble);
  return input;
}

// --- The formulas of the paper for one token, loop by loop ---

at::Tensor Unit(const at::Tensor& v) { return v / v.norm(); }

struct PlainHop {
  std::vector<int64_t> expert;
  at::Tensor weight;  // [K]
  at::Tensor before;  // s_{h-1}
  at::Tensor update;  // Delta_h
};

std::vector<PlainHop> PlainHops(MultiHopMoe& layer, const at::Tensor& x, int64_t num_hops, const std::string& mode) {
  const auto parameters = layer->named_parameters();
  const at::Tensor projection = parameters["router.projection"], centroids = parameters["router.centroids"];
  const bool own_pools = layer->experts()->config().per_hop_pools();
  std::vector<PlainHop> hops;
  at::Tensor s = x, z;
  for (int64_t h = 0; h < num_hops; ++h) {
    if (h == 0 || mode == "semantic") z = Unit(torch::matmul(projection.dim() == 3 ? projection[h] : projection, s));
    std::vector<std::pair<double, int64_t>> order;
    std::vector<at::Tensor> score;
    for (int64_t i = 0; i < kExperts; ++i) {
      score.push_back(kScale * z.dot(Unit(centroids[i])));
      order.push_back({-score[i].item<double>(), i});
    }
    std::sort(order.begin(), order.end());
    PlainHop hop;
    std::vector<at::Tensor> chosen;
    for (int64_t k = 0; k < kTopK; ++k) {
      hop.expert.push_back(order[k].second);
      chosen.push_back(score[order[k].second]);
    }
    hop.weight = torch::softmax(torch::stack(chosen), 0);
    const std::string pool = own_pools ? "experts.hop" + std::to_string(h) : "experts";
    hop.before = s;
    hop.update = torch::zeros({kDim}, torch::kDouble);
    at::Tensor velocity = torch::zeros_like(z);
    for (int64_t k = 0; k < kTopK; ++k) {
      const int64_t i = hop.expert[k];
      const at::Tensor hidden = torch::silu(torch::matmul(parameters[pool + ".w_in"][i], s));  // [r]
      hop.update = hop.update + hop.weight[k] * torch::matmul(hidden, parameters[pool + ".w_out"][i]);
      if (mode == "kinematic") velocity = velocity + hop.weight[k] * parameters["router.kinematic"][i];
    }
    s = s + hop.update;
    if (mode == "kinematic") z = Unit(z + velocity);
    hops.push_back(hop);
  }
  return hops;
}

at::Tensor PlainOutput(const std::vector<PlainHop>& hops) {
  return hops.back().before + hops.back().update - hops[0].before;
}

void ExpectEqualsThePlainLoop(const Fields& fields, int64_t num_hops, const std::string& mode) {
  MultiHopMoe layer = Layer(fields);
  const RouterInput input = Input(13);
  const MultiHopOutput out = layer->forward(input);
  ASSERT_EQ(static_cast<int64_t>(out.routing.size()), num_hops);
  int64_t moved = 0;
  for (int64_t t = 0; t < 13; ++t) {
    const std::vector<PlainHop> plain = PlainHops(layer, input.x[t], num_hops, mode);
    for (int64_t h = 0; h < num_hops; ++h) {
      const at::Tensor expert = torch::tensor(plain[h].expert, torch::kLong);
      EXPECT_TRUE(torch::equal(out.routing[h].expert[t], expert)) << t << " hop " << h;
      EXPECT_TRUE(torch::allclose(out.routing[h].weight[t], plain[h].weight, 1e-9, 1e-12)) << t << " hop " << h;
      if (h > 0 && plain[h].expert != plain[0].expert) ++moved;
    }
    EXPECT_TRUE(torch::allclose(out.output[t], PlainOutput(plain), 1e-9, 1e-12)) << t;
  }
  if (num_hops > 1 && mode != "position") EXPECT_GT(moved, 0) << "the test would not see a wrong position";
  EXPECT_TRUE(torch::equal(out.hops_taken, torch::full({13}, num_hops, torch::kLong)));
  for (const at::Tensor& active : out.active) EXPECT_FALSE(active.defined());
  EXPECT_TRUE(out.updates.empty());
}

TEST(MultiHopMoe, EqualsThePlainLoop) {
  for (const int64_t num_hops : {1, 2, 3}) {
    for (const std::string mode : {"semantic", "kinematic", "position"}) {
      SCOPED_TRACE(mode + " " + std::to_string(num_hops));
      ExpectEqualsThePlainLoop({"num_hops: " + std::to_string(num_hops), "routing_mode: '" + mode + "'"}, num_hops,
                               mode);
    }
  }
}

TEST(MultiHopMoe, DecoupledProjectionsEqualThePlainLoop) {
  ExpectEqualsThePlainLoop({"num_hops: 3", "decoupled: true"}, 3, "semantic");
}

TEST(MultiHopMoe, UnrolledPoolsEqualThePlainLoop) {
  ExpectEqualsThePlainLoop({"num_hops: 3", "", "per_hop_pools: true"}, 3, "semantic");
}

TEST(MultiHopMoe, OneHopIsTheTopKLayer) {
  const Fields fields = {"num_hops: 1"};
  MultiHopMoe layer = Layer(fields);
  MoeLayer top_k(Config(fields), layer->router(), layer->experts());
  const RouterInput input = Input(9);
  EXPECT_TRUE(torch::equal(layer->forward(input).output, top_k->forward(input).output));
}

TEST(MultiHopMoe, MagnitudeScalesTheOutputAndLearns) {
  const Fields plain = {"num_hops: 2"}, scaled = {"num_hops: 2 learned_magnitude: true initial_magnitude: -1.5"};
  MultiHopMoe layer = Layer(scaled);
  const RouterInput input = Input(6);
  const at::Tensor unscaled = Layer(plain)->forward(input).output;
  const at::Tensor output = layer->forward(input).output;
  EXPECT_TRUE(torch::allclose(output, -1.5 * unscaled, 1e-12, 1e-12));
  // d/da sum(c * a y) = sum(c * y)
  const at::Tensor direction = torch::randn({6, kDim}, torch::kDouble);
  (output * direction).sum().backward();
  const at::Tensor magnitude = layer->named_parameters()["magnitude"];
  EXPECT_EQ(magnitude.dim(), 0);
  EXPECT_TRUE(torch::allclose(magnitude.grad(), (unscaled * direction).sum(), 1e-9, 1e-12));
  EXPECT_EQ(Layer(plain)->named_parameters().find("magnitude"), nullptr);
}

TEST(MultiHopMoe, NumericGradientOfInputsAndParameters) {
  for (const std::string mode : {"semantic", "kinematic", "position"}) {
    // A gentle tau, or the softmax over the chosen is one-hot and its gradient says nothing.
    MultiHopMoe layer = Layer({"num_hops: 3 learned_magnitude: true", "cosine_scale: 5 routing_mode: '" + mode + "'",
                               "", /*balance_weight=*/.4});
    RouterInput input = Input(3);
    const at::Tensor direction = torch::randn({3, kDim}, torch::kDouble);
    const auto loss = [&] {
      const MultiHopOutput out = layer->forward(input);
      return (out.output * direction).sum() + out.losses.total;
    };
    // Away from ties: central differences of step 1e-6 must not change who is chosen.
    for (const Routing& routing : layer->forward(input).routing) {
      const at::Tensor sorted = std::get<0>(torch::sort(routing.logits, 1, /*descending=*/true));
      ASSERT_GT((sorted.slice(1, kTopK - 1, kTopK) - sorted.slice(1, kTopK, kTopK + 1)).min().item<double>(), 1e-3);
    }
    const at::Tensor x = input.x;
    EXPECT_LT(GradientError(
                  [&](const at::Tensor& at) {
                    input.x = at;
                    return loss();
                  },
                  x),
              1e-6)
        << mode;
    input.x = x;
    layer->zero_grad();
    loss().backward();
    torch::NoGradGuard no_grad;
    for (const auto& parameter : layer->named_parameters()) {
      SCOPED_TRACE(mode + " " + parameter.key());
      const at::Tensor gradient = parameter.value().grad();
      if (parameter.key() == "router.kinematic" && mode != "kinematic") {
        EXPECT_FALSE(gradient.defined());  // held and counted, not used
        continue;
      }
      // Along one random direction: every element counts.
      const at::Tensor value = parameter.value().clone(), along = torch::randn_like(value);
      const auto at = [&](double step) {
        parameter.value().copy_(value + step * along);
        return loss().item<double>();
      };
      const double numeric = (at(1e-6) - at(-1e-6)) / 2e-6;
      parameter.value().copy_(value);
      EXPECT_NEAR((gradient * along).sum().item<double>(), numeric, 1e-5 * std::max(1., std::abs(numeric)));
    }
  }
}

TEST(MultiHopMoe, LossesAreSummedOverHops) {
  const Fields fields = {"num_hops: 3", "", "", /*balance_weight=*/.5};
  MultiHopMoe layer = Layer(fields);
  const MultiHopOutput out = layer->forward(Input(20));
  ASSERT_EQ(out.losses.terms.size(), 1u);
  double sum = 0;
  for (const Routing& routing : out.routing) {
    // E sum_i f_i P_i, by counting.
    const at::Tensor count = torch::bincount(routing.expert.flatten(), {}, kExperts).to(torch::kDouble);
    sum += kExperts * (count / count.sum() * torch::softmax(routing.logits, 1).mean(0)).sum().item<double>();
  }
  EXPECT_NEAR(out.losses.terms[0].value.item<double>(), sum, 1e-9);
  EXPECT_NEAR(out.losses.total.item<double>(), .5 * sum, 1e-9);
  EXPECT_FALSE(Layer({})->forward(Input(4)).losses.total.defined());
}

TEST(MultiHopMoe, CurriculumTakesTheFirstHops) {
  MultiHopMoe layer = Layer({"num_hops: 3"});
  const RouterInput input = Input(5);
  HopOptions options;
  for (const int64_t num_hops : {1, 2, 3}) {
    options.num_hops = num_hops;
    const MultiHopOutput out = layer->forward(input, options);
    ASSERT_EQ(static_cast<int64_t>(out.routing.size()), num_hops);
    for (int64_t t = 0; t < 5; ++t) {
      const at::Tensor expected = PlainOutput(PlainHops(layer, input.x[t], num_hops, "semantic"));
      EXPECT_TRUE(torch::allclose(out.output[t], expected, 1e-9, 1e-12));
    }
  }
  options.num_hops = 4;
  EXPECT_THROW(layer->forward(input, options), c10::Error);
}

TEST(MultiHopMoe, AsymmetricLayersTakeTheirOwnNumberOfHops) {
  const RouterInput input = Input(4);
  int64_t scorings = 0;
  for (const int64_t num_hops : {2, 1, 2, 1, 1, 4, 4, 2}) {  // the paper's: 17 hops, 24 with 3 everywhere
    MultiHopMoe layer = Layer({"num_hops: " + std::to_string(num_hops)});
    scorings += layer->forward(input).routing.size();
  }
  EXPECT_EQ(scorings, 17);
}

TEST(MultiHopMoe, UpdatesAddUpToTheOutput) {
  HopOptions options;
  options.keep_updates = true;
  const MultiHopOutput out = Layer({"num_hops: 3"})->forward(Input(7), options);
  ASSERT_EQ(out.updates.size(), 3u);
  EXPECT_TRUE(torch::allclose(out.updates[0] + out.updates[1] + out.updates[2], out.output, 1e-12, 1e-12));
}

TEST(MultiHopMoe, FrozenRoutingChoosesOnce) {
  MultiHopMoe layer = Layer({"num_hops: 3"});
  const RouterInput input = Input(50);
  const auto experts = [](const MultiHopOutput& out) {
    std::vector<at::Tensor> by_hop;
    for (const Routing& routing : out.routing) by_hop.push_back(routing.expert);
    return by_hop;
  };
  HopOptions options;
  EXPECT_LT(ConsecutiveExpertJaccard(experts(layer->forward(input)), kExperts).Mean(), .9);
  options.frozen_routing = true;
  const MultiHopOutput frozen = layer->forward(input, options);
  EXPECT_EQ(ConsecutiveExpertJaccard(experts(frozen), kExperts).Mean(), 1);
  // Position mode with the same parameters: all hops use z_1.
  const MultiHopMoe position = Layer({"num_hops: 3", "routing_mode: 'position'"});
  for (const auto& parameter : position->named_parameters()) {
    torch::NoGradGuard no_grad;
    parameter.value().copy_(layer->named_parameters()[parameter.key()]);
  }
  MultiHopMoe same = position;
  EXPECT_TRUE(torch::allclose(frozen.output, same->forward(input).output, 1e-12, 1e-12));
}

// --- Halting ---

struct PlainHalting {
  at::Tensor output;  // [T, D]
  std::vector<int64_t> hops_taken;
};

// A full run, and for each token the hop at which it stops.
PlainHalting HaltPlainly(MultiHopMoe& layer, const at::Tensor& x, double epsilon, const std::string& mode) {
  PlainHalting plain;
  std::vector<at::Tensor> rows;
  for (int64_t t = 0; t < x.size(0); ++t) {
    const std::vector<PlainHop> hops = PlainHops(layer, x[t], layer->num_hops(), mode);
    at::Tensor sum = torch::zeros({kDim}, torch::kDouble);
    int64_t taken = 0;
    for (const PlainHop& hop : hops) {
      sum = sum + hop.update;
      ++taken;
      if ((hop.update.norm() / hop.before.norm()).item<double>() < epsilon) break;
    }
    rows.push_back(sum);
    plain.hops_taken.push_back(taken);
  }
  plain.output = torch::stack(rows);
  return plain;
}

TEST(Halting, EqualsAFullRunMaskedByTokenAndComputesFewerRows) {
  for (const std::string mode : {"semantic", "kinematic", "position"}) {
    MultiHopMoe layer =
        Layer({"num_hops: 4 learned_magnitude: true initial_magnitude: 2", "routing_mode: '" + mode + "'"});
    layer->eval();
    const RouterInput input = Input(60);
    for (const double epsilon : {.2, .5, .9}) {
      SCOPED_TRACE(mode + " " + std::to_string(epsilon));
      HopOptions options;
      options.halting_epsilon = epsilon;
      options.keep_updates = true;
      const MultiHopOutput out = layer->forward(input, options);
      const PlainHalting plain = HaltPlainly(layer, input.x, epsilon, mode);
      EXPECT_TRUE(torch::equal(out.hops_taken, torch::tensor(plain.hops_taken, torch::kLong)));
      EXPECT_TRUE(torch::allclose(out.output, 2 * plain.output, 1e-9, 1e-12));
      int64_t rows = 0;
      for (size_t h = 0; h < out.routing.size(); ++h) {
        const int64_t wanted = (out.hops_taken > static_cast<int64_t>(h)).sum().item<int64_t>();
        EXPECT_EQ(out.routing[h].expert.size(0), wanted);
        EXPECT_EQ(out.updates[h].size(0), wanted);
        if (out.active[h].defined()) {
          const at::Tensor going_on = out.hops_taken > static_cast<int64_t>(h);
          EXPECT_TRUE(torch::equal(out.active[h], going_on.nonzero().squeeze(1)));
        }
        rows += out.routing[h].expert.size(0);
      }
      EXPECT_EQ(rows, out.hops_taken.sum().item<int64_t>());
      EXPECT_LT(rows, 4 * 60);
      EXPECT_GT(out.hops_taken.max().item<int64_t>(), out.hops_taken.min().item<int64_t>());
    }
  }
}

TEST(Halting, TheEndsOfTheScale) {
  MultiHopMoe layer = Layer({"num_hops: 3"});
  layer->eval();
  const RouterInput input = Input(11);
  const at::Tensor full = layer->forward(input).output;
  HopOptions options;
  options.halting_epsilon = 1e-30;
  const MultiHopOutput never = layer->forward(input, options);
  EXPECT_TRUE(torch::equal(never.output, full));
  EXPECT_TRUE(torch::equal(never.hops_taken, torch::full({11}, 3, torch::kLong)));
  options.halting_epsilon = 1e30;
  const MultiHopOutput at_once = layer->forward(input, options);
  ASSERT_EQ(at_once.routing.size(), 1u);
  EXPECT_TRUE(torch::equal(at_once.hops_taken, torch::ones({11}, torch::kLong)));
  options.halting_epsilon = 0;
  options.num_hops = 1;
  EXPECT_TRUE(torch::equal(at_once.output, layer->forward(input, options).output));
}

TEST(Halting, IsLeftOutOfTraining) {
  MultiHopMoe layer = Layer({"num_hops: 3"});
  layer->train();
  HopOptions options;
  options.halting_epsilon = 1e30;
  EXPECT_EQ(layer->forward(Input(5), options).routing.size(), 3u);
}

TEST(Halting, CarriesPositionsOfTheTokensThatGoOn) {
  // A hash router reads positions and nothing else: every hop must choose the same experts for the same token.
  MultiHopMoe layer = Layer({"num_hops: 3", "kind: 'hash'"});
  layer->eval();
  RouterInput input = Input(40);
  input.position = torch::arange(40).flip(0).contiguous();
  HopOptions options;
  options.halting_epsilon = .4;
  const MultiHopOutput out = layer->forward(input, options);
  ASSERT_EQ(out.routing.size(), 3u);
  ASSERT_TRUE(out.active[2].defined());
  ASSERT_GT(out.active[2].size(0), 0);
  ASSERT_LT(out.active[2].size(0), 40);
  EXPECT_TRUE(torch::equal(out.routing[2].expert, out.routing[0].expert.index_select(0, out.active[2])));
}

TEST(Halting, WithFrozenRouting) {
  MultiHopMoe layer = Layer({"num_hops: 3"}), position = Layer({"num_hops: 3", "routing_mode: 'position'"});
  layer->eval();
  position->eval();
  const RouterInput input = Input(40);
  HopOptions options;
  options.halting_epsilon = .5;
  const MultiHopOutput expected = position->forward(input, options);
  options.frozen_routing = true;
  const MultiHopOutput out = layer->forward(input, options);
  ASSERT_LT(out.hops_taken.min().item<int64_t>(), out.hops_taken.max().item<int64_t>());
  EXPECT_TRUE(torch::equal(out.hops_taken, expected.hops_taken));
  EXPECT_TRUE(torch::allclose(out.output, expected.output, 1e-12, 1e-12));
}

TEST(Halting, KeepsItsGradient) {
  MultiHopMoe layer = Layer({"num_hops: 3", "cosine_scale: 5"});
  layer->eval();
  RouterInput input = Input(6);
  HopOptions options;
  options.halting_epsilon = .5;
  ASSERT_LT(layer->forward(input, options).hops_taken.min().item<int64_t>(), 3);
  const at::Tensor direction = torch::randn({6, kDim}, torch::kDouble);
  const auto loss = [&](const at::Tensor& x) {
    input.x = x;
    return (layer->forward(input, options).output * direction).sum();
  };
  EXPECT_LT(GradientError(loss, input.x.clone()), 1e-6);
}

// --- Edges ---

TEST(MultiHopMoe, ATokenWithoutExpertsGetsNothing) {
  // Expert choice with one expert a token on average: a token that no expert takes stays where it is in every hop.
  MultiHopMoe layer = Layer({"num_hops: 2", "kind: 'expert_choice' top_k: 1"});
  HopOptions options;
  options.frozen_routing = true;
  const MultiHopOutput out = layer->forward(Input(40), options);
  const at::Tensor chosen = (out.routing[0].expert < kExperts).any(1);
  ASSERT_LT(chosen.sum().item<int64_t>(), 40);
  EXPECT_TRUE(torch::equal((out.output != 0).any(1), chosen));
}

TEST(MultiHopMoe, NoTokens) {
  MultiHopMoe layer = Layer({"num_hops: 2"});
  layer->eval();
  for (const double epsilon : {0., .5}) {
    HopOptions options;
    options.halting_epsilon = epsilon;
    const MultiHopOutput out = layer->forward(Input(0), options);
    EXPECT_EQ(out.output.sizes(), at::IntArrayRef({0, kDim}));
    EXPECT_EQ(out.hops_taken.sizes(), at::IntArrayRef({0}));
  }
}

TEST(MultiHopMoe, WorksInHalfPrecision) {
  MultiHopMoe layer = Layer({"num_hops: 3 learned_magnitude: true"});
  layer->eval();
  RouterInput input = Input(30);
  input.x = input.x.to(at::kBFloat16);
  HopOptions options;
  for (const double epsilon : {0., .5}) {
    options.halting_epsilon = epsilon;
    EXPECT_EQ(layer->forward(input, options).output.scalar_type(), at::kBFloat16);
  }
}

TEST(MultiHopMoe, RandomWarmupDrawsAnewInEveryHop) {
  MultiHopMoe layer = Layer({"num_hops: 2"});
  RouterInput input = Input(100);
  input.random_dispatch = true;
  input.key = 9;
  const MultiHopOutput out = layer->forward(input);
  EXPECT_FALSE(torch::equal(out.routing[0].expert, out.routing[1].expert));
  EXPECT_TRUE(torch::equal(out.output, layer->forward(input).output));
}

TEST(MultiHopMoe, RefusesWhatHasNoMeaning) {
  EXPECT_THAT(std::string(Make({"num_hops: 0"}).status().message()), HasSubstr("num_hops is 0"));
  EXPECT_THAT(std::string(Make({}, /*output_dim=*/5).status().message()), HasSubstr("width 5"));
  EXPECT_THAT(std::string(Make({"num_hops: 2", "", "composition: 'cross_gated'"}).status().message()),
              HasSubstr("the router fills 3"));
  EXPECT_THAT(std::string(Make({"num_hops: 2", "top_k: 11"}).status().message()), HasSubstr("router.top_k is 11"));
  RouterInput later = Input(2);
  later.hop = 1;
  EXPECT_THROW(Layer({})->forward(later), c10::Error);
}

}  // namespace
}  // namespace moebench
