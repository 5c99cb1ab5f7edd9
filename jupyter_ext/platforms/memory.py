"""Whether the system has killed processes because memory ran out."""

import contextlib

_MACHINE = "/proc/vmstat"
_OWN_GROUP = "/sys/fs/cgroup/memory.events"


def out_of_memory_kills() -> int:
    """How many processes were killed for want of memory so far, on this machine and in this
    container; 0 where the system doesn't say."""
    return _count(_MACHINE, "oom_kill") + _count(_OWN_GROUP, "oom_kill")


def _count(path: str, name: str) -> int:
    with contextlib.suppress(OSError, ValueError), open(path, encoding="ascii") as stream:
        for line in stream:
            key, _, value = line.partition(" ")
            if key == name:
                return int(value)
    return 0
