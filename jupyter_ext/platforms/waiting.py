"""Waiting in one thread for several things: a nudge from another thread, processes that end."""

from __future__ import annotations

import contextlib
import os
import selectors
import socket


class Waiter:
    """Sleeps until it is woken, a watched process has ended, or the time is over.

    Processes are watched where the system has process descriptors (Linux); elsewhere `watch`
    says so, and the caller looks again after a while.
    """

    def __init__(self) -> None:
        self._selector = selectors.DefaultSelector()
        self._receive, self._send = socket.socketpair()
        self._receive.setblocking(False)
        self._send.setblocking(False)
        self._selector.register(self._receive, selectors.EVENT_READ)

    def wake(self) -> None:
        """End the sleep now, or the next one at once; any thread may."""
        with contextlib.suppress(BlockingIOError, OSError):  # full: it is awake; closed: it is over
            self._send.send(b"\0")

    def watch(self, pid: int) -> bool:
        """Be woken once when this process ends; False where that can't be."""
        if not hasattr(os, "pidfd_open"):
            return False
        try:
            descriptor = os.pidfd_open(pid)
        except OSError:
            return False
        self._selector.register(descriptor, selectors.EVENT_READ)
        return True

    def wait(self, timeout: float) -> None:
        """Sleep at most `timeout` seconds."""
        for key, _ in self._selector.select(max(0.0, timeout)):
            if key.fileobj is self._receive:
                with contextlib.suppress(BlockingIOError, OSError):
                    self._receive.recv(4096)
            else:
                self._selector.unregister(key.fileobj)
                os.close(key.fd)

    def close(self) -> None:
        for key in list(self._selector.get_map().values()):
            if key.fileobj is not self._receive:
                os.close(key.fd)
        self._selector.close()
        self._receive.close()
        self._send.close()
