// Laying one configuration over another: what the overlay names wins, what it does not name stays.
//
//   base     training { epochs: 100 lr: 0.001 }   ecology { tiers: 8 tiers: 4 tiers: 4 }   annealing { epochs: 30 }
//   overlay  training { epochs: 0 }               ecology { tiers: 16 }                    annealing { fraction: .3 }
//   result   training { epochs: 0 lr: 0.001 }     ecology { tiers: 16 }                    annealing { fraction: .3 }
//
// - A named scalar wins, also when it is 0, false or "" (proto2 keeps presence).
// - A named repeated field replaces the whole list; protobuf's own MergeFrom would append to it.
// - A named message merges field by field.
// - A oneof switches: naming another member drops the old one with everything in it. Naming the same member merges it.
//
// Text format cannot name a list and leave it empty, nor take a name back: write the value that means "none", such as
// `tiers: 16` (all experts in one tier) or `random_warmup { fraction: 0 }`.
#ifndef MOEBENCH_MOE_CORE_EXPERIMENTS_MERGE_H_
#define MOEBENCH_MOE_CORE_EXPERIMENTS_MERGE_H_

#include "google/protobuf/message.h"

namespace moebench {

// Both are of the same message type.
void MergeByPresence(const google::protobuf::Message& overlay, google::protobuf::Message* base);

}  // namespace moebench

#endif  // MOEBENCH_MOE_CORE_EXPERIMENTS_MERGE_H_
