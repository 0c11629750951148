#include "language/tokenizer/sentencepiece/model_mutation.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/counter_random.h"
#include "sentencepiece_model.pb.h"

namespace moebench::language {
namespace {

using sentencepiece::ModelProto;
using sentencepiece::NormalizerSpec;
using sentencepiece::TrainerSpec;
using Piece = ModelProto::SentencePiece;

uint32_t Below(CounterRandom* random, size_t n) { return random->Below(static_cast<uint32_t>(n)); }

void MutateBytes(CounterRandom* random, std::string* bytes) {
  if (bytes->empty()) return;
  const uint32_t place = Below(random, bytes->size());
  const size_t length = 1 + random->Below(16);
  switch (random->Below(6)) {
    case 0:
      bytes->resize(place);
      return;
    case 1:
      bytes->erase(place, length);
      return;
    case 2:
      bytes->insert(place, bytes->substr(place, length));
      return;
    case 3:
      bytes->insert(place, length, static_cast<char>(random->Below(256)));
      return;
    case 4:
      (*bytes)[place] = static_cast<char>((*bytes)[place] ^ 1 << random->Below(8));
      return;
    default:
      (*bytes)[place] = static_cast<char>(random->Below(256));
  }
}

void MutatePiece(CounterRandom* random, ModelProto* proto) {
  Piece* piece = proto->mutable_pieces(random->Below(proto->pieces_size()));
  const Piece& other = proto->pieces(random->Below(proto->pieces_size()));
  switch (random->Below(8)) {
    case 0:
      return piece->set_type(static_cast<Piece::Type>(1 + random->Below(6)));
    case 1:
      return piece->set_score(random->Below(2) == 0 ? other.score() : static_cast<float>(random->Below(100)));
    case 2:
      return piece->set_score(random->Below(2) == 0 ? std::nanf("") : std::numeric_limits<float>::infinity());
    case 3:
      return piece->set_piece(other.piece());
    case 4:
      return piece->set_piece(piece->piece() + other.piece());
    case 5:
      return piece->set_piece(piece->piece().substr(Below(random, piece->piece().size() + 1)));
    case 6:
      return proto->mutable_pieces()->SwapElements(random->Below(proto->pieces_size()), 0);
    default:
      return MutateBytes(random, piece->mutable_piece());
  }
}

// Bytes of the table, or one unit of its trie whole.
void MutateCharsmap(CounterRandom* random, NormalizerSpec* spec) {
  std::string* blob = spec->mutable_precompiled_charsmap();
  if (blob->size() < 8 || random->Below(4) == 0) return MutateBytes(random, blob);
  // The first units are at the root, where every text comes by.
  const size_t units = random->Below(2) == 0 ? std::min<size_t>(blob->size() / 4, 300) : blob->size() / 4;
  const size_t place = size_t{4} * Below(random, units);
  for (size_t i = 0; i < 4; ++i) {
    if (random->Below(2) == 0) (*blob)[place + i] = static_cast<char>((*blob)[place + i] ^ 1 << random->Below(8));
  }
}

void MutateOptions(CounterRandom* random, ModelProto* proto) {
  TrainerSpec* trainer = proto->mutable_trainer_spec();
  NormalizerSpec* normalizer = proto->mutable_normalizer_spec();
  switch (random->Below(10)) {
    case 0:
      return trainer->set_byte_fallback(!trainer->byte_fallback());
    case 1:
      return trainer->set_treat_whitespace_as_suffix(!trainer->treat_whitespace_as_suffix());
    case 2:
      return trainer->set_model_type(static_cast<TrainerSpec::ModelType>(1 + random->Below(4)));
    case 3:
      return normalizer->set_add_dummy_prefix(!normalizer->add_dummy_prefix());
    case 4:
      return normalizer->set_remove_extra_whitespaces(!normalizer->remove_extra_whitespaces());
    case 5:
      return normalizer->set_escape_whitespaces(!normalizer->escape_whitespaces());
    case 6:
      return trainer->set_eos_id(static_cast<int>(random->Below(5000)) - 10);
    case 7:
      *proto->mutable_denormalizer_spec() = *normalizer;
      return MutateCharsmap(random, proto->mutable_denormalizer_spec());
    case 8:
      return random->Below(2) == 0 ? proto->clear_trainer_spec() : proto->clear_normalizer_spec();
    default:
      proto->mutable_pieces()->DeleteSubrange(random->Below(proto->pieces_size()), 1);
  }
}

}  // namespace

std::string MutatedModel(const std::string& serialized, uint64_t seed, uint64_t index) {
  CounterRandom random(seed, index);
  std::string mutated = serialized;
  if (random.Below(4) == 0) {
    for (uint32_t left = 1 + random.Below(3); left > 0; --left) MutateBytes(&random, &mutated);
    return mutated;
  }
  ModelProto proto;
  proto.ParseFromString(serialized);
  for (uint32_t left = 1 + random.Below(4); left > 0 && proto.pieces_size() > 0; --left) {
    switch (random.Below(4)) {
      case 0:
        MutateOptions(&random, &proto);
        break;
      case 1:
        MutateCharsmap(&random, proto.mutable_normalizer_spec());
        break;
      default:
        MutatePiece(&random, &proto);
    }
  }
  return proto.SerializeAsString();
}

}  // namespace moebench::language
