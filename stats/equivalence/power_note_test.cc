#include "stats/equivalence/power_note.h"

#include <string>

#include "gtest/gtest.h"
#include "stats/equivalence/power.h"

namespace moebench::stats {
namespace {

PowerBasis Basis(double sd, int n) {
  PowerBasis basis;
  basis.question.design = TostDesign::kWelch;
  basis.question.sd_a = basis.question.sd_b = sd;
  basis.question.true_difference = 0.02;  // an observed one, which must not be used
  basis.n_a = basis.n_b = n;
  return basis;
}

TEST(PowerNoteTest, IsAboutZeroAndHalfTheMargin) {
  const PowerNote note = *MakePowerNote(Basis(0.02, 3), 0.03, 0.05);
  PowerQuestion question = Basis(0.02, 3).question;
  question.margin = {-0.03, 0.03};
  question.true_difference = 0;
  EXPECT_EQ(note.power_at_zero, *TostPower(question, 3, 3));
  EXPECT_EQ(note.n_needed, *UnitsNeeded(question, 0.8));
  question.true_difference = 0.015;
  EXPECT_EQ(note.power_at_half_margin, *TostPower(question, 3, 3));
  EXPECT_EQ(note.n_needed_half, *UnitsNeeded(question, 0.8));
  EXPECT_GT(note.power_at_zero, note.power_at_half_margin);
  EXPECT_LT(*note.n_needed, *note.n_needed_half);
}

TEST(PowerNoteTest, AlphaIsTheStudys) {
  EXPECT_GT(MakePowerNote(Basis(0.02, 5), 0.03, 0.1)->power_at_zero,
            MakePowerNote(Basis(0.02, 5), 0.03, 0.05)->power_at_zero);
}

TEST(PowerNoteTest, ANumberBeyondAllReachIsAbsent) {
  EXPECT_FALSE(MakePowerNote(Basis(1, 3), 1e-7, 0.05)->n_needed.has_value());
}

TEST(PowerNoteTest, RefusesABasisWithoutVariance) {
  EXPECT_EQ(std::string(MakePowerNote(Basis(0, 3), 0.03, 0.05).status().message()),
            "sd_a is 0; expected a finite number above 0");
}

}  // namespace
}  // namespace moebench::stats
