#!/usr/bin/env python3
"""Cuts wikitext2-mini out of WikiText-2's validation text: whole articles, in the official format.

  ./make_wikitext2_mini.py wikitext-2/wiki.valid.tokens

Of every ten of the first ARTICLES articles, in the text's order, the fifth goes to wiki.valid.tokens, the tenth to
wiki.test.tokens and the others to wiki.train.tokens, beside this program. The same input always gives the same bytes.
"""
import hashlib
import pathlib
import re
import sys

SOURCE_SHA256 = 'f0737ed31fc1329026e95cb8b98e19c2a182c39c240ab909dc31abf2f8af58e8'
ARTICLES = 39
HEADING = re.compile(rb' = [^=].*[^=] = ')


def articles(text):
    """Each with the blank line before its heading, as the official files have it."""
    lines = text.split(b'\n')
    starts = [i - 1 for i, line in enumerate(lines) if HEADING.fullmatch(line)]
    assert starts[0] == 0 and all(lines[i] == b' ' for i in starts), 'not the official format'
    ends = starts[1:] + [len(lines) - 1]
    return [b''.join(line + b'\n' for line in lines[start:end]) for start, end in zip(starts, ends)]


def split_of(number):
    return {4: 'valid', 9: 'test'}.get(number % 10, 'train')


def main():
    source = pathlib.Path(sys.argv[1]).read_bytes()
    found = hashlib.sha256(source).hexdigest()
    if found != SOURCE_SHA256:
        sys.exit(f'{sys.argv[1]} has SHA-256 {found}, expected {SOURCE_SHA256}: not WikiText-2\'s wiki.valid.tokens')
    splits = {'train': [], 'valid': [], 'test': []}
    for number, article in enumerate(articles(source)[:ARTICLES]):
        splits[split_of(number)].append(article)
    for name, chosen in splits.items():
        data = b''.join(chosen)
        path = pathlib.Path(__file__).parent / f'wiki.{name}.tokens'
        path.write_bytes(data)
        counts = f'{len(chosen)} | {data.count(bytes([10])):,} | {len(data.split()):,} | {len(data):,}'
        print(f'| `{path.name}` | {counts} | `{hashlib.sha256(data).hexdigest()}` |')


if __name__ == '__main__':
    main()
