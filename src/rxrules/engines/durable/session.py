"""One batch of facts at a time through the network: asserted, fired until nothing is left, forgotten."""

from __future__ import annotations

import os
import weakref
from contextlib import suppress
from functools import partial
from itertools import islice
from threading import Lock
from typing import TYPE_CHECKING

from rxrules.engines.durable.builder import SIZES
from rxrules.engines.durable.loading import load
from rxrules.engines.durable.network import build
from rxrules.errors import EngineError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rxrules.engines.durable.loading import Rete

#: More firings than any batch that fits the limits can have; a network that goes on firing is broken.
_MOST_FIRINGS = 200_000
#: Of one batch; `waves` splits what is larger.
MOST_FACTS = 4_000
#: What the engine answers where it takes two facts of a batch for equal.
_EQUAL = 2
_ATTEMPTS = 3
_BEGIN, _DONE = '{"begin"', '{"done"'
_MARKS = tuple(f'"kind":"{prefix}' for prefix in SIZES[1:])


class _EqualError(EngineError):
    """The engine took two facts for equal, and dropped one."""


class Network:
    """The network in its sizes; a batch goes to the least that knows all of its facts.

    Raises:
        EngineError: durable-rules can't be loaded, or refused the rules.
    """

    def __init__(self) -> None:
        rete = load()
        self.sizes = tuple([Sessions(rete, f"rxrules-{size}", build(size)) for size in range(len(SIZES))])

    def run(self, facts: Sequence[str]) -> list[str]:
        """Fire the network over facts, in the order of its agenda; each firing as JSON ``{"rule":{"a":{...},...}}``.

        Args:
            facts: each the properties of a flat fact as JSON, without braces and ``sid``.

        Raises:
            EngineError: the engine failed, or it can't be shown that it read every fact.
        """
        if len(facts) > MOST_FACTS:
            msg = f"{len(facts)} facts in one batch, at most {MOST_FACTS} are safe"
            raise EngineError(msg)
        # 0.75 must come out above 0.5: under a locale with a decimal comma the engine reads it as 0, and every dose too
        batch = ('"kind":"$begin"', *facts, '"kind":"$done","canary":0.75')
        text = "".join(facts)
        return self.sizes[sum([mark in text for mark in _MARKS])].run(batch)


class Sessions:
    """Loaded rules, and the lock that lets one session at a time use them."""

    def __init__(self, rete: Rete, name: str, rules: str) -> None:
        self._rete = rete
        try:
            self._handle = rete.create_ruleset(name, rules)
        except Exception as problem:
            msg = f"durable-rules refused the network: {problem!r}"
            raise EngineError(msg) from problem
        # the engine frees nothing on its own
        weakref.finalize(self, _delete, rete, self._handle)
        self._lock = Lock()
        self._process = os.getpid()
        self._session = 0
        self._warm_up()
        self.run(('"kind":"$begin"', '"kind":"$done","canary":0.75'))

    def _warm_up(self) -> None:
        """Let one rule fire in a session without numbers.

        SAFETY: a session that is forgotten before any rule ever fired crashes the process, as one does in which the canary is
        not read (under a locale with a decimal comma); after a first firing it is merely an error.
        """
        rete, handle = self._rete, self._handle
        try:
            code, state = rete.assert_facts(handle, '[{"sid":"0","kind":"$begin"}]')
            started = rete.start_action_for_state(handle, state) if code == 0 else None
            fired = started is not None and '"begin"' in started[1]
            if fired and rete.complete_and_start_action(handle, state) is None:
                rete.delete_state(handle, "0")
                return
        except Exception as problem:
            msg = f"durable-rules failed in its first session: {problem!r}"
            raise EngineError(msg) from problem
        msg = "durable-rules did not fire its first rule"
        raise EngineError(msg)

    def run(self, batch: Sequence[str]) -> list[str]:
        """The firings of one session, without those of the first and the last fact.

        Args:
            batch: of facts, from ``$begin`` to ``$done``.

        Raises:
            EngineError: the engine failed, or it can't be shown that it read every fact.
        """
        if self._process != os.getpid():
            # a fork while another thread held the lock would leave it locked for ever
            self._process, self._lock = os.getpid(), Lock()
        with self._lock:
            # facts are compared by a hash of 32 bits over all that they say, the session too: about once in a million batches two
            # that differ are taken for equal, and not in another session
            for _ in range(_ATTEMPTS - 1):
                with suppress(_EqualError):
                    return self._attempt(batch)
            return self._attempt(batch)

    def _attempt(self, batch: Sequence[str]) -> list[str]:
        self._session = (self._session + 1) % 100_000
        sid = str(self._session)
        body = f'}},{{"sid":"{sid}",'.join(batch)
        return self._fire(sid, f'[{{"sid":"{sid}",{body}}}]')

    def _fire(self, sid: str, batch: str) -> list[str]:
        rete, handle = self._rete, self._handle
        firings: list[str] = []
        complete = False
        try:
            code, state = rete.assert_facts(handle, batch)
            if code != 0:
                msg = f"durable-rules answered {code} to a batch of facts, expected 0"
                raise _EqualError(msg) if code == _EQUAL else EngineError(msg)  # noqa: TRY301
            started = rete.start_action_for_state(handle, state)
            if started:
                following = partial(rete.complete_and_start_action, handle, state)
                firings = [started[1], *islice(iter(following, None), _MOST_FIRINGS)]
            if len(firings) > _MOST_FIRINGS:
                msg = "durable-rules does not come to an end"
                raise EngineError(msg)  # noqa: TRY301
            complete = True
        except EngineError:
            raise
        except Exception as problem:
            msg = f"durable-rules failed: {problem!r}"
            raise EngineError(msg) from problem
        finally:
            try:
                rete.delete_state(handle, sid)
            except Exception as problem:
                if complete:
                    msg = f"durable-rules could not forget a session: {problem!r}"
                    raise EngineError(msg) from problem
        # INVARIANT: the end of the batch is its last fact and fires last, once; a batch that was cut short has none.
        found = "".join(firings)
        ends = firings and firings[0].startswith(_BEGIN) and firings[-1].startswith(_DONE)
        if not ends or found.count(_BEGIN) != 1 or found.count(_DONE) != 1:
            msg = "durable-rules did not read all facts of a check (is the decimal point of the locale a comma?)"
            raise EngineError(msg)
        return firings[1:-1]


def _delete(rete: Rete, handle: int) -> None:
    # nothing is left to tell anyone
    with suppress(Exception):
        rete.delete_ruleset(handle)
