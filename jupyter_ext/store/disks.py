"""Is a folder on a network file system? SQLite's write-ahead log isn't safe there."""

from __future__ import annotations

from pathlib import Path

import psutil

NETWORK = frozenset(
    {"nfs", "nfs4", "cifs", "smbfs", "smb2", "smb3", "afs", "ncpfs", "lustre", "gpfs", "beegfs",
     "ceph", "glusterfs", "fuse.glusterfs", "fuse.sshfs", "fuse.s3fs", "fuse.rclone", "davfs"}
)  # fmt: skip


def network_file_system(folder: Path) -> str | None:
    """The type of the network file system that holds `folder`, None on a local disk."""
    real = folder.resolve()
    mounts = [
        (Path(part.mountpoint), part.fstype.lower()) for part in psutil.disk_partitions(all=True)
    ]
    holding = [(point, kind) for point, kind in mounts if real.is_relative_to(point)]
    if not holding:
        return None
    # the last of equals: a mount over a mount hides the first
    _, kind = max(enumerate(holding), key=lambda entry: (len(entry[1][0].parts), entry[0]))[1]
    return kind if kind in NETWORK else None
