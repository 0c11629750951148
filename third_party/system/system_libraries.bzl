"""Libraries from Debian's -dev packages as cc_library targets of @system.

Static archives where a training program needs them, so that it starts on machines that have only LibTorch; shared ones
where only programs that stay on the build machine use them.
"""

def _link_flags(ctx, package):
    result = ctx.execute(["pkg-config", "--libs", package])
    if result.return_code != 0:
        fail("pkg-config does not know {}: {}; run ./bazelw once to install what is missing".format(package, result.stderr))
    return result.stdout.strip().split(" ")

def _abseil_libraries(ctx):
    """Every static Abseil archive, except those for tests, as one linker group (they refer to each other)."""
    result = ctx.execute(["sh", "-c", "ls /usr/lib/*/libabsl_*.a"])
    if result.return_code != 0:
        fail("Abseil is not installed; run ./bazelw once, or: apt-get install libabsl-dev")
    return ["-l:" + path.split("/")[-1] for path in result.stdout.strip().split("\n") if "test_util" not in path]

_LIBRARY = """
cc_library(
    name = "{name}",
    includes = {includes},
    defines = {defines},
    linkopts = {linkopts},
    visibility = ["//visibility:public"],
    {extra}
)
"""

def _library(name, linkopts, includes = [], defines = [], extra = ""):
    return _LIBRARY.format(name = name, linkopts = repr(linkopts), includes = repr(includes), defines = repr(defines), extra = extra)

def _system_libraries_impl(ctx):
    # OpenCV's headers live one folder below the default include path.
    ctx.symlink("/usr/include/opencv4/opencv2", "opencv_include/opencv2")
    group = ["-Wl,--start-group"] + _abseil_libraries(ctx) + ["-Wl,--end-group", "-lpthread", "-lrt"]
    ctx.file("BUILD.bazel", "\n".join([
        _library("abseil", group),
        _library("libarchive", _link_flags(ctx, "libarchive")),
        _library(
            "opencv",
            ["-lopencv_imgcodecs", "-lopencv_imgproc", "-lopencv_core"],
            includes = ["opencv_include"],
            extra = "hdrs = glob([\"opencv_include/**\"]),",
        ),
        _library("boost", []),
        _library("nlohmann_json", []),
        _library("highway", _link_flags(ctx, "libhwy")),
        _library("openssl_crypto", ["-l:libcrypto.a", "-ldl", "-lpthread"]),
        _library("libjpeg", ["-ljpeg"]),
        _library("zlib", ["-l:libz.a"]),
        _library("googletest", ["-lgmock_main", "-lgmock", "-lgtest", "-lpthread"]),
        _library("benchmark", ["-lbenchmark_main", "-lbenchmark", "-lpthread"]),
    ]))

system_libraries = repository_rule(
    implementation = _system_libraries_impl,
    environ = ["MOEBENCH_SYSTEM"],
    local = True,
)
