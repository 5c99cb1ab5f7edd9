"""Settings are read from where the user stands."""

from pathlib import Path

import pytest

from jupyter_ext.settings import Settings


def test_a_data_folder_may_be_relative_or_below_home(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))

    monkeypatch.setenv("JUPYTER_EXT_DATA_DIR", "some/data")
    assert Settings().data_dir == tmp_path / "some" / "data"

    monkeypatch.setenv("JUPYTER_EXT_DATA_DIR", "~/data")
    assert Settings().data_dir == tmp_path / "home" / "data"
