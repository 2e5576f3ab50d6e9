"""A worker process: calls functions for the batches that another process sends."""

from __future__ import annotations

import os
import pickle
import socket
import sys
import traceback
from typing import Any

from lakebolt import _lakebolt, errors
from lakebolt.udfs.arrow import OverArrow
from lakebolt.udfs.function import OverGroups
from lakebolt.udfs.remote import _LENGTHS


def _receive(connection: socket.socket, size: int) -> bytearray | None:
    """Returns so many bytes, or None at the end of the connection."""
    data = bytearray(size)
    view = memoryview(data)
    while view.nbytes:
        count = connection.recv_into(view)
        if count == 0:
            return None
        view = view[count:]
    return data


def _failure(error: BaseException) -> tuple[bytes | None, str, str, str]:
    """Describes an exception; that of the user, if the engine's error stands around it."""
    call = ""
    cause = error.__cause__
    if isinstance(error, errors.Error) and cause is not None:
        call = getattr(cause, "lakebolt_call", "")
        error = cause
    lines = traceback.format_exception(type(error), error, error.__traceback__)
    try:
        data = pickle.dumps(error.with_traceback(None))
        pickle.loads(data)
    except Exception:
        data = None
    return data, traceback.format_exception_only(error)[-1].strip(), "".join(lines), call


def serve(connection: socket.socket) -> None:
    """Answers calls until the other side hangs up."""
    import pyarrow

    session = _lakebolt.connect({"threads": "1"})
    functions: dict[int, Any] = {}
    while True:
        lengths = _receive(connection, _LENGTHS.size)
        if lengths is None:
            return
        head_size, body_size = _LENGTHS.unpack(lengths)
        head, body = _receive(connection, head_size), _receive(connection, body_size)
        if head is None or body is None:
            return
        answer, failure = b"", None
        try:
            key, payload, types = pickle.loads(head)
            if payload is not None:
                functions[key] = _known(*pickle.loads(payload))
            rows = pyarrow.ipc.open_stream(body).read_next_batch()
            made = pyarrow.record_batch(session.call_for_batch(functions[key], types, rows))
            sink = pyarrow.BufferOutputStream()
            with pyarrow.ipc.new_stream(sink, made.schema) as writer:
                writer.write_batch(made)
            answer = sink.getvalue()
        except BaseException as error:  # whatever a function raises is the caller's
            failure = _failure(error)
        reply = pickle.dumps(failure)
        connection.sendall(_LENGTHS.pack(len(reply), len(answer)))
        connection.sendall(reply)
        connection.sendall(answer)


def _known(spec: dict[str, Any], function: Any) -> dict[str, Any]:
    if spec["is_aggregate"] and spec["over_arrow"]:
        function = OverGroups(function)
    if spec["over_arrow"]:
        function = OverArrow(function, spec["result"], spec["name"])
    return {**spec, "callable": function}


if __name__ == "__main__":
    _connection = socket.socket(fileno=int(sys.argv[1]))
    os.set_inheritable(_connection.fileno(), False)
    try:
        serve(_connection)
    except (KeyboardInterrupt, ConnectionError):
        pass
