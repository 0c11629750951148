#include "moe_core/training/progress.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "moe_core/training/text_table.h"

namespace moebench {
namespace {

constexpr int kBarColumns = 20;
constexpr absl::Duration kTerminalInterval = absl::Milliseconds(100);
constexpr absl::Duration kShortestInterval = absl::Seconds(1);
constexpr absl::Duration kLongInterval = absl::Seconds(30);
// ANSI: back to the first column, erase to the end of the line.
constexpr char kRewrite[] = "\r\x1b[K";

int TerminalColumns() {
  winsize size;
  return ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : kTableColumns;
}

}  // namespace

ProgressSink StandardErrorSink() {
  ProgressSink sink;
  sink.is_terminal = isatty(STDERR_FILENO) == 1;
  sink.columns = sink.is_terminal ? TerminalColumns() : kTableColumns;
  sink.write = [](absl::string_view text) { std::fwrite(text.data(), 1, text.size(), stderr); };
  return sink;
}

Progress::Progress(ProgressOptions options, ProgressSink sink)
    : options_(std::move(options)),
      sink_(std::move(sink)),
      start_time_(sink_.now()),
      done_(options_.start),
      shown_done_(options_.start) {}

Progress::~Progress() {
  if (line_is_open_) sink_.write("\n");
}

void Progress::Update(int64_t done, absl::string_view suffix) {
  const std::lock_guard<std::mutex> lock(mutex_);
  done_ = done;
  suffix_ = std::string(suffix);
  const absl::Time now = sink_.now();
  if (IsDue(now)) Show(now);
}

void Progress::Clear() {
  const std::lock_guard<std::mutex> lock(mutex_);
  if (!line_is_open_) return;
  sink_.write(kRewrite);
  line_is_open_ = false;
  shown_time_ = absl::InfinitePast();
}

void Progress::Finish() {
  const std::lock_guard<std::mutex> lock(mutex_);
  if (done_ != shown_done_) Show(sink_.now());
  if (line_is_open_) sink_.write("\n");
  line_is_open_ = false;
}

bool Progress::IsDue(absl::Time now) const {
  if (sink_.is_terminal) return now - shown_time_ >= kTerminalInterval;
  const auto parts = [this](int64_t done, int64_t n) { return options_.total > 0 ? done * n / options_.total : 0; };
  const absl::Duration waited = now - std::max(shown_time_, start_time_);
  if (waited < kShortestInterval) return false;
  if (parts(done_, 10) > parts(shown_done_, 10)) return true;
  return waited >= kLongInterval && parts(done_, 100) > parts(shown_done_, 100);
}

void Progress::Show(absl::Time now) {
  shown_done_ = done_;
  shown_time_ = now;
  if (sink_.is_terminal) {
    // A line of the full width would wrap on some terminals.
    sink_.write(absl::StrCat(kRewrite, FitText(Line(now), sink_.columns - 1)));
    line_is_open_ = true;
  } else {
    sink_.write(absl::StrCat(FitText(Line(now), sink_.columns), "\n"));
  }
}

std::string Progress::Line(absl::Time now) const {
  const double fraction = options_.total > 0 ? std::clamp(static_cast<double>(done_) / options_.total, 0.0, 1.0) : 1;
  std::string line = absl::StrFormat("%s %3d %%  %d/%d %s", Bar(fraction, kBarColumns),
                                     static_cast<int>(fraction * 100), done_, options_.total, options_.unit);
  const double seconds = absl::ToDoubleSeconds(now - start_time_);
  if (done_ > options_.start && seconds > 0) {
    const double rate = static_cast<double>(done_ - options_.start) / seconds;
    absl::StrAppend(&line, "  ", rate < 100 ? absl::StrFormat("%.3g", rate) : absl::StrFormat("%.0f", rate), " ",
                    options_.unit, "/s");
    const int64_t left = options_.total - done_;
    if (left > 0) absl::StrAppend(&line, "  ETA ", FormatTimeLeft(absl::Seconds(left / rate)));
  }
  if (!suffix_.empty()) absl::StrAppend(&line, "  ", suffix_);
  return line;
}

std::string FormatTimeLeft(absl::Duration duration) {
  const int64_t seconds = absl::ToInt64Seconds(duration + absl::Milliseconds(500));
  const int64_t minutes = seconds / 60;
  const int64_t hours = minutes / 60;
  if (minutes == 0) return absl::StrFormat("%d s", seconds);
  if (hours == 0) return absl::StrFormat("%d min %02d s", minutes, seconds % 60);
  if (hours < 24) return absl::StrFormat("%d h %02d min", hours, minutes % 60);
  return absl::StrFormat("%d d %02d h", hours / 24, hours % 24);
}

}  // namespace moebench
