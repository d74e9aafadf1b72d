"""Make bot/text/data/lexicon.tsv from WordNet 3.0's database files.

Usage: python -m scripts.make_lexicon DICT_FOLDER   (Debian: /usr/share/wordnet of wordnet-base)

One line a word, sorted by word in code point order, five fields separated by tabs: the word, its
base forms, the stems of its synonyms (words of the same synset), those of its neighbours (words
of directly related synsets: hypernyms, hyponyms, derived forms, similar adjectives, verb groups),
and how often it was counted as a noun, verb, adjective and adverb in WordNet's tagged texts.
Only the most frequent senses of a word count, only single words in lower-case ASCII letters are
kept.

A word has many senses, most of which a question does not mean ("live" is a synonym of "go"), so
the packaged sentence embedding is asked as well: synonyms are kept from a cosine of `ALIKE` on,
neighbours from `NEAR` on, the nearest first.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from pathlib import Path

import numpy as np

from bot.text.embedding import load_embedder
from bot.text.words import stem

SENSES = 4
NEIGHBOUR_SENSES = 4
RELATED = ("@", "+", "&", "$", "*", ">", "~")  # in the order in which they are kept
ALIKE, NEAR = 0.4, 0.5
MOST = 12
PARTS = {"noun": "n", "verb": "v", "adj": "a", "adv": "r"}


def usable(word: str) -> bool:
    return word.isascii() and word.isalpha() and word.islower() and len(word) > 1


def stems(word: str, synonyms: list[str], near: list[str]) -> tuple[list[str], list[str]]:
    """The stems of synonyms and neighbours in their order, each once, none the word's own."""
    alike = {stem(other): None for other in synonyms if stem(other) != stem(word)}
    beside = {stem(other): None for other in near}
    return list(alike), [s for s in beside if s != stem(word) and s not in alike]


def synsets(folder: Path) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    words: dict[str, list[str]] = {}
    related: dict[str, list[str]] = {}
    for part, letter in PARTS.items():
        for line in (folder / f"data.{part}").read_text("utf-8").splitlines():
            if line.startswith(" "):
                continue
            fields = line.split(" | ")[0].split()
            key, count = f"{letter}{fields[0]}", int(fields[3], 16)
            names = [fields[4 + 2 * i].split("(")[0] for i in range(count)]
            words[key] = [name for name in names if usable(name)]
            at = 4 + 2 * count
            pointers = fields[at + 1 : at + 1 + 4 * int(fields[at])]
            related[key] = [
                f"{'a' if pointers[i + 2] == 's' else pointers[i + 2]}{pointers[i + 1]}"
                for kind in RELATED
                for i in range(0, len(pointers), 4)
                if pointers[i] == kind
            ]
    return words, related


def counts(folder: Path) -> dict[str, list[int]]:
    """Word -> tagged occurrences as noun, verb, adjective, adverb (file cntlist.rev)."""
    found: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    for line in (folder / "cntlist.rev").read_text("utf-8").splitlines():
        key, _, count = line.split()
        word, _, rest = key.partition("%")
        part = {"1": 0, "2": 1, "3": 2, "5": 2, "4": 3}[rest[0]]
        if usable(word):
            found[word][part] += int(count)
    return found


def main(folder: Path, target: Path) -> None:
    words, related = synsets(folder)
    bases: dict[str, dict[str, None]] = defaultdict(dict)
    same: dict[str, dict[str, None]] = defaultdict(dict)
    near: dict[str, dict[str, None]] = defaultdict(dict)
    for part, letter in PARTS.items():
        for line in (folder / f"index.{part}").read_text("utf-8").splitlines():
            fields = line.split()
            if line.startswith(" ") or not usable(fields[0]):
                continue
            senses = [f"{letter}{offset}" for offset in fields[6 + int(fields[3]) :]][:SENSES]
            for rank, key in enumerate(senses):
                same[fields[0]].update(dict.fromkeys(words[key]))
                if rank < NEIGHBOUR_SENSES:
                    for other in related[key]:
                        near[fields[0]].update(dict.fromkeys(words.get(other, [])))
        for line in (folder / f"{part}.exc").read_text("utf-8").splitlines():
            form, *base = line.split()
            if usable(form):
                bases[form].update(dict.fromkeys(b for b in base if usable(b) and b != form))
    counted = counts(folder)
    every = sorted({*same, *(w for some in (*same.values(), *near.values()) for w in some)})
    embedder = load_embedder()
    if embedder is None:
        raise SystemExit("the extra `semantic` is needed: make setup")
    vectors = dict(zip(every, embedder.embed(every), strict=True))

    def kept(word: str, others: list[str], least: float) -> list[str]:
        scored = [(float(np.dot(vectors[word], vectors[other])), other) for other in others]
        return [other for score, other in sorted(scored, reverse=True) if score >= least][:MOST]

    with target.open("w", encoding="ascii", newline="\n") as out:
        for word in sorted({*same, *bases}):
            others = [w for w in same.get(word, ()) if w != word]
            synonyms = kept(word, others, ALIKE)
            beside = [w for w in near.get(word, ()) if w != word and w not in others]
            neighbours = kept(word, beside, NEAR)
            base = list(bases.get(word, ()))
            if base or synonyms or neighbours or word in counted:
                alike, near_stems = stems(word, synonyms, neighbours)
                row = (
                    word,
                    " ".join(base),
                    " ".join(alike),
                    " ".join(near_stems),
                    " ".join(map(str, counted[word])) if word in counted else "",
                )
                out.write("\t".join(row) + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(__file__).parent.parent / "bot/text/data/lexicon.tsv")
