"""Runs every file of test/sql under the chosen configurations, one test item for each pair."""

from __future__ import annotations

from pathlib import Path

import engine
import pytest
from sqllogic import configs, parser
from sqllogic.script import Script, Skipped

CORPUS = Path(__file__).resolve().parents[2] / "sql"


def files(config: pytest.Config) -> list[Path]:
    """Lists the files to run: the whole corpus, or what `--sql-path` names."""
    roots = [Path(path) for path in config.getoption("sql_path")] or [CORPUS]
    return [
        file
        for root in roots
        for file in ([root] if root.is_file() else sorted(root.rglob("*.test")))
    ]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Makes one item a file and configuration."""
    config = metafunc.config
    names, everything = config.getoption("sql_config"), config.getoption("sql_matrix")
    wants_passes = everything or any(name.startswith("without_") for name in names)
    known = configs.load(engine.optimizer_passes if wants_passes else list)
    pairs = [
        pytest.param(file, chosen, id=f"{_label(file)}-{chosen.name}")
        for chosen in configs.choose(known, names, everything)
        for file in files(config)
    ]
    metafunc.parametrize(("file", "chosen"), pairs)


def _label(file: Path) -> str:
    return str(file.relative_to(CORPUS) if file.is_relative_to(CORPUS) else file.name)


def test_file(
    file: Path, chosen: configs.Config, tmp_path: Path, pytestconfig: pytest.Config
) -> None:
    """Checks every record of one file."""
    script = Script(
        lambda: engine.connect(chosen.settings),
        engine.Error,
        engine.NAME,
        tmp_path,
        check_messages=engine.NAME == "lakebolt",
        keep_going=pytestconfig.getoption("sql_keep_going"),
    )
    try:
        script.run(parser.parse_file(file))
    except Skipped as reason:
        pytest.skip(str(reason))
