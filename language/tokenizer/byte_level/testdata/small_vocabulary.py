#!/usr/bin/env python3
"""Writes small/vocab.bpe, small/encoder.json and small_reference.json beside itself.

  python3 language/tokenizer/byte_level/testdata/small_vocabulary.py

A vocabulary of 256 bytes, 300 merges and <|endoftext|>, learnt by Hugging Face's trainer from sentences that are put
together at random from the words below, and given GPT-2's ids. The reference holds strings with their ids, by tiktoken
and by Hugging Face's tokenizers, which must agree.
"""
import json
import os
import pathlib
import random

os.environ["TOKENIZERS_PARALLELISM"] = "false"
import tiktoken
import tokenizers
from tiktoken.load import data_gym_to_mergeable_bpe_ranks
from tokenizers import ByteLevelBPETokenizer, models, pre_tokenizers, trainers

FOLDER = pathlib.Path(__file__).parent
MERGES = 300
PATTERN = r"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"
WORDS = """the of and to in a is that it was for on are as with they be at one have this from by hot but what some you
we're can't there's I'll they've other were all when up use word how said an each she which do their time if will way
about many then them would write like so these her long make thing see him two has look more day could go come did my
sound no most number who over know water than call first people may down side been now find expert router token layer
mixture weights balance straße Größe über café naïve père señor año мир язык слово привет γλώσσα λόγος 日本 東京 語彙 中文
12 7 2017 3.14 1,000 100% (see) [1] "quoted" well-known … € 😀 🎉 !? ... -- = ==""".split()
CASES = """Hello world
The quick brown fox doesn't jump: it's 12.5% of what they've said...
  two  spaces   three\t\ttabs \n\nlines\r\n
straße GRÖSSE über café cafe\u0301 мир привет γλώσσα
日本語の語彙 東京\u3000中文 \U00010400\U0001f600\U0001f389
<|endoftext|> is text here
aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
thethethethethethethethethethethethethethethetheretherethereandandandwordswordlayerlayers
= = == === !?!? --- \u00a0 \u2028 \u200b \x00\x7f
I'LL 'S 's 't 're've'm'll'd 'x '""".split("\n")


def sentences(generator):
    for _ in range(3000):
        words = [generator.choice(WORDS) for _ in range(generator.randrange(3, 12))]
        yield " ".join(words) + generator.choice([".", "!", "?", ",", "\n", " \n\n  "])


def learn_merges():
    model = tokenizers.Tokenizer(models.BPE())
    model.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    trainer = trainers.BpeTrainer(vocab_size=256 + MERGES, initial_alphabet=alphabet, show_progress=False)
    model.train_from_iterator(sentences(random.Random(7)), trainer)
    return [tuple(merge) for merge in json.loads(model.to_str())["model"]["merges"]]


def byte_characters():
    """GPT-2's characters of the 256 bytes, in the order of their ids."""
    printable = [*range(0x21, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x100)]
    return [chr(c) for c in printable] + [chr(0x100 + i) for i in range(256 - len(printable))]


def write_files(merges):
    tokens = byte_characters() + [left + right for left, right in merges] + ["<|endoftext|>"]
    assert len(set(tokens)) == 256 + MERGES + 1
    (FOLDER / "small").mkdir(exist_ok=True)
    (FOLDER / "small/encoder.json").write_text(json.dumps({token: i for i, token in enumerate(tokens)}))
    lines = ["#version: 0.2"] + [" ".join(merge) for merge in merges]
    (FOLDER / "small/vocab.bpe").write_text("\n".join(lines) + "\n")


def write_reference():
    merges_file, ids_file = str(FOLDER / "small/vocab.bpe"), str(FOLDER / "small/encoder.json")
    ranks = data_gym_to_mergeable_bpe_ranks(vocab_bpe_file=merges_file, encoder_json_file=ids_file)
    encoding = tiktoken.Encoding("small", pat_str=PATTERN, mergeable_ranks=ranks, special_tokens={})
    peer = ByteLevelBPETokenizer(ids_file, merges_file)
    cases = []
    for text in [*CASES, "\n".join(CASES)]:
        cases.append({"text": text, "ids": encoding.encode_ordinary(text)})
        assert cases[-1]["ids"] == peer.encode(text).ids, text
    head = {
        "_command": "python3 language/tokenizer/byte_level/testdata/small_vocabulary.py",
        "tiktoken": tiktoken.__version__,
        "tokenizers": tokenizers.__version__,
    }
    rows = ",\n".join("  " + json.dumps(case) for case in cases)
    (FOLDER / "small_reference.json").write_text(json.dumps(head)[:-1] + ', "cases": [\n' + rows + "\n]}\n")


if __name__ == "__main__":
    write_files(learn_merges())
    write_reference()
