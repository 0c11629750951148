#!/usr/bin/env python3
"""Writes unicode_categories.inc, whose first line is the command, to standard output.

Needs unicodedata2==16.0.0: the version of Unicode is that of the package.

Two stages: kBlockOfCodePoint names the block of each 256 code points, and a block has two bits a code point, four to a
byte, lowest bits first: 0 other, 1 letter (L*), 2 number (N*), 3 white space.
"""
import sys

import unicodedata2

VERSION = "16.0.0"
COMMAND = (
    "python3 language/tokenizer/byte_level/generate_unicode_categories.py"
    " > language/tokenizer/byte_level/unicode_categories.inc"
)
# White_Space of PropList.txt, which unicodedata2 does not have.
WHITE_SPACE = {
    *range(0x9, 0xE), 0x20, 0x85, 0xA0, 0x1680, *range(0x2000, 0x200B), 0x2028, 0x2029, 0x202F, 0x205F, 0x3000
}


def class_of(code_point):
    if code_point in WHITE_SPACE:
        return 3
    return {"L": 1, "N": 2}.get(unicodedata2.category(chr(code_point))[0], 0)


def block(first):
    classes = [class_of(code_point) for code_point in range(first, first + 256)]
    return bytes(sum(classes[i + k] << 2 * k for k in range(4)) for i in range(0, 256, 4))


def print_rows(values, per_row):
    for i in range(0, len(values), per_row):
        print("    " + ", ".join(map(str, values[i : i + per_row])) + ",")


def main():
    if unicodedata2.unidata_version != VERSION:
        sys.exit(f"unicodedata2 has Unicode {unicodedata2.unidata_version}: pip install unicodedata2=={VERSION}")
    numbers, index = {}, []
    for first in range(0, 0x110000, 256):
        index.append(numbers.setdefault(block(first), len(numbers)))
    print(f"// {COMMAND}")
    print(f"// Unicode {VERSION}")
    print("// clang-format off")
    print(f"const uint8_t kBlockOfCodePoint[{len(index)}] = {{")
    print_rows(index, 32)
    print("};")
    print(f"const uint8_t kClassesOfBlock[{len(numbers)}][64] = {{")
    for bits in numbers:
        print("  {")
        print_rows(list(bits), 32)
        print("  },")
    print("};")
    print("// clang-format on")


if __name__ == "__main__":
    main()
