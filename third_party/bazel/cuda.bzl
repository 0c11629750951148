"""cuda_library: CUDA sources compiled by nvcc. gpu_test: a test that runs where a GPU is and is skipped elsewhere.

Both exist only with --config=cuda; without it `bazel build //...` passes over them. Keep .cu files free of LibTorch's
headers (raw pointers and a stream): they then compile in a second.
"""

_ARCHITECTURES = ["80", "86", "89", "90", "100", "120"]

_ONLY_WITH_CUDA = select({
    "//third_party/cuda:enabled": [],
    "//conditions:default": ["@platforms//:incompatible"],
})

def _gencode():
    flags = ["-gencode arch=compute_{0},code=sm_{0}".format(arch) for arch in _ARCHITECTURES]
    last = _ARCHITECTURES[-1]
    return " ".join(flags + ["-gencode arch=compute_{0},code=compute_{0}".format(last)])

def cuda_library(name, srcs, hdrs = [], deps = [], visibility = None, **kwargs):
    """A cc_library of .cu files.

    Args:
      name: target name.
      srcs: .cu files; each becomes one position-independent object.
      hdrs: headers, plain C++.
      deps: cc_library dependencies of those headers; headers of `hdrs` alone are visible to nvcc.
      visibility: as of any rule.
      **kwargs: passed to cc_library.
    """
    objects = []
    for src in srcs:
        stem = src.replace(".cu", "")
        native.genrule(
            name = name + "_" + stem + "_nvcc",
            srcs = [src] + hdrs,
            outs = [stem + ".pic.o"],
            cmd = "$(location @cuda_toolkit//:nvcc) -std=c++17 -O3 -Xcompiler -fPIC {} -I. -c $(location {}) -o $@".format(_gencode(), src),
            tools = ["@cuda_toolkit//:nvcc"],
            target_compatible_with = _ONLY_WITH_CUDA,
            visibility = ["//visibility:private"],
        )
        objects.append(stem + ".pic.o")
    native.cc_library(
        name = name,
        srcs = objects,
        hdrs = hdrs,
        target_compatible_with = _ONLY_WITH_CUDA,
        visibility = visibility,
        deps = deps + ["//third_party:cuda_runtime"],
        **kwargs
    )

def gpu_test(name, **kwargs):
    """A cc_test that is built with --config=cuda only and tagged "gpu"; it skips itself where no device answers."""
    native.cc_test(
        name = name,
        tags = kwargs.pop("tags", []) + ["gpu"],
        target_compatible_with = _ONLY_WITH_CUDA,
        **kwargs
    )
