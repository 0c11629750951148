"""Installs hash-pinned PyPI requirements once per user and returns the folder, for repository rules."""

# Installs into a fresh folder beside the final one and renames it, so that a killed install is never taken for good and
# two installs at once both end with a whole folder.
_SCRIPT = """
set -eu
target="$1"; shift
[ -d "$target" ] && exit 0
mkdir -p "$(dirname "$target")"
fresh="$(mktemp -d "$target.XXXXXX")"
trap 'rm -rf "$fresh"' EXIT
"$@" "$fresh"
mv -T "$fresh" "$target" 2>/dev/null || [ -d "$target" ]
"""

def user_cache(ctx):
    """The user's cache folder for moebench: $MOEBENCH_CACHE, $XDG_CACHE_HOME/moebench or ~/.cache/moebench."""
    env = ctx.os.environ
    if env.get("MOEBENCH_CACHE"):
        return env["MOEBENCH_CACHE"]
    if env.get("XDG_CACHE_HOME"):
        return env["XDG_CACHE_HOME"] + "/moebench"
    if not env.get("HOME"):
        fail("HOME is not set: set HOME or MOEBENCH_CACHE to a folder that can be written")
    return env["HOME"] + "/.cache/moebench"

def python_with_pip(ctx):
    for python in ["/usr/bin/python3", str(ctx.which("python3"))]:
        if ctx.execute([python, "-m", "pip", "--version"]).return_code == 0:
            return python
    fail("no Python with pip found; run ./bazelw once, or: apt-get install python3-pip")

def run_once(ctx, name, requirements, command):
    """Runs `command + [folder]` for <user cache>/<name>-<hash of requirements> unless that folder exists; returns it.

    Args:
      ctx: repository context.
      name: stem of the folder's name.
      requirements: Label of the requirements file; its content is the key of the folder.
      command: list of strings; gets the fresh folder as its last argument.
    Returns:
      the folder's path as a string.
    """
    key = ctx.execute(["sha256sum", str(ctx.path(requirements))]).stdout[:12]
    target = "{}/{}-{}".format(user_cache(ctx), name, key)
    result = ctx.execute(["sh", "-c", _SCRIPT, "install", target] + command, timeout = 3600, quiet = False)
    if result.return_code != 0:
        fail("installing {} into {} failed:\n{}\n{}".format(name, target, result.stdout[-2000:], result.stderr[-4000:]))
    return target
