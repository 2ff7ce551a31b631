"""Papers that are more alike than chance: a hint for a trainer, never a verdict.

Each field of a paper is a set of tokens: pieces of text, chosen values, pieces of code. What was
released and what many have in common is taken out first; of what is left, two papers are compared
by Jaccard's share of common tokens |A∩B| / |A∪B|.

All pairs over a threshold t are found, none is missed, without comparing all with all: tokens are
ordered from the rarest on, and two sets with a share of t or more have a common token among their
|A| − ⌈t|A|⌉ + 1 rarest ones (S. Chaudhuri, V. Ganti & R. Kaushik, ICDE 2006; R. Bayardo, Y. Ma &
R. Srikant, WWW 2007). With T tokens in all this takes T log T for the order, and as no token that
counts is held by more than COMMON_MOST papers, at most n × prefix × COMMON_MOST comparisons.
"""

import io
import keyword
import tokenize
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import ceil

Token = str | tuple
Tokens = frozenset[Token]


@dataclass(frozen=True)
class Measure:
    """How alike two fields have to be to be told, and how much there has to be to compare. All 〔默认〕."""

    threshold: float  # share of common tokens, 0 … 1
    least: int  # tokens that both must have in common


TEXT = Measure(0.5, 20)  # 20 pieces of five characters (fields.text): some 24 in one go
CHOICES = Measure(0.8, 6)
CODE = Measure(0.8, 40)
RUN = 8  # tokens of code in a token 〔默认〕
COMMON_LEAST = 3  # what three have counts in any class 〔默认〕
COMMON_SHARE = 0.2  # what more than a fifth have is common 〔默认〕
COMMON_MOST = 50  # so is what more than fifty have, however large the class 〔默认〕


@dataclass(frozen=True)
class Likeness:
    """One field in which two papers are alike."""

    field: str
    share: float
    common: int  # tokens


@dataclass(frozen=True)
class Pair:
    first: str
    second: str
    fields: tuple[Likeness, ...]  # the most alike first


def code_tokens(source: str) -> Tokens:
    """All runs of RUN tokens; names, texts and remarks count as such, so renaming hides nothing.

    Nothing is run. Code that Python cannot read gives no tokens.
    """
    skip = {tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.ENCODING, tokenize.ENDMARKER}
    words = []
    try:
        for token in tokenize.generate_tokens(io.StringIO(source).readline):
            if token.type in skip:
                continue
            word = token.string if token.type == tokenize.OP else tokenize.tok_name[token.type]
            words.append(token.string if keyword.iskeyword(token.string) else word)
    except (tokenize.TokenError, SyntaxError, ValueError):
        return frozenset()
    return frozenset(tuple(words[i : i + RUN]) for i in range(len(words) - RUN + 1))


def uncommon(papers: Mapping[str, Tokens], released: Tokens = frozenset()) -> dict[str, Tokens]:
    """Each paper without what was released and without what too many have."""
    own = {id: tokens - released for id, tokens in papers.items()}
    counts = Counter(t for tokens in own.values() for t in tokens)
    most = min(COMMON_MOST, max(COMMON_LEAST, int(COMMON_SHARE * len(papers))))
    common = {t for t, k in counts.items() if k > most}
    return {id: tokens - common for id, tokens in own.items()}


def alike(papers: Mapping[str, Tokens], measure: Measure) -> Iterator[tuple[str, str, float, int]]:
    """Every pair over the threshold, once: (id, id, share, common tokens), ids in order."""
    able = {id: tokens for id, tokens in papers.items() if len(tokens) >= measure.least}
    counts = Counter(t for tokens in able.values() for t in tokens)
    rank = {t: n for n, (t, _) in enumerate(sorted(counts.items(), key=lambda p: p[1]))}
    holders: dict[Token, list[str]] = defaultdict(list)
    for id, tokens in sorted(able.items()):
        rarest = sorted(tokens, key=rank.__getitem__)
        prefix = rarest[: len(tokens) - ceil(measure.threshold * len(tokens)) + 1]
        for other in sorted({o for t in prefix for o in holders[t]}):
            both = len(tokens & able[other])
            share = both / (len(tokens) + len(able[other]) - both)
            if share >= measure.threshold and both >= measure.least:
                yield other, id, share, both
        for token in prefix:
            holders[token].append(id)


def pairs(
    papers: Mapping[str, Mapping[str, Tokens]],
    released: Mapping[str, Tokens],
    measures: Mapping[str, Measure],
) -> tuple[Pair, ...]:
    """Pairs that are alike in a field or more; those alike in the most fields first.

    Args:
        papers: who → field → tokens.
        released: field → tokens that count for nobody.
        measures: field → how to compare it.
    """
    found: dict[tuple[str, str], list[Likeness]] = defaultdict(list)
    for name, measure in measures.items():
        here = {id: fields[name] for id, fields in papers.items() if name in fields}
        for one, two, share, both in alike(
            uncommon(here, released.get(name, frozenset())), measure
        ):
            found[one, two].append(Likeness(name, share, both))
    told = [
        Pair(*ids, tuple(sorted(fields, key=lambda x: (-x.share, x.field))))
        for ids, fields in found.items()
    ]
    return tuple(
        sorted(told, key=lambda p: (-len(p.fields), -p.fields[0].share, p.first, p.second))
    )
