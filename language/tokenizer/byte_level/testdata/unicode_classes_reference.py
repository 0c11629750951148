#!/usr/bin/env python3
"""Writes unicode_classes_reference.json beside itself: how tiktoken's own regular expressions class all code points.

  python3 language/tokenizer/byte_level/testdata/unicode_classes_reference.py

tiktoken drops what its pattern does not match, so that an encoding with the pattern \\p{L} and the 256 bytes as tokens
decodes to the letters alone. The classes of all code points, a byte each (0 other, 1 letter, 2 number, 3 white space;
surrogates, which no text holds, 0), are named by their SHA-256.
"""
import hashlib
import json
import pathlib

import tiktoken

EVERY_CHARACTER = "".join(chr(c) for c in range(0x110000) if not 0xD800 <= c <= 0xDFFF)


def matched(pattern):
    encoding = tiktoken.Encoding(
        "classes", pat_str=pattern, mergeable_ranks={bytes([i]): i for i in range(256)}, special_tokens={}
    )
    return [ord(c) for c in encoding.decode(encoding.encode_ordinary(EVERY_CHARACTER))]


def main():
    classes = bytearray(0x110000)
    counts = {}
    for value, (name, pattern) in enumerate([("letters", r"\p{L}"), ("numbers", r"\p{N}"), ("white_space", r"\s")], 1):
        found = matched(pattern)
        counts[name] = len(found)
        for code_point in found:
            assert classes[code_point] == 0
            classes[code_point] = value
    reference = {
        "_command": "python3 language/tokenizer/byte_level/testdata/unicode_classes_reference.py",
        "tiktoken": tiktoken.__version__,
        **counts,
        "sha256": hashlib.sha256(classes).hexdigest(),
    }
    path = pathlib.Path(__file__).with_suffix(".json")
    path.write_text(json.dumps(reference, indent=2) + "\n")


if __name__ == "__main__":
    main()
