#include "stats/reports/provenance_section.h"

#include <string>
#include <variant>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "stats/reports/test_study.h"

namespace moebench::stats {
namespace {

std::string ValueOf(const Table& table, const std::string& name) {
  for (const auto& row : table.rows) {
    if (row[0].text == name) return row[1].text;
  }
  return "";
}

TEST(ProvenanceSection, CommandHashAndCode) {
  ReportContext context;
  context.command = "bazel run //stats:equiv -- report --demo";
  context.preregistration_name = "study.textproto";
  context.preregistration_text = "abc";
  context.analysis.set_commit("0123");
  context.analysis.set_cpu("Test CPU");
  context.analysis.set_num_cpus(2);
  context.notes = {"A note."};
  const Section section = ProvenanceSection(TestStudy({3, 3, {0.05}, false}), context);
  ASSERT_EQ(section.blocks.size(), 4u);
  EXPECT_EQ(std::get<Paragraph>(section.blocks[0]).text, "A note.");
  EXPECT_EQ(std::get<Verbatim>(section.blocks[1]).text, context.command);
  const auto& table = std::get<Table>(section.blocks[2]);
  EXPECT_EQ(ValueOf(table, "code, commit"), "0123");
  EXPECT_EQ(ValueOf(table, "machine"), "Test CPU, 2 processors");
  EXPECT_EQ(ValueOf(table, "pre-registration, SHA-256"),  // FIPS 180-2's first example
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(std::get<Verbatim>(section.blocks[3]).text, "abc");
}

TEST(ProvenanceSection, EveryRunWithItsHashes) {
  const Section section = RunsSection(TestRuns({2, 3, {0.05}, false}));
  const auto& table = std::get<Table>(section.blocks.at(0));
  ASSERT_EQ(table.rows.size(), 6u);
  EXPECT_EQ(table.rows[4][1].text, "2");
  EXPECT_EQ(table.rows[0][2].text, "finished");
  EXPECT_EQ(table.rows[0][4].text, "fedcba987654");
  EXPECT_EQ(table.rows[0][4].full, "fedcba9876543210fedcba9876543210fedcba98");
  EXPECT_EQ(table.rows[0].back().text, "runs/0/1");
}

TEST(ProvenanceSection, ColumnsThatNobodyFillsAreLeftOut) {
  std::vector<RunSample> runs = TestRuns({2, 1, {0.05}, false});
  for (RunSample& run : runs) run.record.reset();
  const Section section = RunsSection(runs);
  const auto& table = std::get<Table>(section.blocks.at(0));
  ASSERT_EQ(table.columns.size(), 3u);
  EXPECT_EQ(table.columns[2].header, "from");
  EXPECT_EQ(table.rows[1].size(), 3u);
  EXPECT_TRUE(RunsSection({}).blocks.empty());
}

}  // namespace
}  // namespace moebench::stats
