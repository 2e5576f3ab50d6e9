"""SQLAlchemy's dialect: ``create_engine("lakebolt://")``.

Each engine has a database of its own, in memory, that its connections share; engines whose URL is
``lakebolt:///:memory:NAME`` share the one of that name. Settings stand in the URL:
``lakebolt:///?threads=4&memory_limit=2GB``. The wheel registers the name ``lakebolt``; without
an installation, importing this module does.
"""

from __future__ import annotations

from sqlalchemy.dialects import registry

from lakebolt.sqlalchemy.dialect import LakeboltDialect

__all__ = ["LakeboltDialect"]

for _name in ("lakebolt", "lakebolt.lakebolt"):
    registry.register(_name, "lakebolt.sqlalchemy.dialect", "LakeboltDialect")
