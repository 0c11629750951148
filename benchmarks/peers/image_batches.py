#!/usr/bin/env python3
"""C11: training batches of uint8 images, randomly cropped out of a zero-padded frame, flipped, normalised to float32.

One call makes one batch, random draws included. Variants:
  per_sample            torch.utils.data: a Dataset that transforms one image, the DataLoader's default collation
  strided               one gather from a strided view of all possible crops, flips assigned in place
  strided_flipped_copy  the same over the images and their mirror images, kept in memory (twice the bytes)
The batch of every variant is first compared with a loop over images and pixels.
"""
import argparse

import torch

from raw_images import channel_constants, read_images
from repetitions import add_timing_flags, report, time_repetitions


def draw(count, padding, generator):  # -> dy, dx int64 [count] in [0, 2 padding], flip bool [count]
    dy, dx = torch.randint(0, 2 * padding + 1, (2, count), generator=generator)
    return dy, dx, torch.rand(count, generator=generator) < 0.5


def zero_padded(images, padding):
    return torch.nn.functional.pad(images, (padding,) * 4)


def all_crops(padded, size):  # -> view [N, 2p + 1, 2p + 1, channels, size, size]
    return padded.unfold(2, size, 1).unfold(3, size, 1).permute(0, 2, 3, 1, 4, 5)


class Strided:
    def __init__(self, images, padding):
        self.crops = all_crops(zero_padded(images, padding), images.shape[2])
        self.scale, self.bias = channel_constants(images)

    def batch(self, index, dy, dx, flip):
        pixels = self.crops[index, dy, dx]
        pixels[flip] = pixels[flip].flip(3)
        return pixels.float().mul_(self.scale).add_(self.bias)


class StridedFlippedCopy:
    def __init__(self, images, padding):
        padded = zero_padded(images, padding)
        self.crops = all_crops(torch.cat([padded, padded.flip(3)]), images.shape[2])
        self.scale, self.bias = channel_constants(images)
        self.count, self.padding = len(images), padding

    def batch(self, index, dy, dx, flip):
        mirrored_dx = torch.where(flip, 2 * self.padding - dx, dx)
        pixels = self.crops[index + self.count * flip, dy, mirrored_dx]
        return pixels.float().mul_(self.scale).add_(self.bias)


class PerSample(torch.utils.data.Dataset):
    def __init__(self, images, padding, generator):
        self.padded, self.size, self.padding = zero_padded(images, padding), images.shape[2], padding
        self.scale, self.bias = (constant[0] for constant in channel_constants(images))
        self.generator = generator

    def __len__(self):
        return len(self.padded)

    def __getitem__(self, i):
        dy, dx, flip = (value.item() for value in draw(1, self.padding, self.generator))
        image = self.padded[i, :, dy : dy + self.size, dx : dx + self.size]
        if flip:
            image = image.flip(2)
        return image * self.scale + self.bias


def slow_batch(images, padding, index, dy, dx, flip):  # float64 [B, channels, size, size], pixel by pixel
    size = images.shape[2]
    scale, bias = (constant.double().flatten() for constant in channel_constants(images))
    out = bias.view(1, -1, 1, 1).repeat(len(index), 1, size, size)
    for b, i in enumerate(index.tolist()):
        for y in range(size):
            for x in range(size):
                row = y + int(dy[b]) - padding
                column = (size - 1 - x if flip[b] else x) + int(dx[b]) - padding
                if 0 <= row < size and 0 <= column < size:
                    out[b, :, y, x] += images[i, :, row, column] * scale
    return out


def checked(got, wanted):
    error = ((got.double() - wanted).norm() / wanted.norm()).item()
    if not error < 1e-6:
        raise SystemExit(f"wrong batch: relative error {error:.2e}")
    return error


def vectorised_work(maker, images, flags):
    """Returns (a function that makes one batch, its checked error)."""
    generator = torch.Generator().manual_seed(1)
    index = torch.randint(0, len(images), (8,), generator=generator)
    draws = draw(8, flags.padding, generator)
    error = checked(maker.batch(index, *draws), slow_batch(images, flags.padding, index, *draws))
    batches = torch.randperm(len(images), generator=generator).split(flags.batch_size)
    batches = batches[: len(images) // flags.batch_size]
    position = iter(range(10**12))

    def work():
        maker.batch(batches[next(position) % len(batches)], *draw(flags.batch_size, flags.padding, generator))

    return work, error


def per_sample_work(images, flags):
    again = torch.Generator().manual_seed(2)
    dataset = PerSample(images, flags.padding, torch.Generator().manual_seed(2))
    draws = [torch.cat(parts) for parts in zip(*(draw(1, flags.padding, again) for _ in range(8)))]
    got = torch.stack([dataset[i] for i in range(8)])
    error = checked(got, slow_batch(images, flags.padding, torch.arange(8), *draws))

    def endless():
        while True:
            yield from torch.utils.data.DataLoader(dataset, flags.batch_size, shuffle=True, drop_last=True)

    batches = endless()
    return lambda: next(batches), error


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--input", required=True, help="raw uint8 images, see raw_images.py")
    parser.add_argument("--variant", choices=["per_sample", "strided", "strided_flipped_copy"], required=True)
    parser.add_argument("--size", type=int, default=32, help="height and width of an image")
    parser.add_argument("--channels", type=int, default=3)
    parser.add_argument("--padding", type=int, default=4, help="zeros around an image before the crop")
    parser.add_argument("--batch_size", type=int, default=128)
    add_timing_flags(parser, calls=50)
    flags = parser.parse_args()
    torch.set_num_threads(flags.threads)
    images = read_images(flags.input, flags.channels, flags.size)
    if len(images) < flags.batch_size:
        raise SystemExit(f"{flags.input}: {len(images)} images, fewer than one batch of {flags.batch_size}")
    if flags.variant == "per_sample":
        work, error = per_sample_work(images, flags)
    else:
        maker = {"strided": Strided, "strided_flipped_copy": StridedFlippedCopy}[flags.variant](images, flags.padding)
        work, error = vectorised_work(maker, images, flags)
    report(
        f"C11/{flags.variant}",
        time_repetitions(work, flags),
        unit="ns per batch",
        batch_size=flags.batch_size,
        threads=flags.threads,
        relative_error=error,
        torch=torch.__version__,
    )


if __name__ == "__main__":
    main()
