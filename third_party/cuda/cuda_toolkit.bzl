"""@cuda_toolkit: the CUDA toolkit of this machine ($CUDA_HOME, /usr/local/cuda, or where nvcc is), if there is one.

Without one the repository still loads, so that `bazel build //...` works; only --config=cuda then fails, and says why.
"""

_BUILD = """
package(default_visibility = ["//visibility:public"])

sh_binary(
    name = "nvcc",
    srcs = ["nvcc.sh"],
)

cc_library(
    name = "headers",
    hdrs = glob(["include/**"], allow_empty = True),
    includes = ["include"],
)
"""

def _toolkit_folder(ctx):
    nvcc = ctx.which("nvcc")
    candidates = [ctx.os.environ.get("CUDA_HOME"), "/usr/local/cuda"]
    if nvcc:
        candidates.append(str(nvcc.realpath.dirname.dirname))
    for folder in candidates:
        if folder and ctx.path(folder + "/bin/nvcc").exists:
            return folder
    return None

def _cuda_toolkit_impl(ctx):
    folder = _toolkit_folder(ctx)
    if folder:
        ctx.symlink(folder + "/include", "include")
        ctx.file("nvcc.sh", "#!/bin/sh\nexec {}/bin/nvcc \"$@\"\n".format(folder), executable = True)
    else:
        ctx.file("nvcc.sh", "#!/bin/sh\necho 'no CUDA toolkit: set CUDA_HOME or build without --config=cuda' >&2\nexit 1\n", executable = True)
    ctx.file("BUILD.bazel", _BUILD)

cuda_toolkit = repository_rule(
    implementation = _cuda_toolkit_impl,
    environ = ["CUDA_HOME"],
    local = True,
)
