"""Copies of files that share their blocks with the original, where the file system can."""

import contextlib
import errno
import os

try:
    import fcntl
except ImportError:
    fcntl = None  # type: ignore[assignment]

_FICLONE = 0x40049409
_CANNOT = {
    errno.EOPNOTSUPP,
    errno.ENOTTY,
    errno.EXDEV,
    errno.EINVAL,
    errno.ENOSYS,
    errno.EPERM,
    errno.EACCES,
}


def reflink(source: str | os.PathLike[str], target: str | os.PathLike[str]) -> bool:
    """Make `target` a copy of `source` that shares its blocks until one is written to.

    False, and no target, where the file system can't. Raises FileExistsError.
    """
    if fcntl is None:
        return False
    with open(source, "rb") as read:
        fd = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o644)
        try:
            fcntl.ioctl(fd, _FICLONE, read.fileno())
        except OSError as error:
            with contextlib.suppress(OSError):
                os.unlink(target)
            if error.errno in _CANNOT:
                return False
            raise
        finally:
            os.close(fd)
    return True
