"""Tables and views of a session: ``spark.catalog``."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

from lakebolt.datatype import identifier

if TYPE_CHECKING:
    from lakebolt.spark.session import SparkSession

_CACHING = re.compile(r"(?i)\s*(UN)?CACHE\s+(LAZY\s+)?TABLE\s+[\w.`]+\s*;?\s*")
_VIEW = re.compile(
    r"(?is)\s*CREATE\s+(?:OR\s+REPLACE\s+)?(?:GLOBAL\s+)?TEMP(?:ORARY)?\s+VIEW\s+([\w`]+)\s+AS\s+(.*)"
)
_GLOBAL = re.compile(
    r"""(?isx) --[^\n]* | /\*.*?\*/ | '(?:\\.|''|[^'\\])*' | "(?:\\.|""|[^"\\])*"
    | (?<![\w.`]) `?global_temp`? \s* \. \s* (?P<tick>`?) (?P<name>\w+) (?P=tick)""",
)


class Table(NamedTuple):
    """Is a table or a view."""

    name: str
    catalog: str | None
    namespace: list[str] | None
    description: str | None
    tableType: str
    isTemporary: bool


class Catalog:
    """Lists, finds and drops tables and views."""

    def __init__(self, session: SparkSession):
        """Takes the session."""
        self._session = session

    @property
    def _views(self) -> dict[str, Any]:
        return self._session._connection._views

    def tableExists(self, tableName: str, dbName: str | None = None) -> bool:
        """Tells whether there is a table or view."""
        name = tableName.replace("`", "")
        if name.casefold() in self._views:
            return True
        last = name.rpartition(".")[2].casefold()
        return any(found.casefold() == last for found in self._tables())

    def _tables(self) -> list[str]:
        rows = self._session._connection._run("SHOW TABLES", None, lambda name: None, True).fetch(-1)
        return [row[0] for row in rows]

    def listTables(self, dbName: str | None = None, pattern: str | None = None) -> list[Table]:
        """Returns the tables and views."""
        found = [Table(name, "spark_catalog", ["default"], None, "MANAGED", False)
                 for name in self._tables()]  # fmt: skip
        found += [
            Table(name, None, [], None, "TEMPORARY", True)
            for name in self._views if "." not in name
        ]  # fmt: skip
        return sorted(found)

    def listColumns(self, tableName: str, dbName: str | None = None) -> list[Any]:
        """Returns the columns of a table or view."""
        return list(self._session.table(tableName).schema.fields)

    def currentDatabase(self) -> str:
        """Returns ``default``."""
        return "default"

    def currentCatalog(self) -> str:
        """Returns ``spark_catalog``."""
        return "spark_catalog"

    def dropTempView(self, viewName: str) -> bool:
        """Forgets a view; tells whether there was one."""
        return self._views.pop(viewName.casefold(), None) is not None

    def dropGlobalTempView(self, viewName: str) -> bool:
        """Forgets a view of all sessions; tells whether there was one."""
        return self.dropTempView(f"global_temp.{viewName}")

    def cacheTable(self, tableName: str, storageLevel: Any = None) -> None:
        """Keeps the rows of a view in memory."""
        view = self._views.get(tableName.casefold())
        if view is not None:
            self._views[tableName.casefold()] = view.cache()

    def uncacheTable(self, tableName: str) -> None:
        """Does nothing: rows are kept as long as a view that keeps them."""

    def clearCache(self) -> None:
        """Does nothing: rows are kept as long as a view that keeps them."""

    def isCached(self, tableName: str) -> bool:
        """Returns False: nobody needs to know."""
        return False

    def refreshTable(self, tableName: str) -> None:
        """Does nothing: files are read as they are."""

    def _replaced(self, query: str) -> str | None:
        """Returns a query for the engine, or None for what the session has done itself."""
        if _CACHING.fullmatch(query):
            return None
        view = _VIEW.fullmatch(query)
        if view is not None:
            self._session.sql(view[2]).createOrReplaceTempView(view[1].strip("`"))
            return None
        dropped = re.fullmatch(r"(?is)\s*DROP\s+VIEW\s+(?:IF\s+EXISTS\s+)?([\w.`]+)\s*;?\s*", query)
        if dropped is not None and self.dropTempView(dropped[1].replace("`", "")):
            return None
        query = _GLOBAL.sub(self._global_view, query)
        if re.fullmatch(r"(?i)\s*SHOW\s+TABLES\s*;?\s*", query):
            return self._shown_tables()
        return query

    def _global_view(self, found: re.Match[str]) -> str:
        """Names a view of all sessions by one name; what stands in texts and comments stays."""
        name = f"global_temp.{(found['name'] or '').casefold()}"
        return f"`{name}`" if found["name"] and name in self._views else found[0]

    def _shown_tables(self) -> str:
        rows = [
            f"SELECT '{'' if table.isTemporary else 'default'}' AS namespace, "
            f"'{table.name}' AS tableName, {str(table.isTemporary).upper()} AS isTemporary"
            for table in self.listTables()
        ]
        return " UNION ALL ".join(rows) or (
            "SELECT '' AS namespace, '' AS tableName, TRUE AS isTemporary LIMIT 0"
        )

    def _drop_table(self, name: str) -> None:
        text = f"DROP TABLE IF EXISTS {identifier(name)}"
        self._session._connection._run(text, None, lambda _: None, True).fetch(-1)
