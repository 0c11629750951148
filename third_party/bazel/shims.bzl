"""Repositories that Bazel 4.2.3 asks for and Debian does not ship in a form it can load.

Without them the analysis tries to download their upstream archives.
"""

_CC_RULES = [
    "cc_binary",
    "cc_import",
    "cc_library",
    "cc_proto_library",
    "cc_test",
    "cc_toolchain",
    "cc_toolchain_suite",
    "fdo_prefetch_hints",
    "fdo_profile",
    "objc_import",
    "objc_library",
]

def _rules_cc_shim_impl(ctx):
    ctx.file("BUILD.bazel", "")
    ctx.file("cc/BUILD.bazel", "")
    ctx.file("cc/defs.bzl", "".join(["{0} = native.{0}\n".format(rule) for rule in _CC_RULES]))

rules_cc_shim = repository_rule(
    implementation = _rules_cc_shim_impl,
    doc = "rules_cc whose rules forward to Bazel's native ones.",
)

def _remote_coverage_tools_shim_impl(ctx):
    ctx.file("coverage.sh", "#!/bin/sh\nexit 0\n", executable = True)
    ctx.file("BUILD.bazel", """
sh_binary(
    name = "coverage_report_generator",
    srcs = ["coverage.sh"],
    visibility = ["//visibility:public"],
)
""")

remote_coverage_tools_shim = repository_rule(
    implementation = _remote_coverage_tools_shim_impl,
    doc = "The coverage reporter that every test target depends on; reports nothing.",
)
