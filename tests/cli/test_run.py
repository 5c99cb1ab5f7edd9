"""`jupyter ext run`: any notebook as a session, with exit codes that scripts can rely on."""

from __future__ import annotations

import json
import os
import signal
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from jupyter_ext.testing.scenes import write_notebook

from .conftest import Terminal


def test_runs_a_notebook_in_its_folder_and_says_what_came_out(
    terminal: Terminal, tmp_path: Path
) -> None:
    name = "über 1.ipynb"
    write_notebook(
        tmp_path / name,
        "# parameters\nn = 3\nrate = 0.5",
        "import jx\nprint(open('beside.txt').read())",
        "jx.metric('rate', rate * n)\njx.output('scores').write({'n': n})",
    )
    (tmp_path / "beside.txt").write_text("read me")
    before = (tmp_path / name).read_bytes()

    done = terminal.json("run", name, "-p", "n=4", "-o", "out.ipynb")

    assert done["state"] == "SUCCEEDED"
    assert done["parameters"] == {"n": 4, "rate": 0.5}
    assert done["metrics"] == {"rate": 2.0}
    assert [one["version"]["number"] for one in done["outputs"]] == [1]
    assert done["timings"]["duration"] > 0
    executed = json.loads((tmp_path / "out.ipynb").read_text())
    assert "read me" in json.dumps(executed)
    assert (tmp_path / name).read_bytes() == before


def test_a_second_run_of_the_same_file_is_the_same_specification_and_version(
    terminal: Terminal, tmp_path: Path
) -> None:
    write_notebook(tmp_path / "a.ipynb", "import jx\nprint(jx.input('data').path.name)")
    (tmp_path / "x.csv").write_text("a\n1\n")

    first = terminal.json("run", "a.ipynb", "-i", "data=x.csv")
    again = terminal.json("run", "a.ipynb", "-i", "data=x.csv")
    (tmp_path / "x.csv").write_text("a\n2\n")
    newer = terminal.json("run", "a.ipynb", "-i", "data=x.csv")

    assert again["specification_version"] == first["specification_version"] == 1
    assert again["instance"] == first["instance"] == newer["instance"]
    assert [one["number"] for one in (first, again, newer)] == [1, 2, 3]
    versions = [one["inputs"][0]["version"]["number"] for one in (first, again, newer)]
    assert versions == [1, 1, 2]


def test_a_required_input_without_data_ends_with_2_and_names_the_option(
    terminal: Terminal, tmp_path: Path
) -> None:
    write_notebook(tmp_path / "a.ipynb", "import jx\nprint(jx.input('data').path.name)")

    said = terminal("run", "a.ipynb", code=2).stderr

    assert "'data'" in said
    assert "-i data=FILE" in said
    assert terminal.json("sessions")["items"] == []

    write_notebook(tmp_path / "b.ipynb", "import jx\nassert not jx.has('data')")
    assert terminal.json("run", "b.ipynb")["state"] == "SUCCEEDED"


def test_values_without_a_signature_are_json_or_text(terminal: Terminal, tmp_path: Path) -> None:
    write_notebook(tmp_path / "a.ipynb", "print(repr((a, b, c)))")

    done = terminal.json(
        "run", "a.ipynb", "-p", "a=[1, 2]", "-p", "b=true", "-p", "c=x y", "-o", "o.ipynb"
    )

    assert done["parameters"] == {"a": [1, 2], "b": True, "c": "x y"}
    assert "([1, 2], True, 'x y')" in (tmp_path / "o.ipynb").read_text()


def test_a_failing_cell_ends_with_1_and_shows_it(terminal: Terminal, tmp_path: Path) -> None:
    write_notebook(tmp_path / "a.ipynb", "print('before')", "1 / 0")

    done = terminal("run", "a.ipynb", "-o", "out.ipynb", code=1)

    assert "cell 2: ZeroDivisionError" in done.stdout
    assert "before" in (tmp_path / "out.ipynb").read_text()


def test_bad_usage_and_bad_input_end_with_2_and_make_nothing(
    terminal: Terminal, tmp_path: Path
) -> None:
    write_notebook(tmp_path / "a.ipynb", "# parameters\nrate = 0.5", "rate")
    (tmp_path / "broken.ipynb").write_text("{")

    for words, said in (
        (["nowhere.ipynb"], "nowhere.ipynb"),
        (["broken.ipynb"], "cut off"),
        (["a.ipynb", "-p", "rat=1"], "did you mean rate"),
        (["a.ipynb", "-p", "rate=fast"], "rate"),
        (["a.ipynb", "-p", "rate"], "NAME=VALUE"),
        (["a.ipynb", "-i", "data=x.csv"], "no input"),
        (["a.ipynb", "--runtime", "none such"], "Notebook's kernel"),
        (["a.ipynb", "-o", "nowhere/out.ipynb"], "nowhere"),
        (["a.ipynb", "--nonsense"], "--nonsense"),
    ):
        done = terminal("run", *words, code=2)
        assert said in done.stderr, done.stderr
        assert done.stdout == ""
    assert terminal.json("sessions")["total"] == 0


