#include "vision/data/jpeg_check.h"

// jpeglib.h needs FILE and size_t declared before it.
#include <csetjmp>
#include <cstdio>
#include <string>

#include "absl/strings/str_cat.h"

// Clang-format would sort jerror.h, which needs jpeglib.h, before it.
// clang-format off
#include <jpeglib.h>
#include <jerror.h>
// clang-format on

namespace moebench::vision {
namespace {

struct CheckState {
  jpeg_error_mgr errors;
  std::jmp_buf stop;
  char message[JMSG_LENGTH_MAX] = "";
};

CheckState* StateOf(j_common_ptr info) { return reinterpret_cast<CheckState*>(info->err); }

[[noreturn]] void Stop(j_common_ptr info) {
  CheckState* state = StateOf(info);
  state->errors.format_message(info, state->message);
  std::longjmp(state->stop, 1);
}

bool MeansLostPixels(int code) {
  return code == JWRN_HIT_MARKER || code == JWRN_HUFF_BAD_CODE || code == JWRN_JPEG_EOF || code == JWRN_MUST_RESYNC ||
         code == JWRN_EXTRANEOUS_DATA || code == JWRN_ARITH_BAD_CODE;
}

// Level -1 is a warning; others are traces.
void OnMessage(j_common_ptr info, int level) {
  if (level == -1 && MeansLostPixels(info->err->msg_code)) Stop(info);
}

// A function of its own, without objects to destroy: longjmp leaves it.
bool ReadCoefficients(absl::string_view jpeg, jpeg_decompress_struct* info, CheckState* state) {
  if (setjmp(state->stop) != 0) return false;
  jpeg_mem_src(info, reinterpret_cast<const unsigned char*>(jpeg.data()), jpeg.size());
  jpeg_read_header(info, TRUE);
  jpeg_read_coefficients(info);
  jpeg_finish_decompress(info);
  return true;
}

}  // namespace

absl::Status CheckJpegData(absl::string_view jpeg) {
  CheckState state;
  jpeg_decompress_struct info;
  info.err = jpeg_std_error(&state.errors);
  state.errors.error_exit = Stop;
  state.errors.emit_message = OnMessage;
  jpeg_create_decompress(&info);
  const bool sound = ReadCoefficients(jpeg, &info, &state);
  jpeg_destroy_decompress(&info);
  if (sound) return absl::OkStatus();
  return absl::DataLossError(absl::StrCat("does not decode: ", state.message));
}

}  // namespace moebench::vision
