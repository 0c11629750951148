#!/usr/bin/env python3
"""Writes gpt2_pieces_reference.json beside itself: 400 strings as Hugging Face's ByteLevel pre-tokenizer cuts them.

  python3 language/tokenizer/byte_level/testdata/gpt2_pieces_reference.py
"""
import json
import pathlib
import random

import tokenizers
from tokenizers import pre_tokenizers

PARTS = [" ", "  ", "\n", "\t", "\r\n", "\u3000", "\u00a0", "\u2028", "'", "'s", "'re", "'ll", "'l", "'T", "a", "Zoo",
         "\u00e9", "\u8a9e", "\u0663", "1", "42", "\u2167", "\u00b2", "!", "...", "\u20ac", "\u0301", "\U0001f600",
         "\U00010400", "\U0001d7d8", "_", "\x00", "\x1c", "\x85", "\u200b", "\u180e", "ve", "d"]


def main():
    generator = random.Random(7)
    splitter = pre_tokenizers.ByteLevel(add_prefix_space=False)
    cases = []
    for _ in range(400):
        text = "".join(generator.choice(PARTS) for _ in range(generator.randrange(1, 12)))
        cases.append([text[first:last] for _, (first, last) in splitter.pre_tokenize_str(text)])
        assert "".join(cases[-1]) == text
    head = {
        "_command": "python3 language/tokenizer/byte_level/testdata/gpt2_pieces_reference.py",
        "tokenizers": tokenizers.__version__,
    }
    rows = ",\n".join("  " + json.dumps(case) for case in cases)
    path = pathlib.Path(__file__).with_suffix(".json")
    path.write_text(json.dumps(head)[:-1] + ', "cases": [\n' + rows + "\n]}\n")


if __name__ == "__main__":
    main()
