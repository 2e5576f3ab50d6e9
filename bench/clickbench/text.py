"""Makes pools of strings that look like those of real page hits: sites, pages, titles, phrases."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

SYLLABLES = "ка ро ли ма но те со ви да пе ра ко ста при ло ни за мо ре ту бе га до ша".split()
LATIN = "ka ro li ma no te so vi da pe ra ko sta pri lo ni za mo re tu be ga do sha".split()
WORDS = 20_000
ENDINGS = np.array(["html", "php", "htm", "aspx", "jki"], dtype=object)


def take(pool: pa.Array, places: np.ndarray) -> pa.Array:
    """Returns the values of `pool` at `places`."""
    return pool.take(pa.array(places))


def joined(*parts: pa.Array | str) -> pa.Array:
    """Returns the parts put together, row by row."""
    return pc.binary_join_element_wise(*parts, "")


def numbers(values: np.ndarray) -> pa.Array:
    """Returns the decimal text of each number."""
    return pa.array(values).cast(pa.string())


def words(random: np.random.Generator, syllables: list[str]) -> pa.Array:
    """Returns a vocabulary: words of two to five syllables, each maybe more than once."""
    picks = random.integers(0, len(syllables), (WORDS, 5))
    lengths = random.integers(2, 6, WORDS)
    return pa.array(
        ["".join(syllables[i] for i in row[:n]) for row, n in zip(picks, lengths, strict=True)]
    )


def skewed(random: np.random.Generator, size: int, count: int) -> np.ndarray:
    """Returns `count` places below `size`, place i about as often as 1 / (i + 1): Zipf's law."""
    return (
        (np.exp(random.random(count) * np.log(size + 1.0)) - 1.0).astype(np.int64).clip(0, size - 1)
    )


class Pools:
    """Holds the distinct strings of a table: `urls[i]` has the title `titles[i // 2]`."""

    def __init__(self, random: np.random.Generator, sites: np.ndarray, phrases: int) -> None:
        """Makes a URL for each entry of `sites`, the number of its site, and `phrases` phrases."""
        self._random = random
        self._russian = words(random, SYLLABLES)
        self._latin = words(random, LATIN)
        self.hosts = self._make_hosts(int(sites.max()) + 1)
        self.urls = self._make_urls(sites)
        self.titles = self._make_titles((len(sites) + 1) // 2)
        self.phrases = self._sentences(self._russian, phrases, 1, 6)

    def _make_hosts(self, count: int) -> pa.Array:
        zone = np.array([".ru", ".com", ".ua", ".net", ".com.tr"], dtype=object)
        www = np.array(["http://", "http://www.", "https://", "http://m."], dtype=object)
        return joined(
            pa.array(www[self._random.choice(4, count, p=[0.6, 0.25, 0.1, 0.05])]),
            take(self._latin, self._random.integers(0, WORDS, count)),
            pa.array(zone[self._random.choice(5, count, p=[0.6, 0.15, 0.15, 0.05, 0.05])]),
        )

    def _make_urls(self, sites: np.ndarray) -> pa.Array:
        """Makes http://host/word/word-word/123456.php, many with parameters."""
        random, count = self._random, len(sites)
        place = np.arange(count)
        word = [take(self._latin, skewed(random, WORDS, count)) for _ in range(4)]
        path = joined(
            take(self.hosts, sites),
            "/",
            word[0],
            "/",
            word[1],
            "-",
            word[2],
            "/",
            numbers(place * 7919 % 100_000_007),
            ".",
            pa.array(ENDINGS[random.integers(0, len(ENDINGS), count)]),
        )
        russian = take(self._russian, skewed(random, WORDS, count))
        long = joined(
            path,
            "?",
            word[3],
            "=",
            russian,
            "&page=",
            numbers(place % 977),
            "&lang=ru&sid=",
            numbers(random.integers(0, 1 << 48, count)),
        )
        google = joined(path, "?from=google.ru&q=", russian)
        kind = random.random(count)
        urls = pc.if_else(pa.array(kind < 0.35), long, path)
        return pc.if_else(pa.array(kind > 0.9998), google, urls)

    def _make_titles(self, count: int) -> pa.Array:
        """Makes titles of 3 to 10 words, one in 20 empty; a few name Google."""
        titles = self._sentences(self._russian, count, 3, 10)
        kind = self._random.random(count)
        titles = pc.if_else(pa.array(kind < 0.05), "", titles)
        return pc.if_else(pa.array(kind > 0.9995), joined(titles, " - Google ", titles), titles)

    def _sentences(self, vocabulary: pa.Array, count: int, least: int, most: int) -> pa.Array:
        """Returns sentences of `least` to `most` words, common words first."""
        random = self._random
        sentence = take(vocabulary, skewed(random, WORDS, count))
        length = random.integers(least, most + 1, count)
        for place in range(1, most):
            longer = joined(sentence, " ", take(vocabulary, skewed(random, WORDS, count)))
            sentence = pc.if_else(pa.array(length > place), longer, sentence)
        return sentence
