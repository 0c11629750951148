// The shortest decimal text that reads back as the same double: 0.15, not 0.14999999999999999. Plain notation for
// magnitudes people write that way (0.0001, 1000000), scientific beyond (1e-08, 2.5e+20); "nan", "inf" and "-inf".
#ifndef MOEBENCH_MOE_CORE_EXPERIMENTS_SHORTEST_DOUBLE_H_
#define MOEBENCH_MOE_CORE_EXPERIMENTS_SHORTEST_DOUBLE_H_

#include <string>

namespace moebench {

std::string ShortestDouble(double value);

}  // namespace moebench

#endif  // MOEBENCH_MOE_CORE_EXPERIMENTS_SHORTEST_DOUBLE_H_
