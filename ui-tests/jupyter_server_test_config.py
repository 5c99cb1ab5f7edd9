"""Server for UI tests only: no token, no XSRF check, the app exposed, folders of its own."""

import os
import sys
from pathlib import Path

from jupyterlab.galata import configure_jupyter_server

folder = Path(os.environ["JX_UI_FOLDER"])
for name in ("data", "root/work", "settings", "workspaces"):
    (folder / name).mkdir(parents=True, exist_ok=True)

configure_jupyter_server(c)
c.JupyterExt.store_dir = str(folder / "data")
c.JupyterExt.capacity = 2  # whatever the machine has: stories count what waits
c.LabApp.user_settings_dir = str(folder / "settings")
c.LabApp.workspaces_dir = str(folder / "workspaces")
if os.environ.get("JX_UI_TEAM"):  # several users, told by a cookie
    sys.path.append(str(Path(__file__).parent))
    c.ServerApp.identity_provider_class = "who_by_cookie.WhoByCookie"
    c.JupyterExt.groups = {"validators": ["cy"]}
    c.JupyterExt.four_eyes = True
c.ServerApp.root_dir = str(folder / "root")
c.ServerApp.ip = "127.0.0.1"
c.ServerApp.port = int(os.environ["JLAB_TEST_PORT"])
c.ServerApp.allow_root = True
c.ServerApp.log_level = "CRITICAL"
