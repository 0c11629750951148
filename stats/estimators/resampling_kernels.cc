#include "stats/estimators/resampling_kernels.h"

#include <array>

#include "base/counter_random.h"

#if defined(__x86_64__) && defined(__GNUC__)
#include <immintrin.h>
// GCC 12 warns of its own _mm512_undefined_epi32 (GCC bug 105593).
#pragma GCC diagnostic ignored "-Wuninitialized"
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#endif

namespace moebench::stats {
namespace {

constexpr size_t kLargestTabled = 64;  // 64 x 64 sums take 32 KiB, a first-level cache
constexpr int kBlockWords = 4;         // of one Philox block

// Of one resample: `words` words are used; of the last only the first index where n is odd and words are paired.
struct WordCount {
  explicit WordCount(const IndexRule& rule)
      : words(rule.paired ? (uint64_t{rule.n} + 1) / 2 : rule.n), last_is_single(rule.paired && rule.n % 2 == 1) {}
  uint64_t words;
  bool last_is_single;
};

void ScalarSum(const ResampleSumsProblem& problem, uint64_t first, double* sums) {
  const WordCount count(problem.rule);
  CounterRandom random(problem.key, first);
  double sum = 0;
  for (uint64_t w = 0; w < count.words; ++w) {
    WordIndices indices = IndicesOf(problem.rule, random.Next32());
    if (!indices.fair) indices = ReplacementIndices(problem.rule, problem.key, first, w);
    const bool single = !problem.rule.paired || (w + 1 == count.words && count.last_is_single);
    sum += single ? problem.values[indices.first] : problem.values[indices.first] + problem.values[indices.second];
  }
  *sums = sum;
}

#if defined(__x86_64__) && defined(__GNUC__)

// A vector holds one resample in each lane of 64 bits. Only the low half of a lane counts as a word: Multiply reads no
// other, so that the high half need never be cleared. GatherHigh loads table[high half of each lane] one by one: the
// gather instruction takes twice as long on AMD's processors, and longer still on Intel's with their microcode against
// data sampling.
#pragma GCC push_options
#pragma GCC target("avx2")
namespace avx2 {
constexpr int kWidth = 4;
using Vector = __m256i;
using Doubles = __m256d;
inline Vector Fill(uint64_t x) { return _mm256_set1_epi64x(static_cast<int64_t>(x)); }
inline Vector Load(const uint64_t* x) { return _mm256_load_si256(reinterpret_cast<const __m256i*>(x)); }
inline Vector Multiply(Vector a, Vector b) { return _mm256_mul_epu32(a, b); }
inline Vector High(Vector x) { return _mm256_srli_epi64(x, 32); }
inline Vector Xor(Vector a, Vector b, Vector c) { return _mm256_xor_si256(_mm256_xor_si256(a, b), c); }
inline Vector Minimum(Vector a, Vector b) { return _mm256_min_epu32(a, b); }  // of each half
inline bool AnyLowBelow(Vector x, Vector limit) {
  const Vector low = _mm256_slli_epi64(x, 32), bound = _mm256_slli_epi64(limit, 32);
  return _mm256_movemask_epi8(_mm256_cmpeq_epi32(_mm256_max_epu32(low, bound), low)) != -1;
}
inline Doubles Zero() { return _mm256_setzero_pd(); }
inline Doubles Add(Doubles a, Doubles b) { return _mm256_add_pd(a, b); }
inline void Store(uint32_t* to, Vector x) { _mm256_store_si256(reinterpret_cast<__m256i*>(to), x); }
inline __m128d GatherTwo(const double* table, const uint32_t* index) {
  return _mm_loadh_pd(_mm_load_sd(table + index[1]), table + index[3]);
}
inline Doubles GatherHigh(const double* table, const uint32_t* index) {
  return _mm256_insertf128_pd(_mm256_castpd128_pd256(GatherTwo(table, index)), GatherTwo(table, index + 4), 1);
}
inline void Store(double* to, Doubles x) { _mm256_storeu_pd(to, x); }
inline Doubles LoadDoubles(const double* x) { return _mm256_loadu_pd(x); }
#include "stats/estimators/resampling_kernel.inc"
}  // namespace avx2
#pragma GCC pop_options

#pragma GCC push_options
#pragma GCC target("avx512f")
namespace avx512 {
constexpr int kWidth = 8;
using Vector = __m512i;
using Doubles = __m512d;
inline Vector Fill(uint64_t x) { return _mm512_set1_epi64(static_cast<int64_t>(x)); }
inline Vector Load(const uint64_t* x) { return _mm512_load_si512(x); }
inline Vector Multiply(Vector a, Vector b) { return _mm512_mul_epu32(a, b); }
inline Vector High(Vector x) { return _mm512_srli_epi64(x, 32); }
inline Vector Xor(Vector a, Vector b, Vector c) { return _mm512_ternarylogic_epi64(a, b, c, 0x96); }
inline Vector Minimum(Vector a, Vector b) { return _mm512_min_epu32(a, b); }
inline bool AnyLowBelow(Vector x, Vector limit) { return _mm512_mask_cmplt_epu32_mask(0x5555, x, limit) != 0; }
inline Doubles Zero() { return _mm512_setzero_pd(); }
inline Doubles Add(Doubles a, Doubles b) { return _mm512_add_pd(a, b); }
inline void Store(uint32_t* to, Vector x) { _mm512_store_si512(to, x); }
inline Doubles GatherHigh(const double* table, const uint32_t* index) {
  return _mm512_insertf64x4(_mm512_castpd256_pd512(avx2::GatherHigh(table, index)), avx2::GatherHigh(table, index + 8),
                            1);
}
inline void Store(double* to, Doubles x) { _mm512_storeu_pd(to, x); }
inline Doubles LoadDoubles(const double* x) { return _mm512_loadu_pd(x); }
#include "stats/estimators/resampling_kernel.inc"
}  // namespace avx512
#pragma GCC pop_options

#endif

std::vector<ResampleSumsKernel> Available() {
  std::vector<ResampleSumsKernel> kernels = {{"scalar", 1, ScalarSum}};
#if defined(__x86_64__) && defined(__GNUC__)
  if (__builtin_cpu_supports("avx2")) kernels.push_back({"avx2", avx2::kVectors * avx2::kWidth, avx2::Sums});
  if (__builtin_cpu_supports("avx512f")) kernels.push_back({"avx512", avx512::kVectors * avx512::kWidth, avx512::Sums});
#endif
  return kernels;
}

}  // namespace

ResampleSumsProblem::ResampleSumsProblem(uint64_t key, absl::Span<const double> values, size_t resamples)
    : key(key), rule(static_cast<uint32_t>(values.size())), values(values) {
  if (values.size() > kLargestTabled || resamples < values.size()) return;
  const size_t n = values.size();
  pair_sums.resize(n * n);
  for (size_t i = 0; i < n; ++i) {
    for (size_t j = 0; j < n; ++j) pair_sums[i * n + j] = values[i] + values[j];
  }
}

const std::vector<ResampleSumsKernel>& ResampleSumsKernels() {
  static const auto* const kernels = new std::vector<ResampleSumsKernel>(Available());
  return *kernels;
}

}  // namespace moebench::stats
