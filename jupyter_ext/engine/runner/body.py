"""What a run executes, as the run sees it: prepared first, then executed, then let go."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from jupyter_ext.engine.kernels.kernelspecs import Kernelspec

from .attempt import Attempt
from .journal import Journal
from .progress import Progress

if TYPE_CHECKING:
    from .ending import Ending
    from .result import Outcome


class Refused(Exception):
    """The run can't start, for a reason that its owner can mend; the message says which."""


@dataclass
class Stage:
    """What a body has around it while it is run."""

    attempt: Attempt
    journal: Journal
    progress: Progress
    env: dict[str, str] = field(default_factory=dict)

    @property
    def cwd(self) -> Path:
        return self.attempt.working_folder


class Body(Protocol):
    """A notebook or a script."""

    spec: Kernelspec | None
    nb: dict[str, Any]
    """the executed notebook, as far as it came"""
    reached: set[int]
    """which of its cells have been begun"""

    @property
    def program(self) -> str | None:
        """the interpreter that runs it"""

    def read(self) -> None:
        """Read it and find what runs it. Raises Refused."""

    def launch(self) -> None:
        """Start what runs it. Raises Refused."""

    async def execute(self, ending: "Ending") -> "Outcome":
        """Run it to its end."""

    def let_go(self) -> bool:
        """End everything it started; False if something was left."""
