"""@sentencepiece: SentencePiece's C++ library 0.2.1, from its source package, on the system's protobuf.

Debian's 0.1.97 bundles protobuf-lite, which clashes with libprotobuf in one process.
"""

load("//third_party/bazel:pip_install.bzl", "python_with_pip", "run_once")

def _sentencepiece_impl(ctx):
    folder = run_once(ctx, "sentencepiece-0.2.1", ctx.attr.requirements, [
        python_with_pip(ctx), "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps",
        "--require-hashes", "--no-binary=sentencepiece", "--requirement", str(ctx.path(ctx.attr.requirements)), "--dest",
    ])
    ctx.extract(folder + "/sentencepiece-0.2.1.tar.gz", stripPrefix = "sentencepiece-0.2.1/sentencepiece")

    # Protobuf code is generated from the .proto files; the checked-in copy belongs to the bundled runtime.
    ctx.delete("src/builtin_pb")
    ctx.delete("third_party/protobuf-lite")
    ctx.file("include/config.h", "".join(["#define {} \"{}\"\n".format(*pair) for pair in [("VERSION", "0.2.1"), ("PACKAGE", "sentencepiece"), ("PACKAGE_STRING", "sentencepiece"), ("INSTALL_DATADIR", "")]]))
    ctx.symlink(ctx.attr.build_file, "BUILD.bazel")

sentencepiece = repository_rule(
    implementation = _sentencepiece_impl,
    attrs = {
        "build_file": attr.label(allow_single_file = True),
        "requirements": attr.label(allow_single_file = True),
    },
    environ = ["MOEBENCH_CACHE"],
)
