#!/usr/bin/env python3
"""Compares the ids that fuzz_byte_level --records wrote with those of tiktoken and of Hugging Face's tokenizers.

  python3 language/tokenizer/byte_level/testdata/compare_with_peers.py --records=fuzz.bin --folder=gpt2-bpe

Exit code 1 if either gives other ids for any text; the first texts that differ are printed. A version of tokenizers whose
table of Unicode is not tiktoken's may differ where a text holds a character that the two class differently: such texts
are counted by themselves and allowed.
"""
import argparse
import os
import struct
import sys

os.environ["TOKENIZERS_PARALLELISM"] = "false"
import tiktoken
import tokenizers
from tiktoken.load import data_gym_to_mergeable_bpe_ranks
from tokenizers import ByteLevelBPETokenizer, Regex, pre_tokenizers

PATTERN = r"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"
EVERY_CHARACTER = "".join(chr(c) for c in range(0x110000) if not 0xD800 <= c <= 0xDFFF)


def records(path):
    with open(path, "rb") as file:
        while head := file.read(4):
            text = file.read(struct.unpack("<I", head)[0]).decode("utf-8", "strict")
            (count,) = struct.unpack("<I", file.read(4))
            yield text, list(struct.unpack(f"<{count}i", file.read(4 * count)))


def matched_by_tiktoken(pattern):
    encoding = tiktoken.Encoding(
        "classes", pat_str=pattern, mergeable_ranks={bytes([i]): i for i in range(256)}, special_tokens={}
    )
    return set(encoding.decode(encoding.encode_ordinary(EVERY_CHARACTER)))


def matched_by_hugging_face(pattern):
    splitter = pre_tokenizers.Split(Regex(pattern), behavior="removed", invert=True)
    return {c for piece, _ in splitter.pre_tokenize_str(EVERY_CHARACTER) for c in piece}


def classed_otherwise():
    return set().union(*(matched_by_tiktoken(p) ^ matched_by_hugging_face(p) for p in (r"\p{L}", r"\p{N}", r"\s")))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--records", required=True)
    parser.add_argument("--folder", required=True, help="of vocab.bpe and encoder.json")
    flags = parser.parse_args()
    merges_file, ids_file = os.path.join(flags.folder, "vocab.bpe"), os.path.join(flags.folder, "encoder.json")
    ranks = data_gym_to_mergeable_bpe_ranks(vocab_bpe_file=merges_file, encoder_json_file=ids_file)
    encoding = tiktoken.Encoding("ours", pat_str=PATTERN, mergeable_ranks=ranks, special_tokens={})
    hugging_face = ByteLevelBPETokenizer(ids_file, merges_file)
    hugging_face._tokenizer.encode_special_tokens = True
    unlike = classed_otherwise()
    texts = num_bytes = num_ids = not_tiktoken = not_hugging_face = explained = 0
    for text, ids in records(flags.records):
        texts, num_bytes, num_ids = texts + 1, num_bytes + len(text.encode()), num_ids + len(ids)
        if ids != encoding.encode_ordinary(text):
            not_tiktoken += 1
            if not_tiktoken <= 5:
                print(f"differs from tiktoken: {text!r}\n  ours     {ids}\n  tiktoken {encoding.encode_ordinary(text)}")
        peer_ids = hugging_face.encode(text).ids
        if ids != peer_ids:
            not_hugging_face += 1
            explained += not unlike.isdisjoint(text)
            if unlike.isdisjoint(text) and not_hugging_face - explained <= 5:
                print(f"differs from tokenizers: {text!r}\n  ours       {ids}\n  tokenizers {peer_ids}")
    print(f"{texts} texts, {num_bytes} bytes, {num_ids} ids")
    print(f"tiktoken {tiktoken.__version__}: {not_tiktoken} texts differ")
    print(
        f"tokenizers {tokenizers.__version__}: {not_hugging_face} texts differ, {explained} of them with one of the"
        f" {len(unlike)} characters that it classes otherwise than tiktoken"
    )
    sys.exit(not_tiktoken > 0 or not_hugging_face > explained)


if __name__ == "__main__":
    main()
