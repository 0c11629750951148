#!/usr/bin/env python3
"""Writes trainer_reference.json beside itself: the merges that Hugging Face tokenizers' BpeTrainer learns.

  MOEBENCH_REAL_DATA=FOLDER python3 language/tokenizer/byte_level/testdata/trainer_reference.py

"cases" hold their documents and merges; "web_documents", for FOLDER/web-documents.jsonl.gz, the SHA-256 of the merges
as lines "LEFT RIGHT". max_token_length is Hugging Face's: tokens of two bytes and tokens shorter than it.
"""
import gzip
import hashlib
import json
import os
import pathlib
import random

import tokenizers
from tokenizers import models, pre_tokenizers, trainers

SENTENCES = [
    "She'll say they've gone; we're sure he'd know it's Tom's, but I'm not, don't you see?",
    "  Two  spaces,\tone tab\n\nand empty lines \n \n  end here.   ",
    "Die Größe der Straße übertrifft alles: 1.234,56 € für 12 Stück, 3456 davon weiß.",
    "Les élèves été déçus, où l'on naît; ça coûte 7 €, çà et là, à côté.",
    "Быстрая лисица бежит, бежит быстро, а медленная лисица спит и спит.",
    "今日は良い天気です。今日は散歩に行きます。明日も良い天気でしょう。",
    "हिन्दी में लिखा हुआ वाक्य, हिन्दी में लिखी हुई किताब।",
    "for (int i = 0; i < n; ++i) { sum += x[i] * x[i]; }  // ==== sum of squares ====",
    "🙂🙂🙂 👩‍👩‍👧 👩‍👩‍👦 e\u0301e\u0301e\u0301 ½ ¾ Ⅻ ٣٤٥ \u00a0\u2003x \u3000\u3000y",
    "<|endoftext|> is text here, and so is <|endoftext|>.",
]


def merges_of(documents, vocabulary_size, min_frequency, max_token_length, special):
    tokenizer = tokenizers.Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    trainer = trainers.BpeTrainer(
        vocab_size=vocabulary_size,
        min_frequency=min_frequency,
        max_token_length=max_token_length,
        special_tokens=["<|endoftext|>"] if special else [],
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    tokenizer.train_from_iterator(documents, trainer)
    return [" ".join(merge) for merge in json.loads(tokenizer.to_str())["model"]["merges"]]


def case(documents, vocabulary_size, min_frequency=2, max_token_length=None, special=True):
    return {
        "documents": documents,
        "vocabulary_size": vocabulary_size,
        "min_frequency": min_frequency,
        "max_token_length": max_token_length,
        "with_end_of_text": special,
        "merges": merges_of(documents, vocabulary_size, min_frequency, max_token_length, special),
    }


def random_documents(generator, alphabet, longest):
    def word():
        return "".join(generator.choice(alphabet) for _ in range(generator.randint(1, longest)))

    return [" ".join(word() for _ in range(generator.randint(0, 12))) for _ in range(generator.randint(1, 8))]


def random_cases():
    """Small alphabets and corpora, for pairs that are equally frequent and for runs of one letter."""
    generator = random.Random(7)
    for i in range(40):
        alphabet = ["a", "ab", "aab", "abc", "abcdé", "a1.", "aß日"][i % 7]
        documents = random_documents(generator, alphabet, longest=[4, 9, 40][i % 3])
        yield case(
            documents,
            vocabulary_size=generator.choice([257, 260, 300, 1000]),
            min_frequency=generator.choice([1, 1, 2, 3]),
            max_token_length=generator.choice([None, None, 3, 4, 7]),
            special=i % 2 == 0,
        )


def web_documents():
    path = pathlib.Path(os.environ["MOEBENCH_REAL_DATA"]) / "web-documents.jsonl.gz"
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        documents = [json.loads(line)["text"] for line in lines]
    for vocabulary_size in (1000, 32000, 50257):
        merges = merges_of(documents, vocabulary_size, 2, None, True)
        yield {
            "vocabulary_size": vocabulary_size,
            "merges": len(merges),
            "sha256": hashlib.sha256("".join(merge + "\n" for merge in merges).encode()).hexdigest(),
        }


def main():
    reference = {
        "_command": "MOEBENCH_REAL_DATA=FOLDER python3 language/tokenizer/byte_level/testdata/trainer_reference.py",
        "tokenizers": tokenizers.__version__,
        "cases": [
            case(SENTENCES, 100_000, min_frequency=1),
            case(SENTENCES, 400, min_frequency=2),
            case(SENTENCES * 3, 350, min_frequency=4, max_token_length=6, special=False),
            *random_cases(),
        ],
        "web_documents": list(web_documents()),
    }
    text = json.dumps(reference, ensure_ascii=False)
    for name in ("cases", "web_documents"):
        text = text.replace(f', "{name}": [', f',\n "{name}": [\n  ')
    text = text.replace('}, {"', '},\n  {"')
    pathlib.Path(__file__).with_suffix(".json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
