"""A kernel that jupyter_client starts through our provisioner hangs on a tether too."""

import asyncio
import json
from pathlib import Path

import pytest
from jupyter_client.manager import AsyncKernelManager

from jupyter_ext.engine.kernels.provisioner import TetherProvisioner
from jupyter_ext.platforms.processes import is_alive


@pytest.fixture
def kernelspec(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    folder = tmp_path / "kernels" / "tethered"
    folder.mkdir(parents=True)
    spec = {
        "argv": ["python", "-m", "ipykernel_launcher", "-f", "{connection_file}"],
        "display_name": "Tethered",
        "language": "python",
        "metadata": {"kernel_provisioner": {"provisioner_name": "jupyter-ext-tether"}},
    }
    (folder / "kernel.json").write_text(json.dumps(spec))
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path))
    monkeypatch.setenv("JUPYTER_RUNTIME_DIR", str(tmp_path / "runtime"))
    return "tethered"


async def _answer(manager: AsyncKernelManager, code: str) -> str:
    client = manager.client()
    client.start_channels()
    try:
        await client.wait_for_ready(timeout=60)
        reply = await client.execute(code, user_expressions={"a": "answer"}, reply=True, timeout=30)
        return str(reply["content"]["user_expressions"]["a"]["data"]["text/plain"])
    finally:
        client.stop_channels()


def test_it_starts_restarts_and_ends_leaving_nothing(kernelspec: str) -> None:
    async def story() -> None:
        manager = AsyncKernelManager(kernel_name=kernelspec)
        await manager.start_kernel()
        provisioner = manager.provisioner
        assert isinstance(provisioner, TetherProvisioner)
        assert manager.transport == "ipc"
        scratch = Path(manager.ip).parent
        assert len(manager.ip) <= 78
        assert await _answer(manager, "answer = 6 * 7") == "42"
        first = provisioner.tethered.identity

        await manager.restart_kernel(now=True)
        assert not is_alive(first)
        assert await _answer(manager, "answer = 'again'") == "'again'"
        second = provisioner.tethered.identity

        await manager.shutdown_kernel(now=True)
        assert not is_alive(second)
        assert not scratch.exists()
        assert not await manager.is_alive()

    asyncio.run(story())
