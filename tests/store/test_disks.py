from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import psutil
import pytest

from jupyter_ext.errors import StoreUnavailable
from jupyter_ext.settings import Settings, refuse_network_disk
from jupyter_ext.store.disks import network_file_system


@pytest.fixture
def on_nfs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shared = tmp_path / "shared"
    shared.mkdir()
    mounts = [
        SimpleNamespace(mountpoint="/", fstype="ext4"),
        SimpleNamespace(mountpoint=str(shared), fstype="nfs4"),
    ]
    monkeypatch.setattr(psutil, "disk_partitions", lambda **_: mounts)
    return shared


def test_a_folder_below_an_nfs_mount_is_on_the_network(on_nfs: Path) -> None:
    assert network_file_system(on_nfs / "deep" / "er") == "nfs4"
    assert network_file_system(on_nfs.parent) is None


def test_sqlite_on_the_network_is_refused_with_the_setting_that_mends_it(on_nfs: Path) -> None:
    with pytest.raises(StoreUnavailable, match=r"JupyterExt\.store_dir.*database_url"):
        refuse_network_disk(Settings(data_dir=on_nfs / "data"))
    refuse_network_disk(Settings(data_dir=on_nfs / "data", database_url="postgresql://db/ext"))
