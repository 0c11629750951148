#ifndef MOEBENCH_MOE_CORE_EXPERTS_TEST_EXPERTS_H_
#define MOEBENCH_MOE_CORE_EXPERTS_TEST_EXPERTS_H_

// For tests of kinds of experts: what must hold for every kind, given what one expert does to one batch of rows.
//
//   const auto bank = MakeTestExperts("kind: 'rank' rank: 2", {/*num_experts=*/4, /*dim=*/3, /*output_dim=*/3});
//   ExpectBankIs(*bank, [](const Parameters& p, int64_t i, const at::Tensor& x) { ... });

#include <functional>
#include <map>
#include <memory>
#include <string>

#include "moe_core/experts/expert_list.h"

namespace moebench {

using Parameters = std::map<std::string, at::Tensor>;

// Expert i on rows x [n, D] -> [n, output_dim], by plain tensor operations.
using PlainExpert = std::function<at::Tensor(const Parameters& parameters, int64_t i, const at::Tensor& x)>;

// ExpertConfig of its text format.
ExpertConfig ExpertConfigOf(const std::string& text);

// The bank of `config`, in float64, with parameters drawn from a fixed seed. Fails the test where there is none.
std::shared_ptr<ExpertBank> MakeTestExperts(const std::string& config, const ExpertShape& shape, int64_t num_hops = 1);

// Overwrites the parameter of that name; sizes must agree.
void SetParameter(ExpertBank& bank, const std::string& name, const at::Tensor& value);

Parameters ParametersOf(const ExpertBank& bank);
int64_t NumParameters(const ExpertBank& bank);

// A plan of these slots, [T, K] int64.
DispatchPlan PlanOf(const at::Tensor& expert, int64_t num_experts, int64_t capacity = 0);

// The bank, in float64 and with at least 3 experts, against `expert`: output and gradients of dispatched tokens with an
// empty slot, a dropped slot and an expert (the last) without tokens, whose gradients are 0; ForwardAll; numeric
// gradients; no tokens at all; bf16.
void ExpectBankIs(ExpertBank& bank, const PlainExpert& expert);

}  // namespace moebench

#endif  // MOEBENCH_MOE_CORE_EXPERTS_TEST_EXPERTS_H_
