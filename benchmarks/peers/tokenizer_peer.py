#!/usr/bin/env python3
"""C15: GPT-2's ids by tiktoken or by Hugging Face's tokenizers, from local files, on one thread, one call a document.

  tokenizer_peer.py --write=documents.bin --documents=web-documents.jsonl.gz     the texts, for fuzz_byte_level
  fuzz_byte_level --folder=gpt2-bpe --documents=documents.bin --records=web.bin  the texts with our ids
  tokenizer_peer.py --library=tiktoken --folder=gpt2-bpe --input=web.bin         times all documents

Ids are first compared with those of the file; the first difference stops the script. --limit takes the first documents
alone.
"""
import argparse
import gzip
import json
import os
import struct
import sys

os.environ["RAYON_NUM_THREADS"] = "1"
os.environ["TOKENIZERS_PARALLELISM"] = "false"

from repetitions import add_timing_flags, report, time_repetitions


def write_documents(flags):
    opened = gzip.open if flags.documents.endswith(".gz") else open
    with opened(flags.documents, "rt", encoding="utf-8", newline="\n") as lines, open(flags.write, "wb") as file:
        for line in lines:
            text = json.loads(line)["text"].encode()
            file.write(struct.pack("<I", len(text)) + text + struct.pack("<I", 0))


def read_records(path, limit):
    with open(path, "rb") as file:
        while (head := file.read(4)) and limit != 0:
            text = file.read(struct.unpack("<I", head)[0]).decode("utf-8", "strict")
            (count,) = struct.unpack("<I", file.read(4))
            yield text, list(struct.unpack(f"<{count}i", file.read(4 * count)))
            limit -= 1


def tiktoken_encoder(merges_file, ids_file):
    import tiktoken
    from tiktoken.load import data_gym_to_mergeable_bpe_ranks
    from tiktoken_ext.openai_public import r50k_pat_str

    ranks = data_gym_to_mergeable_bpe_ranks(vocab_bpe_file=merges_file, encoder_json_file=ids_file)
    encoding = tiktoken.Encoding("gpt2", pat_str=r50k_pat_str, mergeable_ranks=ranks, special_tokens={})
    return encoding.encode_ordinary, encoding.encode_ordinary, tiktoken.__version__


def tokenizers_encoder(merges_file, ids_file):
    import tokenizers

    encode = tokenizers.ByteLevelBPETokenizer(ids_file, merges_file)._tokenizer.encode
    return encode, lambda text: encode(text).ids, tokenizers.__version__


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", help="make this file of texts and stop")
    parser.add_argument("--documents", help="JSON lines with a field \"text\", plain or .gz")
    parser.add_argument("--library", choices=["tiktoken", "tokenizers"], default="tiktoken")
    parser.add_argument("--folder", help="of vocab.bpe and encoder.json")
    parser.add_argument("--input", help="texts with ids")
    parser.add_argument("--limit", type=int, default=-1, help="documents; -1 for all")
    add_timing_flags(parser, calls=1)
    flags = parser.parse_args()
    if flags.write:
        return write_documents(flags)
    files = os.path.join(flags.folder, "vocab.bpe"), os.path.join(flags.folder, "encoder.json")
    make = tiktoken_encoder if flags.library == "tiktoken" else tokenizers_encoder
    encode, encode_to_ids, version = make(*files)
    texts = []
    for text, ids in read_records(flags.input, flags.limit):
        if encode_to_ids(text) != ids:
            sys.exit(f"{flags.library} {version} has other ids for document {len(texts)}")
        texts.append(text)

    def work():
        for text in texts:
            encode(text)

    report(
        f"C15/{flags.library}",
        time_repetitions(work, flags),
        unit="ns for all documents",
        documents=len(texts),
        bytes=sum(len(text.encode()) for text in texts),
        version=version,
        threads=1,
    )


if __name__ == "__main__":
    main()
