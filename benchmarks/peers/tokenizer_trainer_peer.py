#!/usr/bin/env python3
"""Training a byte-level BPE by Hugging Face tokenizers: train_from_iterator over documents in memory.

  tokenizer_trainer_peer.py --write=FILE --jsonl=web-documents.jsonl.gz   makes the documents both sides read
  tokenizer_trainer_peer.py --input=FILE --vocabulary_size=32000 --write_merges=FILE
                                                                          makes the merges ours must come to
  tokenizer_trainer_peer.py --input=FILE --vocabulary_size=32000 --threads=1      times one training

The documents' file holds their UTF-8, a zero byte between two. Pairs that occur once are not merged and <|endoftext|>
is one of the ids, as is our default. A trained tokenizer is first made to give a document back from its ids.
"""
import argparse
import gzip
import json
import os
import pathlib

import tokenizers
from tokenizers import decoders, models, pre_tokenizers, trainers

from repetitions import add_timing_flags, report, time_repetitions


def write_documents(flags):
    opener = gzip.open if flags.jsonl.endswith(".gz") else open
    with opener(flags.jsonl, "rt", encoding="utf-8") as lines:
        documents = [json.loads(line)["text"] for line in lines]
    if any("\0" in document for document in documents):
        raise SystemExit(f"{flags.jsonl}: a document holds a zero character, which separates documents")
    pathlib.Path(flags.write).write_bytes("\0".join(documents).encode())


def train(documents, flags):
    tokenizer = tokenizers.Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=flags.vocabulary_size,
        min_frequency=2,
        special_tokens=["<|endoftext|>"],
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    tokenizer.train_from_iterator(documents, trainer)
    return tokenizer


def merges_of(tokenizer):
    return "".join(" ".join(merge) + "\n" for merge in json.loads(tokenizer.to_str())["model"]["merges"])


def check(tokenizer, document):
    if tokenizer.decode(tokenizer.encode(document).ids) != document:
        raise SystemExit("the trained tokenizer does not give the first document back")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", help="make this file of --jsonl's documents and stop")
    parser.add_argument("--jsonl", help='a JSON object a line, with the document in "text"; may be compressed by gzip')
    parser.add_argument("--input", help="documents, a zero byte between two")
    parser.add_argument("--vocabulary_size", type=int, default=32000)
    parser.add_argument("--write_merges", help="make this file of the merges learnt and stop")
    add_timing_flags(parser, calls=1)
    flags = parser.parse_args()
    os.environ["RAYON_NUM_THREADS"] = str(flags.threads)  # read when the first training starts
    if flags.write:
        return write_documents(flags)
    documents = pathlib.Path(flags.input).read_bytes().decode().split("\0")
    tokenizer = train(documents, flags)
    check(tokenizer, documents[0])
    if flags.write_merges:
        return pathlib.Path(flags.write_merges).write_text(merges_of(tokenizer), encoding="utf-8")
    report(
        "byte_level_trainer",
        time_repetitions(lambda: train(documents, flags), flags),
        unit="ns per training",
        vocabulary_size=flags.vocabulary_size,
        merges=merges_of(tokenizer).count("\n"),
        documents=len(documents),
        threads=flags.threads,
        tokenizers=tokenizers.__version__,
    )


if __name__ == "__main__":
    main()
