"""What a suite hands to the runner, and what it gets back."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
import os
import time
import traceback
from typing import Literal

from tests.servers import NotInstalled

IN_CI = os.environ.get("CI") == "true"

State = Literal["passed", "failed", "skipped"]


class Skip(Exception):
    """This test cannot run here, for the reason given."""


@dataclass(frozen=True)
class Outcome:
    name: str
    state: State
    text: str = ""  # why it failed or was skipped
    seconds: float = 0


@dataclass(frozen=True)
class Job:
    """One test, or a program of several: run() gives the outcome of each."""

    suite: str
    name: str
    run: Callable[[], Iterable[Outcome]]
    alone: bool = False  # nothing else may run at the same time
    slow: bool = False  # start it early, so that nobody waits for it at the end


def single(suite: str, name: str, test: Callable[[], None], **traits: bool) -> Job:
    """A job of one test, which fails by an exception and is skipped by Skip."""
    def run() -> list[Outcome]:
        start = time.monotonic()
        state, text = "passed", ""
        try:
            test()
        except NotInstalled as reason:  # no reason to skip where all should be there
            state, text = "failed" if IN_CI else "skipped", str(reason)
        except Skip as reason:
            state, text = "skipped", str(reason)
        except Exception as error:
            state, text = "failed", explain(error)
        return [Outcome(name, state, text, time.monotonic() - start)]
    return Job(suite, name, run, **traits)


class Failure(Exception):
    """Not as expected; the text says all there is to say."""


def explain(error: BaseException) -> str:
    """The traceback, and what the test itself had at hand, since `assert` does not show values."""
    if isinstance(error, Failure):
        return str(error)
    frames = [frame for frame in traceback.walk_tb(error.__traceback__)
              if frame[0].f_code.co_filename != __file__]
    text = "".join(traceback.format_exception(error))
    tests = [frame for frame, _ in frames if frame.f_code.co_name.startswith("test_")]
    for frame in tests[-1:]:
        text += "".join(f"  {name} = {_shown(value)}\n" for name, value in frame.f_locals.items())
    return text.rstrip()


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 4000 else text[:4000] + " ..."
