#include "base/program_path.h"

#include <filesystem>
#include <fstream>
#include <system_error>

namespace moebench {

std::string ProgramAsStarted() {
  std::ifstream command_line("/proc/self/cmdline", std::ios::binary);
  std::string program;
  std::getline(command_line, program, '\0');
  // Without a slash it was found on $PATH; only /proc/self/exe knows where.
  if (program.find('/') == std::string::npos) return "";
  std::error_code error;
  return std::filesystem::absolute(program, error).lexically_normal().string();
}

}  // namespace moebench
