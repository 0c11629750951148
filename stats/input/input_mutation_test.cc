#include "stats/input/input_mutation.h"

#include <set>
#include <string>

#include "gtest/gtest.h"

namespace moebench::stats {
namespace {

std::string Mutant(const std::string& bytes, uint64_t i) {
  CounterRandom random(42, i);
  return Mutated(bytes, &random);
}

TEST(Mutated, IsAFunctionOfItsDraws) {
  for (uint64_t i = 0; i < 100; ++i) EXPECT_EQ(Mutant("a,b\n1,2\n", i), Mutant("a,b\n1,2\n", i));
}

TEST(Mutated, GivesManyDifferentTexts) {
  std::set<std::string> mutants;
  for (uint64_t i = 0; i < 1000; ++i) mutants.insert(Mutant("variant,val_loss\nwide,3.5\ndeep,3.6\n", i));
  EXPECT_GT(mutants.size(), 800u);
}

TEST(Mutated, EmptyTextIsBorne) {
  for (uint64_t i = 0; i < 1000; ++i) EXPECT_LT(Mutant("", i).size(), 200u);
}

}  // namespace
}  // namespace moebench::stats
