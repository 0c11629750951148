// Passing an error up in one line.
//
//   absl::StatusOr<int> CountLines(const std::string& path) {
//     MOE_ASSIGN_OR_RETURN(const std::string text, ReadFile(path));
//     MOE_RETURN_IF_ERROR(CheckUtf8(text));
//     return std::count(text.begin(), text.end(), '\n');
//   }
//
// Both are used inside a function that returns absl::Status or absl::StatusOr<T>. The first argument of
// MOE_ASSIGN_OR_RETURN is a declaration or an assignable expression without commas of its own.
#ifndef MOEBENCH_BASE_STATUS_MACROS_H_
#define MOEBENCH_BASE_STATUS_MACROS_H_

#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#define MOE_RETURN_IF_ERROR(...)                     \
  do {                                               \
    const ::absl::Status moe_status = (__VA_ARGS__); \
    if (!moe_status.ok()) return moe_status;         \
  } while (false)

#define MOE_ASSIGN_OR_RETURN(lhs, ...) \
  MOE_ASSIGN_OR_RETURN_NAMED_(MOE_STATUS_CONCAT_(moe_status_or_, __LINE__), lhs, (__VA_ARGS__))

#define MOE_ASSIGN_OR_RETURN_NAMED_(name, lhs, expr) \
  auto name = expr;                                  \
  if (!name.ok()) return std::move(name).status();   \
  lhs = *std::move(name)

// Two steps, so that __LINE__ is expanded before it is pasted.
#define MOE_STATUS_CONCAT_(a, b) MOE_STATUS_CONCAT_NOW_(a, b)
#define MOE_STATUS_CONCAT_NOW_(a, b) a##b

#endif  // MOEBENCH_BASE_STATUS_MACROS_H_
