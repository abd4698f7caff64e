"""Run an engine in a process of its own, so that a crash of C code is never the embedder's.

The worker is started with the same interpreter and is given the plan once; each check is a frame over its
standard input and output. A worker that crashes, hangs or says something unreadable is ended; that check
fails with an `EngineError`, and the next one starts another worker.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import queue
import struct
import subprocess
import sys
import weakref
from importlib import import_module
from threading import Lock, Thread, current_thread
from typing import IO, TYPE_CHECKING

from attrs import evolve

from rxrules.engines.base import Evidence, Outcome, Status
from rxrules.errors import EngineError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from rxrules.chart import Chart
    from rxrules.engines.base import Engine
    from rxrules.plan import Plan

#: The engines by name; another is named ``module:Class``.
_ENGINES = {
    "native": "rxrules.engines.native:NativeEngine",
    "durable": "rxrules.engines.durable:DurableEngine",
}
_HEAD = struct.Struct(">Q")
_PIECE = 1 << 20
#: What an empty pipe takes at once on every system, in bytes.
_AT_ONCE = 4096
_SERVE = "from rxrules.engines.isolated import serve; serve()"

#: An outcome without its orders, which stay where they are: rule, places of the orders, and the rest.
_Flat = tuple[int, tuple[int, ...], int, int, bool, Evidence]


class IsolatedEngine:
    """Evaluates a plan in a worker process.

    Args:
        plan: for the engine.
        engine: ``durable``, ``native``, or ``module:Class``.
        timeout: seconds that one check may take, and the first in which the worker starts.
        start_timeout: seconds that the start of a worker may take; a large plan takes about a second.

    Raises:
        EngineError: the worker could not make the engine.
    """

    def __init__(self, plan: Plan, engine: str = "durable", *, timeout: float = 10.0, start_timeout: float = 60.0) -> None:
        self.name = engine.rpartition(":")[2]
        self._class = _ENGINES.get(engine, engine)
        if ":" not in self._class:
            msg = f"there is no engine {engine!r}: expected {', '.join(_ENGINES)} or module:Class"
            raise EngineError(msg)
        self._plan = plan
        self._timeout = timeout
        self._start_timeout = start_timeout
        self._lock = Lock()
        self._worker: _Worker | None = None
        with self._lock:
            self._started()

    def evaluate(self, chart: Chart) -> Sequence[Outcome]:
        """Every outcome of a chart.

        Raises:
            EngineError: the engine failed, or its process crashed or took too long; the next check starts
                another.
        """
        # engines keep in the memo what only their own process can use
        sent = evolve(chart, memo={}) if chart.memo else chart
        with self._lock:
            worker = self._started()
            try:
                flat: list[_Flat] = worker.ask(sent, self._timeout)
            except _LostError as problem:
                self._end()
                msg = f"the process of the {self.name} engine was lost: {problem}"
                raise EngineError(msg) from problem
        orders = {order.index: order for order in chart.orders}
        return [
            Outcome(
                rule,
                tuple(orders[place] for place in places),
                Status(status),
                severity,
                certain,
                evidence,
            )
            for rule, places, status, severity, certain, evidence in flat
        ]

    def close(self) -> None:
        """End the worker; a later check starts another."""
        with self._lock:
            self._end()

    def _started(self) -> _Worker:
        if self._worker is not None and self._worker.pid == os.getpid():
            return self._worker
        worker = _Worker()
        try:
            worker.ask((self._class, self._plan), self._start_timeout)
        except _LostError as problem:
            worker.end()
            msg = f"the process of the {self.name} engine did not start: {problem}"
            raise EngineError(msg) from problem
        except EngineError:
            worker.end()
            raise
        self._worker = worker
        return worker

    def _end(self) -> None:
        if self._worker is not None:
            self._worker.end()
            self._worker = None


class _LostError(Exception):
    """The worker is gone, or not to be relied on any more."""


class _Worker:
    """A process that serves one engine, and the thread that listens to it."""

    def __init__(self) -> None:
        path = os.pathsep.join(entry for entry in sys.path if entry)
        self._process = subprocess.Popen(  # noqa: S603
            [sys.executable, "-c", _SERVE],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            # without buffers, whose locks a fork would leave locked for ever: the listening thread holds one while it waits
            bufsize=0,
            env={**os.environ, "PYTHONPATH": path},
        )
        #: a worker that was started before a fork belongs to the parent
        self.pid = os.getpid()
        self._answers: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
        self._sending: Thread | None = None
        assert self._process.stdout is not None  # noqa: S101
        listener = Thread(target=_listen, args=(self._process.stdout, self._answers), daemon=True)
        listener.start()
        self._finalizer = weakref.finalize(self, _end, self._process, self.pid, listener)

    def ask(self, request: object, timeout: float) -> list[_Flat]:
        """Send a request, and wait for what comes back."""
        assert self._process.stdin is not None  # noqa: S101
        content = pickle.dumps(request, pickle.HIGHEST_PROTOCOL)
        try:
            if _HEAD.size + len(content) <= _AT_ONCE:
                _write(self._process.stdin, content)
            else:
                # SAFETY: a worker that has stopped reading must not hold up the process that checks, timeout or not
                self._sending = Thread(target=_send, args=(self._process.stdin, content), daemon=True)
                self._sending.start()
            answer = self._answers.get(timeout=timeout)
        except queue.Empty:
            msg = f"no answer within {timeout:g} s"
            raise _LostError(msg) from None
        except OSError as problem:
            raise _LostError(self._ending() or str(problem)) from problem
        if answer is None:
            raise _LostError(self._ending() or "it closed its output")
        try:
            # what comes back was written by our own code in a process that we started
            ok, content = pickle.loads(answer)  # noqa: S301
        except Exception as problem:
            msg = f"its answer can't be read: {problem!r}"
            raise _LostError(msg) from problem
        if not ok:
            raise EngineError(content)
        found: list[_Flat] = content
        return found

    def end(self) -> None:
        """End the process."""
        if self._sending is not None and self.pid == os.getpid():
            self._process.kill()  # which ends the writing too: a pipe is not closed while another thread is at it
            self._sending.join(timeout=1)
        self._finalizer()

    def _ending(self) -> str:
        try:
            code = self._process.wait(timeout=1)
        except subprocess.TimeoutExpired:
            return ""
        return f"ended by signal {-code}" if code < 0 else f"ended with status {code}"


def _end(process: subprocess.Popen[bytes], owner: int, listener: Thread) -> None:
    if owner == os.getpid():
        process.kill()
        process.wait()
        # INVARIANT: the listener alone closes what it reads. Closed by another thread, the number of the file may be given to the
        # next pipe or socket before the listener gets to read from it, and then it takes the bytes of that one.
        if listener is not current_thread():
            listener.join(timeout=1)
        pipes: tuple[IO[bytes] | None, ...] = (process.stdin,)
    else:  # after a fork the worker goes on for the parent, and there is no listener here
        pipes = (process.stdin, process.stdout)
    for pipe in pipes:
        if pipe is not None:
            with contextlib.suppress(OSError):
                pipe.close()


def _write(pipe: IO[bytes], content: bytes) -> None:
    rest = memoryview(_HEAD.pack(len(content)) + content)
    while rest:
        rest = rest[pipe.write(rest) :]
    pipe.flush()


def _send(pipe: IO[bytes], content: bytes) -> None:
    try:
        _write(pipe, content)
    except (OSError, ValueError):
        return  # the worker is gone or was ended: its output ends too, which is what the process that checks waits for


def _read(pipe: IO[bytes]) -> bytes | None:
    head = _exactly(pipe, _HEAD.size)
    return None if head is None else _exactly(pipe, _HEAD.unpack(head)[0])


def _exactly(pipe: IO[bytes], length: int) -> bytes | None:
    """So many bytes, however many pieces they come in; None where the pipe ends before."""
    pieces: list[bytes] = []
    while length:
        piece = pipe.read(min(length, _PIECE))
        if not piece:
            return None
        pieces.append(piece)
        length -= len(piece)
    return b"".join(pieces)


def _listen(pipe: IO[bytes], answers: queue.SimpleQueue[bytes | None]) -> None:
    try:
        while (content := _read(pipe)) is not None:
            answers.put(content)
    except (OSError, ValueError, OverflowError, MemoryError):
        pass  # a length that makes no sense: the worker is lost
    with contextlib.suppress(OSError):
        pipe.close()
    answers.put(None)


def serve() -> None:
    """Serve one engine over standard input and output, until the input ends; run in the worker."""
    incoming, outgoing = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    # whatever else writes to the standard output must not end up between the answers
    os.dup2(2, 1)
    request = _read(incoming)
    if request is None:
        return
    name, plan = pickle.loads(request)  # noqa: S301
    module, _, attribute = name.partition(":")
    engine: Engine | None = None

    def make() -> list[_Flat]:
        nonlocal engine
        engine = getattr(import_module(module), attribute)(plan)
        return []

    _answer(outgoing, make)
    while engine is not None and (request := _read(incoming)) is not None:
        chart: Chart = pickle.loads(request)  # noqa: S301
        evaluate = engine.evaluate
        _answer(outgoing, lambda chart=chart, evaluate=evaluate: [_flat(one) for one in evaluate(chart)])  # type: ignore[misc]


def _flat(outcome: Outcome) -> _Flat:
    rule, orders, status, severity, certain, evidence = outcome
    return rule, tuple(order.index for order in orders), int(status), severity, certain, evidence


def _answer(pipe: IO[bytes], work: Callable[[], list[_Flat]]) -> None:
    answer: tuple[bool, object]
    try:
        answer = True, work()
    except EngineError as problem:
        answer = False, str(problem)
    except Exception as problem:  # noqa: BLE001
        answer = False, f"the engine failed: {problem!r}"
    _write(pipe, pickle.dumps(answer, pickle.HIGHEST_PROTOCOL))