def test_a_time_out_ends_with_3(terminal: Terminal, tmp_path: Path) -> None:
    write_notebook(tmp_path / "a.ipynb", "import time\ntime.sleep(600)")

    done = terminal.json("run", "a.ipynb", "--timeout", "4", code=3)

    assert done["state"] == "TIMED_OUT"


def test_ctrl_c_cancels_the_session_waits_for_it_and_ends_with_130(
    terminal: Terminal, tmp_path: Path
) -> None:
    write_notebook(
        tmp_path / "a.ipynb",
        "open('began', 'w').close()\nimport time\ntime.sleep(600)",
    )
    process = terminal.start("run", "a.ipynb", "--json")
    until = time.monotonic() + 90
    while not (tmp_path / "began").exists():
        assert time.monotonic() < until, process.communicate(timeout=5)
        time.sleep(0.1)

    process.send_signal(signal.SIGINT)
    stdout, _ = process.communicate(timeout=60)

    assert process.returncode == 130
    done = json.loads(stdout)
    assert done["state"] == "CANCELLED"
    assert "Ctrl-C" in done["reason"]


def test_isolated_means_that_files_beside_the_notebook_are_not_there(
    terminal: Terminal, tmp_path: Path
) -> None:
    write_notebook(tmp_path / "a.ipynb", "import os\nprint(os.path.exists('beside.txt'))")
    (tmp_path / "beside.txt").write_text("read me")

    terminal("run", "a.ipynb", "--isolated", "-o", "out.ipynb")

    assert "False" in (tmp_path / "out.ipynb").read_text()


def test_a_script_runs_too(terminal: Terminal, tmp_path: Path) -> None:
    (tmp_path / "job.py").write_text("import jx\njx.metric('x', 2)\nprint('done')\n")

    done = terminal.json("run", "job.py")

    assert (done["state"], done["metrics"]) == ("SUCCEEDED", {"x": 2.0})


def test_what_is_written_goes_through_no_link_and_leaves_devices_as_they_are(
    terminal: Terminal, tmp_path: Path
) -> None:
    write_notebook(tmp_path / "a.ipynb", "print(1)")
    (tmp_path / "other").write_text("precious")
    (tmp_path / ".out.ipynb.part").symlink_to(tmp_path / "other")
    (tmp_path / "out.ipynb").symlink_to(tmp_path / "other")
    terminal.json("run", "a.ipynb", "-o", "out.ipynb")
    assert (tmp_path / "other").read_text() == "precious"
    assert json.loads((tmp_path / "out.ipynb").read_text())["nbformat"] == 4

    pipe = tmp_path / "pipe.ipynb"
    os.mkfifo(pipe)
    with ThreadPoolExecutor(1) as reader:
        heard = reader.submit(pipe.read_text)
        terminal.json("run", "a.ipynb", "-o", pipe.name)
        assert json.loads(heard.result(60))["nbformat"] == 4
    assert pipe.is_fifo()

    (tmp_path / "folder").mkdir()
    assert "folder is a folder" in terminal("run", "a.ipynb", "-o", "folder", code=2).output


def test_logs_keep_the_lines_as_they_were_printed(terminal: Terminal, tmp_path: Path) -> None:
    write_notebook(
        tmp_path / "a.ipynb",
        "import sys, time\nsys.stdout.write('loading'); sys.stdout.flush(); time.sleep(1)\n"
        "print(' ... done')\nsys.stdout.write('no end');",
        "print('next')",
    )
    session = terminal.json("run", "a.ipynb")["session"]
    said = terminal("logs", session).output
    assert said.splitlines() == [
        "── cell 1 ──",
        "loading ... done",
        "no end",
        "── cell 2 ──",
        "next",
        "── succeeded ──",
    ]


def test_a_file_that_an_artifact_of_its_name_holds_already_is_not_taken_in_again(
    terminal: Terminal, tmp_path: Path
) -> None:
    write_notebook(tmp_path / "a.ipynb", "import jx\nprint(jx.input('data').path.name)")
    for folder, text in (("old", "a\n1\n"), ("copy", "a\n1\n"), ("other", "a\n2\n")):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "x.csv").write_text(text)

    runs = [
        terminal.json("run", "a.ipynb", "-i", f"data={folder}/x.csv")
        for folder in ("old", "copy", "other")
    ]

    old, copy, other = [run["inputs"][0]["version"] for run in runs]
    assert copy["id"] == old["id"]
    assert other["artifact"]["id"] != old["artifact"]["id"], "another file of that name"
