"""Nothing that a subreaper started gets away from it."""

import subprocess
import sys
import time
from pathlib import Path

from jupyter_ext.platforms.processes import identify

REAPER = """
import os, subprocess, sys, time
from jupyter_ext.platforms.descendants import become_subreaper, kill_descendants
become_subreaper()
subprocess.Popen([sys.executable, "-c", '''
import os, time
for _ in range(3):
    if os.fork() == 0:
        os.setsid()
        if os.fork():
            os._exit(0)
        open("pids/%d" % os.getpid(), "w").close()
        time.sleep(60)
'''])
while len(os.listdir("pids")) < 3:
    time.sleep(0.02)
print(kill_descendants())
"""


def test_orphans_in_sessions_of_their_own_are_killed_too(tmp_path: Path) -> None:
    (tmp_path / "pids").mkdir()
    done = subprocess.run(
        [sys.executable, "-c", REAPER], cwd=tmp_path, capture_output=True, text=True, timeout=60
    )
    assert done.stdout == "True\n", done.stderr
    time.sleep(0.05)
    pids = [int(path.name) for path in (tmp_path / "pids").iterdir()]
    assert len(pids) == 3
    assert [identify(pid) for pid in pids] == [None] * 3
