"""Makes the 21 tables of a film database, with the skew and correlations that mislead estimates.

The Join Order Benchmark (Leis et al., "How Good Are Query Optimizers, Really?", VLDB 2015) runs on
IMDB's data, which cannot be made here. These tables have its schema, its ratios of sizes, and what
makes it hard: few films have most of the cast, keywords and companies (Zipf's law); popular films
are recent, American and well rated, all at once; what `movie_info` says depends on its type.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from . import words

FILMS = 500_000
"""Films at scale 1: a fifth of IMDB's."""

Columns = dict[str, np.ndarray | pa.Array]


class Films:
    """Makes the tables one after the other; film 1 is not the most popular, numbers are mixed."""

    def __init__(self, scale: float) -> None:
        """Decides how popular each film, person, company and keyword is."""
        self._random = np.random.default_rng(2015)
        self._films = max(int(FILMS * scale), 100)
        self._people = self._films * 8 // 5
        self._characters = self._films * 6 // 5
        self._companies = max(self._films // 10, 50)
        self._keywords = max(self._films // 20, 50)
        self._film_order = self._random.permutation(self._films) + 1
        self._person_order = self._random.permutation(self._people) + 1
        rank = np.empty(self._films + 1, np.int64)
        rank[self._film_order] = np.arange(self._films)
        # Popular films are recent: the year falls with the rank, with some noise.
        share = rank[1:] / self._films
        noise = self._random.exponential(12, self._films)
        self._year = np.clip(2015 - 70 * share**1.5 - noise, 1890, 2019).astype(np.int32)
        american = self._random.random(self._films) < 0.75 - 0.5 * share
        others = self._random.integers(1, len(words.COUNTRIES), self._films)
        self._country = np.where(american, 0, others)
        self._share = share

    def tables(self) -> Iterator[tuple[str, Columns]]:
        """Gives each table by name."""
        yield from self._small()
        yield "title", self._title()
        yield "aka_title", self._about_films(0.15, {"title": self._phrases})
        yield "name", self._name(self._people, ", ")
        yield "char_name", self._name(self._characters, " ")
        yield "aka_name", self._aka_name()
        yield "company_name", self._company_name()
        yield "keyword", self._keyword()
        yield "cast_info", self._cast_info()
        yield "movie_companies", self._movie_companies()
        yield "movie_keyword", self._movie_keyword()
        yield "movie_info", self._movie_info()
        yield "movie_info_idx", self._movie_info_idx()
        yield "person_info", self._person_info()
        yield "movie_link", self._movie_link()
        yield "complete_cast", self._complete_cast()

    def _ids(self, count: int) -> np.ndarray:
        return np.arange(1, count + 1, dtype=np.int32)

    def _skewed(self, size: int, count: int) -> np.ndarray:
        """Returns places below `size`, place i about as often as 1 / (i + 5 + size / 1000)."""
        flat = 5 + size / 1000
        u = self._random.random(count)
        return (flat * ((size / flat + 1) ** u - 1)).astype(np.int64).clip(0, size - 1)

    def _some_films(self, count: int) -> np.ndarray:
        """Returns films, popular ones often and every tenth of the rest now and then."""
        half = self._random.random(count) < 0.5
        places = np.where(
            half, self._skewed(self._films, count), self._random.integers(0, self._films, count)
        )
        return np.sort(self._film_order[places]).astype(np.int32)

    def _of(self, values: list[str], places: np.ndarray) -> pa.Array:
        return pa.array(values).take(pa.array(places))

    def _text(self, count: int) -> pa.Array:
        """Returns words of two to four syllables."""
        places = self._skewed(20_000, count)
        picks = np.random.default_rng(7).integers(0, len(words.SYLLABLES), (20_000, 4))
        vocabulary = [
            "".join(words.SYLLABLES[i] for i in row[: 2 + row[0] % 3]).capitalize() for row in picks
        ]
        return self._of(vocabulary, places)

    def _phrases(self, count: int) -> pa.Array:
        """Returns titles of two or three words; some are Champion, Loser or Money."""
        parts = [self._text(count), self._text(count)]
        fixed = ["", " Champion", " Loser", " Money", " Freddy", " Saw", " Dragon", " Iron Man"]
        ending = np.where(
            self._random.random(count) < 0.97, 0, self._random.integers(1, len(fixed), count)
        )
        tail = self._of(fixed, ending)
        return pc.binary_join_element_wise(parts[0], " ", parts[1], tail, "")

    def _small(self) -> Iterator[tuple[str, Columns]]:
        for table, column, values in (
            ("kind_type", "kind", words.KINDS),
            ("role_type", "role", words.ROLES),
            ("link_type", "link", words.LINKS),
            ("company_type", "kind", words.COMPANY_KINDS),
            ("comp_cast_type", "kind", words.CAST_KINDS),
            ("info_type", "info", words.INFOS),
        ):
            yield table, {"id": self._ids(len(values)), column: pa.array(values)}

    def _title(self) -> Columns:
        count = self._films
        kind = 1 + np.where(
            self._random.random(count) < 0.75 - 0.5 * self._share,
            0,
            self._skewed(len(words.KINDS), count),
        )
        episode = np.where(kind == 7, self._random.integers(1, 300, count), 0)
        return {
            "id": self._ids(count),
            "title": self._phrases(count),
            "kind_id": kind.astype(np.int32),
            "production_year": self._year,
            "episode_nr": episode.astype(np.int32),
        }

    def _about_films(self, share: float, columns: dict) -> Columns:
        count = max(int(self._films * share), 10)
        made: Columns = {"id": self._ids(count), "movie_id": self._some_films(count)}
        return made | {name: make(count) for name, make in columns.items()}

    def _name(self, count: int, between: str) -> Columns:
        first = self._of(words.FIRST_NAMES, self._random.integers(0, len(words.FIRST_NAMES), count))
        name = pc.binary_join_element_wise(self._text(count), between, first, "")
        gender = self._of(["m", "f", ""], self._random.choice(3, count, p=[0.5, 0.3, 0.2]))
        made: Columns = {"id": self._ids(count), "name": name}
        if between == ", ":
            letters = pc.utf8_slice_codeunits(name, 0, 1)
            code = pc.binary_join_element_wise(
                letters, pa.array(self._random.integers(100, 700, count)).cast(pa.string()), ""
            )
            made |= {"gender": gender, "name_pcode_cf": code}
        return made

    def _aka_name(self) -> Columns:
        count = self._people // 5
        person = self._person_order[self._skewed(self._people, count)].astype(np.int32)
        return {"id": self._ids(count), "person_id": person, "name": self._text(count)}

    def _company_name(self) -> Columns:
        count = self._companies
        tail = self._of(
            [" Films", " Pictures", " Entertainment", " TV", " Studio", " Film"],
            self._random.integers(0, 6, count),
        )
        names = pc.binary_join_element_wise(self._text(count), tail, "").to_pylist()
        names[: len(words.COMPANIES)] = words.COMPANIES
        code = np.where(
            np.arange(count) < len(words.COMPANIES), 0, self._skewed(len(words.CODES), count)
        )
        return {
            "id": self._ids(count),
            "name": pa.array(names),
            "country_code": self._of(words.CODES, code),
        }

    def _keyword(self) -> Columns:
        names = [f"{a.lower()}-{i}" for i, a in enumerate(self._text(self._keywords).to_pylist())]
        names[: len(words.KEYWORDS)] = words.KEYWORDS
        return {"id": self._ids(self._keywords), "keyword": pa.array(names[: self._keywords])}

    def _cast_info(self) -> Columns:
        count = self._films * 14
        role = 1 + self._skewed(len(words.ROLES), count)
        film = self._some_films(count)
        acted = role <= 2
        character = np.where(acted, 1 + self._skewed(self._characters, count), 0)
        note = np.where(
            self._random.random(count) < 0.6, 0, self._skewed(len(words.CAST_NOTES), count)
        )
        return {
            "id": self._ids(count),
            "person_id": self._person_order[self._skewed(self._people, count)].astype(np.int32),
            "movie_id": film,
            "person_role_id": pa.array(character.astype(np.int32), mask=~acted),
            "note": self._nullable(words.CAST_NOTES, note),
            "nr_order": self._random.integers(0, 100, count).astype(np.int32),
            "role_id": role.astype(np.int32),
        }

    def _nullable(self, values: list[str], places: np.ndarray) -> pa.Array:
        """Returns the values at `places`; place 0 is NULL."""
        return (
            self._of(values, places)
            if not values[0] == ""
            else pa.array([None, *values[1:]]).take(pa.array(places))
        )

    def _movie_companies(self) -> Columns:
        count = self._films
        note = np.where(
            self._random.random(count) < 0.4, 0, self._skewed(len(words.COMPANY_NOTES), count)
        )
        return {
            "id": self._ids(count),
            "movie_id": self._some_films(count),
            "company_id": (1 + self._skewed(self._companies, count)).astype(np.int32),
            "company_type_id": self._random.choice(4, count, p=[0.5, 0.45, 0.03, 0.02]).astype(
                np.int32
            )
            + 1,
            "note": self._nullable(words.COMPANY_NOTES, note),
        }

    def _movie_keyword(self) -> Columns:
        count = self._films * 9 // 5
        return {
            "id": self._ids(count),
            "movie_id": self._some_films(count),
            "keyword_id": (1 + self._skewed(self._keywords, count)).astype(np.int32),
        }

    def _movie_info(self) -> Columns:
        """Makes what is known of films: it depends on the film and the type of information."""
        count = self._films * 6
        film = self._some_films(count)
        kind = self._random.choice(8, count, p=[0.15, 0.1, 0.2, 0.1, 0.1, 0.05, 0.15, 0.15])
        country = self._country[film - 1]
        genre = self._skewed(len(words.GENRES), count)
        language = np.minimum(country, len(words.LANGUAGES) - 1)
        values = [
            pa.array(self._random.integers(1, 240, count)).cast(pa.string()),
            self._of(["Color", "Black and White"], (self._year[film - 1] < 1960).astype(np.int64)),
            self._of(words.GENRES, genre),
            self._of(words.LANGUAGES, language),
            self._of(
                [f"{c}:{age}" for c in words.COUNTRIES for age in ("12", "16", "18")],
                country * 3 + self._random.integers(0, 3, count),
            ),
            self._of(["Mono", "Stereo", "Dolby"], self._random.integers(0, 3, count)),
            self._of(words.COUNTRIES, country),
            pc.binary_join_element_wise(
                self._of(words.COUNTRIES, country),
                ":",
                self._of(
                    [" January", " June", " August", " December"],
                    self._random.integers(0, 4, count),
                ),
                " ",
                pa.array(self._year[film - 1]).cast(pa.string()),
                "",
            ),
        ]
        info = pc.choose(pa.array(kind), *values)
        note = np.where(self._random.random(count) < 0.8, 0, self._random.integers(1, 4, count))
        return {
            "id": self._ids(count),
            "movie_id": film,
            "info_type_id": (kind + 1).astype(np.int32),
            "info": info,
            "note": self._nullable(["", "internet", "(worldwide)", "Producer"], note),
        }

    def _movie_info_idx(self) -> Columns:
        count = self._films // 2
        film = self._some_films(count)
        kind = self._random.choice([9, 10, 11, 12], count, p=[0.45, 0.45, 0.07, 0.03])
        score = np.clip(9 - 4 * self._share[film - 1] + self._random.normal(0, 1, count), 1, 9.9)
        rating = pa.array(np.round(score, 1)).cast(pa.string())
        votes = pa.array((1e6 * (1 - self._share[film - 1]) ** 8).astype(np.int64) + 5)
        rank = pa.array(1 + self._random.integers(0, 250, count)).cast(pa.string())
        return {
            "id": self._ids(count),
            "movie_id": film,
            "info_type_id": kind.astype(np.int32),
            "info": pc.choose(
                pa.array(np.minimum(kind - 9, 2)), rating, votes.cast(pa.string()), rank
            ),
        }

    def _person_info(self) -> Columns:
        count = self._people * 7 // 10
        kind = 14 + self._random.choice(4, count, p=[0.2, 0.3, 0.4, 0.1])
        return {
            "id": self._ids(count),
            "person_id": self._person_order[self._skewed(self._people, count)].astype(np.int32),
            "info_type_id": kind.astype(np.int32),
            "info": self._phrases(count),
            "note": self._nullable(["", "Volker Boehm", "Other"], self._skewed(3, count)),
        }

    def _movie_link(self) -> Columns:
        count = max(self._films // 80, 20)
        return {
            "id": self._ids(count),
            "movie_id": self._some_films(count),
            "linked_movie_id": self._random.permutation(self._some_films(count)),
            "link_type_id": (1 + self._skewed(len(words.LINKS), count)).astype(np.int32),
        }

    def _complete_cast(self) -> Columns:
        count = max(self._films // 18, 20)
        return {
            "id": self._ids(count),
            "movie_id": self._some_films(count),
            "subject_id": self._random.integers(1, 3, count).astype(np.int32),
            "status_id": self._random.integers(3, 5, count).astype(np.int32),
        }
