"""A kernel provisioner whose kernels hang on a tether and listen on sockets of their own.

For kernels that jupyter_client or a Jupyter server starts: name it in a kernelspec,
`"metadata": {"kernel_provisioner": {"provisioner_name": "jupyter-ext-tether"}}`. The runner itself
starts its kernels by `launch`, before it imports any of this.
"""

import asyncio
import os
import signal
import sys
from typing import Any

from jupyter_client.provisioning import LocalProvisioner

from .launch import connection, make_scratch
from .tether import remove_flat
from .tethered import Tethered

_LOOK = 0.05


class TetherProvisioner(LocalProvisioner):
    """Starts a kernel at the end of a tether; when this process ends, so does all it started."""

    tethered: Tethered | None = None
    _scratch: str | None = None

    @property
    def has_process(self) -> bool:
        return self.tethered is not None

    async def pre_launch(self, **kwargs: Any) -> dict[str, Any]:
        manager = self.parent
        if manager is not None and sys.platform != "win32" and not manager.shell_port:
            scratch = make_scratch()
            self._scratch = str(scratch)
            where = connection(scratch, manager.kernel_name)
            if where["transport"] == "ipc":
                manager.transport, manager.ip, manager.cache_ports = "ipc", where["ip"], False
        return await super().pre_launch(**kwargs)

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> Any:
        if self._scratch:  # a restart: the tether before has removed it
            os.makedirs(self._scratch, mode=0o700, exist_ok=True)
        tethered = Tethered(
            cmd,
            env=kwargs.get("env") or {},
            cwd=kwargs.get("cwd") or os.getcwd(),
            log=f"{self._scratch}/kernel.log" if self._scratch else None,
            scratch=self._scratch,
        )
        await asyncio.to_thread(tethered.wait_started, 30)
        self.tethered = tethered
        self.pid = tethered.pid
        self.pgid = tethered.pid
        return self.connection_info

    async def poll(self) -> int | None:
        tethered = self.tethered
        if tethered is None or not tethered.exited:
            return None if tethered is not None else 0
        return -(tethered.exit_signal or 0) or tethered.exit_code or 0

    async def wait(self) -> int | None:
        tethered = self.tethered
        if tethered is None:
            return 0
        while not tethered.exited:
            await asyncio.sleep(_LOOK)
        code = await self.poll()
        await asyncio.to_thread(tethered.close)
        self.tethered = None
        return code

    async def send_signal(self, signum: int) -> None:
        if self.tethered is not None:
            self.tethered.signal(signum)

    async def kill(self, restart: bool = False) -> None:
        if self.tethered is not None:
            self.tethered.signal_tree(getattr(signal, "SIGKILL", signal.SIGTERM))

    async def terminate(self, restart: bool = False) -> None:
        await self.send_signal(signal.SIGTERM)

    async def cleanup(self, restart: bool = False) -> None:
        if self.tethered is not None:
            await asyncio.to_thread(self.tethered.close)
            self.tethered = None
        if not restart:
            remove_flat(self._scratch)
