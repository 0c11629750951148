"""The system's protoc and libprotobuf under the name that proto_library and cc_proto_library expect."""

_BUILD = """
package(default_visibility = ["//visibility:public"])

sh_binary(
    name = "protoc",
    srcs = ["protoc.sh"],
)

# Static, so that a training program runs where Debian's libprotobuf is not installed.
cc_library(
    name = "protobuf",
    linkopts = ["-l:libprotobuf.a", "-l:libz.a", "-lpthread"],
)

proto_library(
    name = "descriptor_proto",
    srcs = ["google/protobuf/descriptor.proto"],
)

proto_lang_toolchain(
    name = "cc_toolchain",
    blacklisted_protos = [":descriptor_proto"],
    command_line = "--cpp_out=$(OUT)",
    runtime = ":protobuf",
)
"""

def _system_protobuf_impl(ctx):
    if not ctx.which("protoc"):
        fail("protoc is not installed; run ./bazelw once, or: apt-get install protobuf-compiler libprotobuf-dev")
    ctx.file("protoc.sh", "#!/bin/sh\nexec {} \"$@\"\n".format(ctx.which("protoc")), executable = True)
    ctx.symlink("/usr/include/google/protobuf/descriptor.proto", "google/protobuf/descriptor.proto")
    ctx.file("BUILD.bazel", _BUILD)

system_protobuf = repository_rule(
    implementation = _system_protobuf_impl,
    environ = ["MOEBENCH_SYSTEM"],
    local = True,
)
