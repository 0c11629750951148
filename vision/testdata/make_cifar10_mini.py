#!/usr/bin/env python3
"""Cut cifar10-mini out of CIFAR-10 kept as JPEG files.

usage: make_cifar10_mini.py CIFAR10_JPEG.tar.xz [OUT]     (OUT defaults to cifar10-mini.tar.xz beside this script)

The source holds train/<class>/<name>.jpg and test/<class>/<name>.jpg. Of each class 200 training and 50 test images are
drawn by a seeded shuffle, training images from the training split only and test images from the test split only. Each
file's bytes are copied untouched. The archive is deterministic: entries sorted, owner, mode and time fixed.
"""
import io
import lzma
import os
import random
import sys
import tarfile

PER_CLASS = {"train": 200, "test": 50}
SEED = 20240131
NUM_CLASSES = 10
MAX_BYTES = 4_000_000


def read_images(archive):
    """Return {(split, class): [(name, bytes), ...]} in name order."""
    images = {}
    with tarfile.open(archive) as tar:
        for member in tar:
            if member.isfile():
                split, label, name = member.name.split("/")
                images.setdefault((split, label), []).append((name, tar.extractfile(member).read()))
    return {key: sorted(files) for key, files in images.items()}


def choose(images):
    """Return sorted [(entry name, bytes), ...], refusing a source that is not CIFAR-10 as JPEG."""
    chosen = []
    for split, count in PER_CLASS.items():
        labels = sorted(label for s, label in images if s == split)
        if len(labels) != NUM_CLASSES:
            sys.exit(f"{split}: found {len(labels)} classes, expected {NUM_CLASSES}")
        for label in labels:
            files = images[split, label]
            # A string seed, so that each class draws from its own stream whatever the others hold.
            picks = random.Random(f"{SEED}/{split}/{label}").sample(range(len(files)), count)
            for i in sorted(picks):
                name, jpeg = files[i]
                if not jpeg.startswith(b"\xff\xd8\xff"):
                    sys.exit(f"{split}/{label}/{name}: not a JPEG file")
                chosen.append((f"{split}/{label}/{name}", jpeg))
    return sorted(chosen)


def make_tar(entries):
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=tarfile.USTAR_FORMAT) as tar:
        for name, jpeg in entries:
            info = tarfile.TarInfo(name)
            info.size, info.mode, info.mtime = len(jpeg), 0o644, 0
            tar.addfile(info, io.BytesIO(jpeg))
    return buffer.getvalue()


def main():
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    beside = os.path.join(os.path.dirname(os.path.abspath(__file__)), "cifar10-mini.tar.xz")
    out = sys.argv[2] if len(sys.argv) == 3 else beside
    entries = choose(read_images(sys.argv[1]))
    packed = lzma.compress(make_tar(entries), check=lzma.CHECK_CRC64, preset=9 | lzma.PRESET_EXTREME)
    if len(packed) >= MAX_BYTES:
        sys.exit(f"{len(packed)} bytes: over the limit of {MAX_BYTES}")
    with open(out, "wb") as f:
        f.write(packed)
    print(f"{out}: {len(entries)} images, {len(packed)} bytes")


if __name__ == "__main__":
    main()
