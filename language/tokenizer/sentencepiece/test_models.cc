#include "language/tokenizer/sentencepiece/test_models.h"

#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>

#include "absl/strings/str_cat.h"
#include "language/tokenizer/sentencepiece/library.h"
#include "sentencepiece_model.pb.h"

namespace moebench::language {
namespace {

using sentencepiece::ModelProto;
using Piece = ModelProto::SentencePiece;
using Options = std::vector<std::pair<std::string, std::string>>;

Options Bpe(const Options& more) {
  Options options = {{"model_type", "bpe"}, {"vocab_size", "700"}, {"num_threads", "1"}};
  options.insert(options.end(), more.begin(), more.end());
  return options;
}

std::string Edited(const std::string& serialized, const std::function<void(ModelProto*)>& edit) {
  ModelProto proto;
  proto.ParseFromString(serialized);
  edit(&proto);
  return proto.SerializeAsString();
}

// Every `step`-th normal piece from `first` on.
void ForPieces(ModelProto* proto, int first, int step, const std::function<void(Piece*)>& change) {
  int met = 0;
  for (Piece& piece : *proto->mutable_pieces()) {
    if (piece.type() == Piece::NORMAL && met++ % step == first) change(&piece);
  }
}

bool IsOneCharacter(const std::string& text) {
  size_t starts = 0;
  for (const char c : text) starts += (static_cast<unsigned char>(c) & 0xc0) != 0x80;
  return starts == 1;
}

// Rules of our own: deletion, spaces out of nothing, one to many, many to one, and a rule that begins within another.
std::string TrainWithRules() {
  const std::string path = std::filesystem::temp_directory_path() / absl::StrCat("rules-", getpid(), ".tsv");
  std::ofstream(path) << "61\t62 62\n62 63\t64\n63 63 63\t\n64\t20 65 20\n2D 2D 2D\t20 20\n66\t20\n"
                      << "E9\t65 301\n301\t\n4E00\t2581\n1F600\t3A 29\n";
  const std::string model = TrainTestModel(Bpe({{"normalization_rule_tsv", path}, {"byte_fallback", "true"}}));
  std::filesystem::remove(path);
  return model;
}

std::vector<TestModel> TrainedModels() {
  std::vector<TestModel> models;
  const auto add = [&models](const std::string& name, const Options& options) {
    models.push_back({name, TrainTestModel(Bpe(options))});
  };
  for (const char* rules : {"identity", "nfkc", "nmt_nfkc", "nfkc_cf", "nmt_nfkc_cf"}) {
    add(rules, {{"normalization_rule_name", rules}});
    add(absl::StrCat(rules, "+bytes"), {{"normalization_rule_name", rules}, {"byte_fallback", "true"}});
  }
  add("low_coverage", {{"character_coverage", "0.98"}});
  add("split_digits", {{"split_digits", "true"}, {"byte_fallback", "true"}});
  add("no_dummy_prefix", {{"add_dummy_prefix", "false"}});
  add("keep_whitespace", {{"remove_extra_whitespaces", "false"}, {"allow_whitespace_only_pieces", "true"}});
  add("keep_whitespace+no_prefix", {{"remove_extra_whitespaces", "false"},
                                    {"add_dummy_prefix", "false"},
                                    {"normalization_rule_name", "identity"},
                                    {"byte_fallback", "true"}});
  add("suffix", {{"treat_whitespace_as_suffix", "true"}});
  add("suffix+keep_whitespace", {{"treat_whitespace_as_suffix", "true"},
                                 {"remove_extra_whitespaces", "false"},
                                 {"allow_whitespace_only_pieces", "true"}});
  add("across_words", {{"split_by_whitespace", "false"}, {"max_sentencepiece_length", "24"}});
  add("across_everything", {{"split_by_whitespace", "false"},
                            {"split_by_unicode_script", "false"},
                            {"split_by_number", "false"},
                            {"treat_whitespace_as_suffix", "true"}});
  const Options symbols = {
      {"user_defined_symbols", "<sep>"}, {"user_defined_symbols", "<sep>>"},   {"user_defined_symbols", "the cat"},
      {"user_defined_symbols", " in"},   {"user_defined_symbols", "\u2581on"}, {"user_defined_symbols", "an\u2581o"},
      {"user_defined_symbols", "er"},    {"user_defined_symbols", "e"},        {"user_defined_symbols", "\u0301"},
      {"user_defined_symbols", "  "},    {"user_defined_symbols", "\uff21"},   {"control_symbols", "<ctl>"}};
  add("user_defined", symbols);
  Options more_symbols = symbols;
  more_symbols.push_back({"remove_extra_whitespaces", "false"});
  more_symbols.push_back({"byte_fallback", "true"});
  more_symbols.push_back({"normalization_rule_name", "identity"});
  add("user_defined+keep_whitespace", more_symbols);
  add("control_character", {{"control_symbols", "q"}, {"control_symbols", "\u4e00"}});
  models.push_back({"own_rules", TrainWithRules()});
  return models;
}

std::vector<TestModel> EditedModels(const std::string& plain, const std::string& bytes, const std::string& across) {
  std::vector<TestModel> models;
  const auto add = [&models](const std::string& name, const std::string& from,
                             const std::function<void(ModelProto*)>& edit) {
    models.push_back({name, Edited(from, edit)});
  };
  const auto set_unused = [](Piece* piece) { piece->set_type(Piece::UNUSED); };
  add("few_unused", plain, [&](ModelProto* proto) { ForPieces(proto, 3, 17, set_unused); });
  add("half_unused", plain, [&](ModelProto* proto) { ForPieces(proto, 0, 2, set_unused); });
  add("half_unused+bytes", bytes, [&](ModelProto* proto) { ForPieces(proto, 1, 2, set_unused); });
  add("all_unused", across, [&](ModelProto* proto) { ForPieces(proto, 0, 1, set_unused); });
  add("equal_scores", plain, [](ModelProto* proto) { ForPieces(proto, 0, 1, [](Piece* p) { p->set_score(0); }); });
  add("five_scores", across, [](ModelProto* proto) {
    ForPieces(proto, 0, 1, [](Piece* piece) { piece->set_score(static_cast<float>(-(piece->piece().size() % 5))); });
  });
  add("long_first", plain,
      [](ModelProto* proto) { ForPieces(proto, 0, 1, [](Piece* piece) { piece->set_score(-piece->score()); }); });
  add("five_scores+half_unused", across, [&](ModelProto* proto) {
    ForPieces(proto, 0, 1, [](Piece* piece) { piece->set_score(static_cast<float>(piece->piece().size() % 5)); });
    ForPieces(proto, 0, 2, set_unused);
  });
  add("characters_missing", plain, [](ModelProto* proto) {
    int met = 0;
    for (Piece& piece : *proto->mutable_pieces()) {
      if (IsOneCharacter(piece.piece()) && met++ % 2 == 0) piece.set_piece(absl::StrCat("[", piece.piece(), "]"));
    }
  });
  add("characters_missing+bytes", bytes, [](ModelProto* proto) {
    int met = 0;
    for (Piece& piece : *proto->mutable_pieces()) {
      if (IsOneCharacter(piece.piece()) && met++ % 3 == 0) piece.set_piece(absl::StrCat("[", piece.piece(), "]"));
    }
  });
  add("unescaped_spaces", bytes, [](ModelProto* proto) {
    proto->mutable_normalizer_spec()->set_escape_whitespaces(false);
    ForPieces(proto, 0, 1, [](Piece* piece) {
      if (piece->piece().size() > 3 && piece->piece().compare(0, 3, "\u2581") == 0) {
        piece->set_piece(absl::StrCat(" ", piece->piece().substr(3)));
      }
    });
  });
  add("unknown_character", plain, [](ModelProto* proto) {
    for (Piece& piece : *proto->mutable_pieces()) {
      if (piece.piece() == "z") piece.set_piece("<z>");
      if (piece.type() == Piece::UNKNOWN) piece.set_piece("z");
    }
  });
  return models;
}

}  // namespace

const std::vector<std::string>& TestModelLines() {
  static const auto* lines = [] {
    const std::vector<std::string> seeds = {
        "The old harbour lies behind the mill, and the boats in it are older than anyone on the quay can say.",
        "the cat in the hat sat on an open box; then another cat ran over an oar in the water.",
        "Whenever the weather was better they went together, further and further, to gather feathers.",
        "In 1887 there were 1,204 houses; by 1999 only 37.5 % of them (about 450) were still standing.",
        "for (int i = 0; i < n; ++i) { sum += values[i] * weights[i]; }  // an inner product",
        "caf\u00e9 cafe\u0301 na\u00efve \u00fcber stra\u00dfe \ufb01sh \uff21\uff22\uff23 \u2460 \u00bd \u2014 "
        "\u201cquoted\u201d \u2026",
        "\u0412\u0435\u0447\u0435\u0440\u043e\u043c \u0440\u0435\u043a\u0430 \u0431\u044b\u043b\u0430 "
        "\u0441\u043f\u043e\u043a\u043e\u0439\u043d\u0430, \u0438 \u043b\u043e\u0434\u043a\u0430 \u0448\u043b\u0430 "
        "\u0431\u044b\u0441\u0442\u0440\u043e.",
        "\u6771\u4eac\u306e\u6771\u306b\u6771\u306e\u6d77\u304c\u3042\u308b\u3002\u6d77\u306e\u4e2d\u306b\u4e00\u3064"
        "\u306e\u6771\u306e\u5cf6\u304c\u3042\u308b\u3002",
        "\u0627\u0644\u0628\u062d\u0631 \u0648\u0627\u0644\u0628\u062d\u0631 \u0648\u0627\u0644\u0634\u0645\u0633",
        "\uac00\ub098\ub2e4 \uac00\ub098 \uac00\ub2e4 \u1100\u1161 \U0001f600\U0001f601\U0001f600 x\u00b2 + y\u00b2 = "
        "z\u00b2",
        "aaaaaaaaaaaaaaaa aaaa aaa aa abababab abcabcabc bbbb cccc dddd ff ---- == --",
        "tab\tand  double   and triple    spaces , spaced . out ' punctuation \" here \" ."};
    auto* made = new std::vector<std::string>;
    for (size_t i = 0; i < 6; ++i) {
      for (size_t j = 0; j < seeds.size(); ++j)
        made->push_back(absl::StrCat(seeds[(i * 5 + j) % seeds.size()], " ", i));
    }
    return made;
  }();
  return *lines;
}

std::string TrainTestModel(const Options& options) {
  std::string model, error;
  if (!TrainSentencePieceOnLines(TestModelLines(), options, &model, &error)) {
    std::fprintf(stderr, "the test model cannot be trained: %s\n", error.c_str());
    std::abort();
  }
  return model;
}

std::vector<TestModel> MakeTestModels() {
  std::vector<TestModel> models = TrainedModels();
  const auto find = [&models](const std::string& name) {
    for (const TestModel& model : models) {
      if (model.name == name) return model.serialized;
    }
    std::abort();
  };
  for (TestModel& edited : EditedModels(find("nmt_nfkc"), find("identity+bytes"), find("across_words"))) {
    models.push_back(std::move(edited));
  }
  return models;
}

std::vector<TestModel> MakeTestModelsOfOtherKinds() {
  const auto train = [](const std::string& kind, const std::string& size) {
    return TestModel{kind, TrainTestModel({{"model_type", kind}, {"vocab_size", size}, {"num_threads", "1"}})};
  };
  return {train("unigram", "210"), train("word", "100"), train("char", "160")};
}

}  // namespace moebench::language
