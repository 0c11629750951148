"""@libtorch: LibTorch 2.11.0 from $LIBTORCH_ROOT, or from hash-pinned wheels installed once per user.

LIBTORCH_ROOT names an unpacked LibTorch or a Python site's torch folder (it holds include/ and lib/).
"""

load("//third_party/bazel:pip_install.bzl", "python_with_pip", "run_once")

# The wheel also ships google/protobuf, pybind11 and fmt headers that would shadow the system's.
_HEADER_FOLDERS = ["ATen", "c10", "caffe2", "torch"]

_BUILD = """
package(default_visibility = ["//visibility:public"])

cc_library(
    name = "cudart",
    srcs = {cuda_runtime},
)

cc_library(
    name = "libtorch",
    srcs = {cpu_libraries},
    hdrs = glob(["include/**/*.h", "include/**/*.hpp", "include/**/*.cuh"]),
    includes = ["include", "include/torch/csrc/api/include"],
    linkopts = ["-ldl", "-lpthread"],
    deps = [
        ":cudart",
        "@moebench//third_party/libtorch:sanitizer_suppressions",
    ],
)

# LibTorch with its CUDA library forced in: nothing of it is referred to by name, so the linker would drop it, and a
# program without it reports no GPU. Its own NVIDIA libraries are found where the program starts, not here.
cc_library(
    name = "libtorch_cuda",
    srcs = {cuda_libraries},
    linkopts = ["-Wl,--no-as-needed", "-Wl,--unresolved-symbols=ignore-in-shared-libs"],
    deps = [":libtorch"],
)
"""

def _install(ctx):
    python = python_with_pip(ctx)
    folder = run_once(ctx, "libtorch-2.11.0", ctx.attr.requirements, [
        python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps", "--require-hashes",
        "--only-binary=:all:", "--implementation=cp", "--python-version=3.11", "--abi=cp311",
        "--platform=manylinux_2_28_x86_64", "--platform=manylinux_2_25_x86_64", "--platform=manylinux2014_x86_64",
        "--requirement", str(ctx.path(ctx.attr.requirements)), "--target",
    ])
    return folder + "/torch", folder + "/nvidia/cu13/lib"

def _link_library(ctx, folders, name):
    """Symlinks `name` from the first of `folders` that has it; returns whether one had it."""
    for folder in folders:
        if ctx.path(folder + "/" + name).exists:
            ctx.symlink(folder + "/" + name, "lib/" + name)
            return True
    return False

def _libtorch_impl(ctx):
    if ctx.os.environ.get("MOEBENCH_FORBID_LIBTORCH"):
        fail("LibTorch was asked for, and MOEBENCH_FORBID_LIBTORCH is set")
    root = ctx.os.environ.get("LIBTORCH_ROOT")
    if root:
        if not ctx.path(root + "/lib/libtorch_cpu.so").exists:
            fail("LIBTORCH_ROOT={} has no lib/libtorch_cpu.so: name an unpacked LibTorch 2.11 or a site's torch folder".format(root))
        folders = [root + "/lib", root + "/../nvidia/cu13/lib"]
    else:
        root, nvidia = _install(ctx)
        folders = [root + "/lib", nvidia]
    for folder in _HEADER_FOLDERS:
        ctx.symlink(root + "/include/" + folder, "include/" + folder)
    cpu = ["libc10.so", "libtorch_cpu.so", "libgomp.so.1", "libcupti.so.13"]
    runtime = ["libcudart.so.13"]
    cuda = ["libc10_cuda.so", "libtorch_cuda.so"]
    ctx.file("BUILD.bazel", _BUILD.format(
        cpu_libraries = repr(["lib/" + name for name in cpu if _link_library(ctx, folders, name)]),
        cuda_runtime = repr(["lib/" + name for name in runtime if _link_library(ctx, folders, name)]),
        cuda_libraries = repr(["lib/" + name for name in cuda if _link_library(ctx, folders, name)]),
    ))

libtorch = repository_rule(
    implementation = _libtorch_impl,
    attrs = {"requirements": attr.label(allow_single_file = True)},
    environ = ["LIBTORCH_ROOT", "MOEBENCH_CACHE", "MOEBENCH_FORBID_LIBTORCH"],
)
