#!/usr/bin/env python3
"""WikiText as lm-evaluation-harness sees it: detokenized text and counts by its own code, pages by its data set's rule,
written to wikitext_reference.json beside this file.

    MOEBENCH_REAL_DATA=DATA python3 language/data/corpora/testdata/wikitext_reference.py

Needs lm_eval (the package alone, without what it depends on), and DATA/wikitext-2 laid out as README.md says.
"""
import hashlib
import importlib.metadata
import importlib.util
import json
import os
import pathlib
import random

PARTS = ["a", "word", "s", "1", "5", " ", " ", " ", "\n", "\t", "\u00a0", "\u3000", "'", '"', "(", ")", "[", "]", "{",
         "}", "s '", " 's", "/' 5/", "/'", " @-@ ", " @,@ ", " @.@ ", " : ", " ; ", " . ", " ! ", " ? ", " , ", "= =",
         "= = =", "= = = =", "=", "\u00b0", " \u00b0 ", " N ", "N", "<unk>", "caf\u00e9", "\u5b57"]

BY_HAND = [
    " The lobster is 60 cm ( 24 in ) long , and weighs 0 @.@ 7 – 2 @.@ 2 kg . \n",
    " = = Early life = = \n \n He said : \" It 's the dogs ' 5 @,@ 000 @-@ mile walk . \" \n",
    " 5 ° C ; x [ 1 ] { y } N z\n",
]

LINES = [" = A = ", " = = B = = ", " = = = C = = = ", " = = = = D = = = = ", "= E =", " \t= F =\u3000", " = =", " =  = ", "=",
         " = ", " = 1 <unk> / s and k = ", " plain text ", " ", "", " = = ", " = G = =", "== H ==", " = = = = = "]


def load_harness():
    """The module alone: importing the package would need all that the harness needs."""
    folder = os.path.dirname(importlib.util.find_spec("lm_eval").origin)
    spec = importlib.util.spec_from_file_location("preprocess",
                                                  os.path.join(folder, "tasks", "wikitext", "preprocess_wikitext.py"))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def starts_page(line):
    for spaced, joined in (("= = =", "==="), ("= =", "==")):
        line = line.replace(spaced, joined)
    return line.strip()[:2] == "= " and line.strip()[-2:] == " ="


def pages_of(text):
    """The rule of EleutherAI/wikitext_document_level's loading script."""
    pages = [[]]
    for line in text.split("\n"):
        if starts_page(line):
            pages.append([])
        pages[-1].append(line)
    last = len(pages) - 1
    joined = ["\n".join(lines) for lines in pages]
    return [page for i, page in enumerate(joined) if i == last or page.strip()]


def counts(harness, page):
    result = harness.process_results({"page": page}, [(0.0, False)])
    return result["word_perplexity"][1], result["byte_perplexity"][1]


def real_split(harness, folder, split):
    with open(os.path.join(folder, "wikitext-2", f"wiki.{split}.tokens"), encoding="utf-8", newline="") as file:
        pages = pages_of(file.read())
    texts = [harness.wikitext_detokenizer({"page": page}) for page in pages]
    words, sizes = zip(*(counts(harness, page) for page in pages))
    return {"pages": len(pages), "words": sum(words), "bytes": sum(sizes),
            "sha256": hashlib.sha256("".join(pages).encode()).hexdigest(),
            "detokenized_sha256": hashlib.sha256("".join(texts).encode()).hexdigest()}


def main():
    harness = load_harness()
    draw = random.Random(7)
    texts = BY_HAND + ["".join(draw.choices(PARTS, k=draw.randint(0, 40))) for _ in range(400)]
    files = []
    for _ in range(60):
        text = "\n".join(draw.choices(LINES, k=draw.randint(1, 12))) + draw.choice(["", "\n"])
        files.append(text if text.strip() else "text")
    reference = {
        "_command": "MOEBENCH_REAL_DATA=DATA python3 language/data/corpora/testdata/wikitext_reference.py",
        "_versions": "lm_eval " + importlib.metadata.version("lm_eval"),
        "texts": [[t, harness.wikitext_detokenizer({"page": t}), *counts(harness, t)] for t in texts],
        "files": [[text, pages_of(text)] for text in files],
        "real": {split: real_split(harness, os.environ["MOEBENCH_REAL_DATA"], split) for split in ("valid", "test")},
    }
    lines = ",\n".join(f" {json.dumps(name)}: {json.dumps(value)}" for name, value in reference.items())
    pathlib.Path(__file__).with_suffix(".json").write_text("{\n" + lines + "\n}\n")


main()
