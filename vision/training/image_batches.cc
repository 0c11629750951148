#include "vision/training/image_batches.h"
#include <ATen/ops/empty.h>
#include <ATen/ops/zeros.h>
#include <algorithm>
#include "base/counter_random.h"
namespace moebench::vision {
int64_t SubsampleSize(int64_t available, int64_t limit) { return limit > 0 ? std::min(available, limit) : available; }
int64_t NumTrainSamples(const DataConfig& data, const ImageCache& images) { return SubsampleSize(images.train().count, data.max_train_samples()); }
int64_t NumTestSamples(const DataConfig& data, const ImageCache& images) { return SubsampleSize(images.test().count, data.max_eval_samples()); }
static void One(const ImageCache& c, const uint8_t* p, int S, int dy, int dx, bool flip, float* out) {
  const auto& h = c.header(); int H = h.height(), W = h.width(), C = h.channels(); int oy = (H - S) / 2 + dy, ox = (W - S) / 2 + dx;
  for (int y = 0; y < S; ++y) for (int x = 0; x < S; ++x) for (int k = 0; k < 3; ++k) {
    int sy = y + oy, sx = (flip ? S - 1 - x : x) + ox; int kk = C == 1 ? 0 : k;
    float v = (sy >= 0 && sy < H && sx >= 0 && sx < W) ? p[(sy * W + sx) * C + kk] / 255.f : 0.f;
    *out++ = (v - (float)h.mean(kk)) / (float)h.stddev(kk);
  }
}
struct TrainBatches::Impl { std::shared_ptr<const ImageCache> c; DataConfig d; uint64_t seed; int64_t B, step; int64_t n, spe; int64_t epoch=-1; std::vector<int64_t> perm; };
TrainBatches::TrainBatches(std::shared_ptr<const ImageCache> c, const DataConfig& d, uint64_t seed, int64_t B, int64_t step, c10::Device) : impl_(new Impl{c, d, seed, B, step}) { impl_->n = NumTrainSamples(d, *c); impl_->spe = impl_->n / B; }
TrainBatches::~TrainBatches() = default;
int64_t TrainBatches::steps_per_epoch() const { return impl_->spe; }
ImageBatch TrainBatches::Next() {
  Impl& m = *impl_; int64_t e = m.step / m.spe, pos = m.step % m.spe * m.B; if (e != m.epoch) { m.perm = RandomPermutation(m.n, MixSeed(m.seed, 1), e); m.epoch = e; } ++m.step;
  int S = m.d.image_size(); at::Tensor x = at::empty({m.B, S, S, 3}), l = at::empty({m.B}, at::kLong); const int pad = m.d.crop_padding();
  for (int64_t i = 0; i < m.B; ++i) { int64_t j = m.perm[pos + i] * m.c->train().count / m.n; CounterRandom r(MixSeed(m.seed, 2 + e), pos + i); int dy = pad ? (int)r.Below(2 * pad + 1) - pad : 0, dx = pad ? (int)r.Below(2 * pad + 1) - pad : 0; bool f = m.d.horizontal_flip() && r.Below(2);
    One(*m.c, m.c->train().pixels + j * m.c->image_bytes(), S, dy, dx, f, x.data_ptr<float>() + i * S * S * 3); l.data_ptr<int64_t>()[i] = m.c->train().labels[j]; }
  return {x.permute({0, 3, 1, 2}), l};
}
struct EvaluationBatches::Impl { std::shared_ptr<const ImageCache> c; DataConfig d; int64_t B, n; };
EvaluationBatches::EvaluationBatches(std::shared_ptr<const ImageCache> c, const DataConfig& d, int64_t B, c10::Device) : impl_(new Impl{c, d, B, NumTestSamples(d, *c)}) {}
EvaluationBatches::~EvaluationBatches() = default;
int64_t EvaluationBatches::size() const { return (impl_->n + impl_->B - 1) / impl_->B; }
ImageBatch EvaluationBatches::Get(int64_t b) {
  Impl& m = *impl_; int S = m.d.image_size(); int64_t n = std::min(m.B, m.n - b * m.B); at::Tensor x = at::empty({n, S, S, 3}), l = at::empty({n}, at::kLong);
  for (int64_t i = 0; i < n; ++i) { int64_t j = (b * m.B + i) * m.c->test().count / m.n; One(*m.c, m.c->test().pixels + j * m.c->image_bytes(), S, 0, 0, false, x.data_ptr<float>() + i * S * S * 3); l.data_ptr<int64_t>()[i] = m.c->test().labels[j]; }
  return {x.permute({0, 3, 1, 2}), l};
}
}
