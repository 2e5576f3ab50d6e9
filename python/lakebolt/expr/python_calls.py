"""Methods of expressions that call functions of Python's."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Callable

from lakebolt.expr.base import Base, wrap

if TYPE_CHECKING:
    from lakebolt.expr.expr import Expr


class PythonCalls(Base):
    """Gives expressions calls of functions of Python's."""

    __slots__ = ()

    def map_elements(
        self,
        function: Callable[[Any], Any],
        return_dtype: Any = None,
        *,
        skip_nulls: bool = True,
        workers: int | bool = 0,
    ) -> Expr:
        """Calls a function with each value; its type hint, or ``return_dtype``, says the type.

        NULL gives NULL unless ``skip_nulls`` is false. See ``Connection.create_function``.

        >>> import lakebolt as lb
        >>> frame = lb.from_dict({"a": [3, None]})
        >>> frame.select(lb.col("a").map_elements(lambda a: a * 1.5, float)).rows()
        [(4.5,), (None,)]
        """
        from lakebolt.udfs.function import UserFunction

        nulls = "default" if skip_nulls else "special"
        made = UserFunction(
            function, return_type=return_dtype, null_handling=nulls, workers=workers
        )
        return wrap(made.node([self._node]))

    def map_batches(
        self,
        function: Callable[[Any], Any],
        return_dtype: Any = None,
        *,
        workers: int | bool = 0,
    ) -> Expr:
        """Calls a function with Arrow arrays of many values, of which it returns others.

        >>> import lakebolt as lb
        >>> import pyarrow.compute as pc
        >>> frame = lb.from_dict({"a": ["x", None]})
        >>> frame.select(lb.col("a").map_batches(pc.utf8_upper, str)).rows()
        [('X',), (None,)]
        """
        from lakebolt.udfs.function import UserFunction

        made = UserFunction(
            function,
            return_type=return_dtype,
            type="arrow",
            null_handling="special",
            workers=workers,
            parameters=[None],
        )
        return wrap(made.node([self._node]))
