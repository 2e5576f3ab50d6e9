"""The SQLAlchemy dialect: SQLAlchemy's own suite for dialects, the ORM, pandas, engines."""

from __future__ import annotations

import datetime
import decimal
import os
import pathlib
import subprocess
import sys
import uuid

import lakebolt.sqlalchemy  # noqa: F401 - registers the dialect
import pandas as pd
import pytest
import sqlalchemy as sa
from sqlalchemy import orm

SUITE = pathlib.Path(__file__).parents[1] / "sqlalchemy_suite"


def test_suite():
    """Runs a part of SQLAlchemy's suite; scripts/nightly.sh runs all of it."""
    chosen = os.environ.get(
        "LAKEBOLT_SQLALCHEMY_TESTS",
        "InsertBehavior or LimitOffset or HasTable or SequenceTest or RowFetch or CTETest or JSON",
    )
    command = [sys.executable, "-m", "pytest", "-q", "-p", "plugin", "-p", "no:cacheprovider"]
    command += ["-p", "no:xdist", "-c", "setup.cfg", "--rootdir", ".", "--tb=short", "suite.py"]
    command += ["--dburi", "lakebolt:///:memory:suite", *(["-k", chosen] if chosen else [])]
    paths = [str(SUITE), os.environ.get("PYTHONPATH", "")]
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")
    }
    environment["PYTHONPATH"] = os.pathsep.join(paths)
    done = subprocess.run(command, cwd=SUITE, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout[-5000:] + done.stderr[-2000:]
    assert " passed" in done.stdout


class Base(orm.DeclarativeBase):
    """Is the base of the tables here."""


class Author(Base):
    """Is somebody who writes books."""

    __tablename__ = "author"
    id: orm.Mapped[int] = orm.mapped_column(primary_key=True)
    name: orm.Mapped[str] = orm.mapped_column(sa.String(40), unique=True)
    born: orm.Mapped[datetime.date | None]
    books: orm.Mapped[list[Book]] = orm.relationship(back_populates="author")


class Book(Base):
    """Is a book."""

    __tablename__ = "book"
    key: orm.Mapped[uuid.UUID] = orm.mapped_column(primary_key=True, default=uuid.uuid4)
    title: orm.Mapped[str] = orm.mapped_column(index=True)
    price: orm.Mapped[decimal.Decimal] = orm.mapped_column(sa.Numeric(8, 2))
    more: orm.Mapped[dict] = orm.mapped_column(sa.JSON, default=dict)
    author_id: orm.Mapped[int] = orm.mapped_column(sa.ForeignKey("author.id"))
    author: orm.Mapped[Author] = orm.relationship(back_populates="books")


@pytest.fixture
def engine():
    made = sa.create_engine("lakebolt://")
    Base.metadata.create_all(made)
    yield made
    made.dispose()


def test_objects_live_in_tables(engine):
    with orm.Session(engine) as session:
        ada = Author(name="Ada", born=datetime.date(1815, 12, 10))
        ada.books = [Book(title=f"Notes {i}", price=i, more={"pages": i}) for i in range(50)]
        session.add(ada)
        session.commit()
        assert ada.id == 1
        dear = sa.select(Book).where(Book.price > 47).order_by(Book.price)
        assert [book.title for book in session.scalars(dear)] == ["Notes 48", "Notes 49"]
        pages = sa.select(sa.func.sum(Book.more["pages"].as_integer()))
        assert session.scalar(pages) == 1225
        session.add(Author(name="Ada"))
        with pytest.raises(sa.exc.IntegrityError):
            session.flush()
        session.rollback()
        session.delete(session.scalars(dear).first())
        session.rollback()
        assert session.scalar(sa.select(sa.func.count(Book.key))) == 50


def test_reflection(engine):
    inspector = sa.inspect(engine)
    assert inspector.get_table_names() == ["author", "book"]
    assert [column["name"] for column in inspector.get_columns("author")] == ["id", "name", "born"]
    assert inspector.get_pk_constraint("author")["constrained_columns"] == ["id"]
    (key,) = inspector.get_foreign_keys("book")
    assert (key["referred_table"], key["referred_columns"]) == ("author", ["id"])
    assert inspector.get_unique_constraints("author")[0]["column_names"] == ["name"]
    assert inspector.get_indexes("book")[0]["column_names"] == ["title"]
    again = sa.MetaData()
    again.reflect(engine)
    assert str(again.tables["book"].c.price.type) == "NUMERIC(8, 2)"


def test_connections_share_the_engines_database(engine):
    with engine.connect() as one, engine.connect() as two:
        one.execute(sa.text("INSERT INTO author (name) VALUES ('Bo')"))
        count = sa.text("SELECT count(*) FROM author")
        assert two.execute(count).scalar() == 0
        one.commit()
        two.rollback()
        assert two.execute(count).scalar() == 1
    other = sa.create_engine("lakebolt:///?threads=1")
    with other.connect() as connection:
        assert connection.execute(sa.text("SELECT current_setting('threads')")).scalar() in (1, "1")
        assert sa.inspect(other).get_table_names() == []


def test_pandas(engine):
    frame = pd.DataFrame({"a": [1, 2, 3], "b": ["x", None, "z"], "c": [0.5, 1.5, None]})
    frame["d"] = pd.to_datetime(["2024-02-29", "1999-12-31", None])
    assert frame.to_sql("t", engine, index=False) == 3
    frame.to_sql("t", engine, index=False, if_exists="append", method="multi")
    back = pd.read_sql("SELECT * FROM t ORDER BY a", engine)
    assert back["a"].tolist() == [1, 1, 2, 2, 3, 3]
    pd.testing.assert_frame_equal(pd.read_sql_table("t", engine).head(3), frame, check_dtype=False)
    connection = lakebolt.connect()
    found = pd.read_sql_query("SELECT range AS r FROM range(3)", connection)
    assert found["r"].tolist() == [0, 1, 2]
