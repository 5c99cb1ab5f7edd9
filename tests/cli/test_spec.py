"""`jupyter ext spec`: a specification as a file, and the file as a specification."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest

from jupyter_ext.access.identity import os_actor
from jupyter_ext.artifacts.records import ArtifactCreate
from jupyter_ext.cli.product import opened
from jupyter_ext.specifications.records import SpecificationCreate
from tests.specifications.bundles import specification

from .conftest import Terminal


@pytest.fixture
def spec_id(terminal: Terminal) -> str:
    with opened(start=False) as services:
        return str(specification(services, os_actor()).id)


def test_it_goes_to_another_data_folder_and_back(
    terminal: Terminal, spec_id: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert terminal("spec", "export", "Score").stdout == "Score.zip\n"
    told = terminal.json("spec", "export", spec_id[:8], "-v", "1", "-v", "3", "-o", "two.zip")
    assert told == {"specification": spec_id, "bundle": str(tmp_path / "two.zip")}

    monkeypatch.setenv("JUPYTER_EXT_DATA_DIR", str(tmp_path / "other"))
    made = terminal.json("spec", "import", "two.zip", "--name", "Copy")
    assert [one["origin"]["number"] for one in made["versions"]] == [1, 3]
    said = terminal("spec", "import", "Score.zip", "--into", "Copy").stdout
    assert said.endswith("2 versions imported, 1 were there already.\n")
    listed = terminal.json("spec", "list")["items"]
    assert [(one["name"], one["newest_version"]) for one in listed] == [("Copy", 4)]
    assert "Copy" in terminal("spec", "list", "-q", "Copy").stdout


def test_it_is_found_by_its_name_however_many_others_speak_of_it(
    terminal: Terminal, spec_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("jupyter_ext.records.MAX_PAGE", 2)
    with opened(start=False) as services:
        artifact = services.artifacts.create(os_actor(), ArtifactCreate(name="Score")).id
        for n in range(3):
            wish = SpecificationCreate(name=f"Other {n}", note="like Score")
            services.specifications.create(os_actor(), wish, None)
            services.artifacts.create(
                os_actor(), ArtifactCreate(name=f"Other {n}", note="like Score")
            )

    assert terminal("spec", "export", "Score").stdout == "Score.zip\n"
    assert terminal.json("artifacts", "Score") == terminal.json("artifacts", artifact)


def test_what_is_wrong_is_named_and_nothing_is_left(terminal: Terminal, spec_id: str) -> None:
    terminal("spec", "export", "Score", "-o", "bad.zip")
    with zipfile.ZipFile("bad.zip", "a") as archive:
        archive.writestr("../evil.sh", "x")

    done = terminal("spec", "import", "bad.zip", code=2)

    assert done.stderr == (
        "Error: bundle: bad.zip isn't an exported specification: "
        "../evil.sh leads out of its folder.\n"
    )
    assert len(terminal.json("spec", "list")["items"]) == 1
    assert "no specification 'Nothing'" in terminal("spec", "export", "Nothing", code=2).stderr
    assert "can't be read" in terminal("spec", "import", "none.zip", code=2).stderr
    assert "--name" in terminal("spec", "import", "bad.zip", "--name", "a\nb", code=2).stderr
    terminal("spec", "import", "bad.zip", "--name", "a", "--into", "Score", code=2)
    assert "no version 9" in terminal("spec", "export", "Score", "-v", "9", code=2).stderr
    gone = terminal("spec", "export", "Score", "-o", "none/there.zip", code=2)
    assert "can't be written" in gone.stderr
    assert json.loads(terminal("audit", "verify", "--json").stdout)["whole"]
    assert sorted(one.name for one in Path().glob("*.part")) == []
