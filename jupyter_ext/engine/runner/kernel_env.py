"""The environment of a kernel or script: what a notebook needs, by an explicit list, no more.

The runner's own environment is the server's, which may hold tokens. What passes is what makes a
notebook behave as under `jupyter lab`; anything else is for the runtime to name.
"""

import os
import re
from collections.abc import Mapping
from pathlib import Path

_PASSED = """
    PATH HOME USER LOGNAME SHELL LANG LANGUAGE TZ TZDIR TERM TMPDIR TEMP TMP DISPLAY
    WAYLAND_DISPLAY XAUTHORITY SSL_CERT_FILE SSL_CERT_DIR REQUESTS_CA_BUNDLE CURL_CA_BUNDLE
    HTTP_PROXY HTTPS_PROXY FTP_PROXY ALL_PROXY NO_PROXY VIRTUAL_ENV PYENV_ROOT PYENV_VERSION
    LD_LIBRARY_PATH LD_PRELOAD DYLD_LIBRARY_PATH DYLD_FALLBACK_LIBRARY_PATH JUPYTER_PATH
    JUPYTER_DATA_DIR JUPYTER_CONFIG_DIR JUPYTER_CONFIG_PATH JUPYTER_PREFER_ENV_PATH IPYTHONDIR
    MPLCONFIGDIR PYTHONPATH PYTHONUSERBASE PYTHONNOUSERSITE PYTHONHASHSEED PYTHONUTF8
    PYTHONIOENCODING PYTHONDONTWRITEBYTECODE PYTHONPYCACHEPREFIX JAVA_HOME SPARK_HOME
    HADOOP_HOME R_HOME R_LIBS R_LIBS_USER R_LIBS_SITE R_PROFILE_USER R_ENVIRON_USER
    JULIA_PROJECT JULIA_DEPOT_PATH JULIA_LOAD_PATH PROJ_LIB PROJ_DATA GDAL_DATA GDAL_DRIVER_PATH
    HF_HOME NLTK_DATA SCIKIT_LEARN_DATA TORCH_HOME COLORTERM SYSTEMROOT SYSTEMDRIVE WINDIR
    COMSPEC PATHEXT APPDATA LOCALAPPDATA PROGRAMDATA USERPROFILE USERNAME HOMEDRIVE HOMEPATH
    NUMBER_OF_PROCESSORS PROCESSOR_ARCHITECTURE
"""
_NAMES = frozenset(_PASSED.split())
_PREFIXES = ("LC_", "CONDA_", "XDG_", "OMP_", "MKL_", "OPENBLAS_", "NUMEXPR_", "CUDA_", "NVIDIA_")
_SECRET = re.compile(r"TOKEN|SECRET|PASSW|CREDENTIAL|API_?KEY|PRIVATE|AUTH(?!ORITY)")


def kernel_env(
    own: Mapping[str, str], runtime_env: Mapping[str, str], workspace: Path
) -> dict[str, str]:
    """The environment for code that runs in `workspace`, from the runner's `own`."""
    env = {name: value for name, value in own.items() if passes(name)}
    return with_data({**env, **runtime_env}, workspace)


def with_data(env: Mapping[str, str], workspace: Path) -> dict[str, str]:
    """An environment in which `jx` reads the manifest in `workspace`."""
    return {
        **env,
        "JX_MANIFEST": str(workspace / ".jx" / "manifest.json"),
        "JX_OUTPUTS": str(workspace / "outputs"),
        "JX_EVENTS": str(workspace / ".jx" / "events.jsonl"),
        "PYTHONPATH": python_path(env.get("PYTHONPATH")),
    }


def python_path(existing: str | None) -> str:
    """A PYTHONPATH on which `jx` is found, last, once."""
    folder = str(jx_folder())
    paths = existing.split(os.pathsep) if existing else []
    return os.pathsep.join([*(path for path in paths if path != folder), folder])


def passes(name: str) -> bool:
    """Whether a variable of the server's may be seen by a notebook."""
    upper = name.upper()
    if upper in _NAMES:
        return True
    return upper.startswith(_PREFIXES) and not _SECRET.search(upper)


def jx_folder() -> Path:
    """The folder that holds the in-kernel library `jx` and nothing else."""
    return Path(__file__).resolve().parents[2] / "notebook"
