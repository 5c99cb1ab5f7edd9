"""Outputs that are late, many, huge or odd: kept, or left out visibly, never the run's end."""

import contextlib
import json
import signal
import time
from pathlib import Path

import nbformat

from .attempts import AttemptFolder, code, notebook, texts
from .conftest import MakeAttempt

MEGABYTE = 1024 * 1024


def journaled(attempt: AttemptFolder, index: int) -> str:
    """The text that the journal holds of one cell."""
    found = ""
    for event in attempt.journal:
        if event.get("i") == index and event["e"] == "clear":
            found = ""
        if event.get("i") == index and event["e"] == "output":
            found += event["o"].get("text") or event["o"].get("data", {}).get("text/plain", "")
    return found


def test_display_updates_from_later_cells_change_the_earlier_one(
    make_attempt: MakeAttempt,
) -> None:
    attempt = make_attempt(
        notebook(
            "from IPython.display import display\nh = display('waiting', display_id='job')",
            "h.update('done')",
        )
    )
    attempt.run()
    assert [texts(cell) for cell in attempt.executed.cells] == ["'done'", ""]
    (update,) = [event for event in attempt.journal if event["e"] == "update"]
    assert update["o"]["data"]["text/plain"] == "'done'"


def test_output_after_the_end_of_its_cell_is_kept_with_that_cell(
    make_attempt: MakeAttempt,
) -> None:
    attempt = make_attempt(
        notebook(
            "import asyncio\n"
            "async def talk():\n"
            "    for n in range(3):\n"
            "        await asyncio.sleep(0.3); print('task', n, flush=True)\n"
            "task = asyncio.create_task(talk()); print('started')",
            "print('second'); await asyncio.sleep(0.5)",
            "await task; print('third')",
        )
    )
    attempt.run()
    first, second, third = [texts(cell) for cell in attempt.executed.cells]
    assert first == "started\ntask 0\ntask 1\ntask 2\n"
    assert (second, third) == ("second\n", "third\n")
    assert journaled(attempt, 0) == first


def test_output_after_the_reply_of_the_last_cell_is_kept(make_attempt: MakeAttempt) -> None:
    attempt = make_attempt(
        notebook(
            "import os, threading, time\n"
            "def talk():\n    time.sleep(0.2); print('from a thread', flush=True)\n"
            "threading.Thread(target=talk).start()\n"
            "os.write(1, b'raw bytes\\n'); print('reply')",
        )
    )
    attempt.run()
    text = texts(attempt.executed.cells[0])
    for said in ("from a thread\n", "raw bytes\n", "reply"):
        assert text.count(said) == 1


def test_messages_that_cannot_be_read_are_dropped_and_noted(make_attempt: MakeAttempt) -> None:
    torn = "[b'stream', b'<IDS|MSG>', b'not its signature', b'{}', b'{}', b'{}', b'{}']"
    attempt = make_attempt(
        notebook(
            "kernel = get_ipython().kernel\n"
            f"for parts in ({torn}, [b'nothing'], [b'<IDS|MSG>', b'1']):\n"
            "    kernel.iopub_socket.send_multipart(parts)\n"
            "print('said')"
        )
    )
    result = attempt.run()
    assert result["state"] == "SUCCEEDED", result["reason"]
    assert texts(attempt.executed.cells[0]) == "said\n"
    [note] = [event["text"] for event in attempt.journal if event["e"] == "note"]
    assert note == "messages of the kernel that could not be read: 3"


def test_nothing_runs_in_the_kernel_but_the_cells(make_attempt: MakeAttempt) -> None:
    attempt = make_attempt(
        notebook(
            "def seen(*args):\n    open('seen', 'a').write('x')\n"
            "for name in ('pre_execute', 'post_execute', 'pre_run_cell', 'post_run_cell'):\n"
            "    get_ipython().events.register(name, seen)",
            "a = 1",
        )
    )
    attempt.run()
    # after the first cell two, around the second one all four
    assert (attempt.workspace / "seen").read_text() == "x" * 6


def test_what_the_kernel_writes_while_it_ends_is_there(make_attempt: MakeAttempt) -> None:
    attempt = make_attempt(
        notebook(
            "import atexit, jx, time\n"
            "stream = open(jx.output('log'), 'w')\n"
            "stream.write('not flushed')\n"
            "atexit.register(lambda: time.sleep(0.5))"
        ),
        outputs=[{"alias": "log", "description": "", "required": True, "artifact": None}],
    )
    result = attempt.run()
    assert result["state"] == "SUCCEEDED", result["reason"]
    assert attempt.outgoing(result["outputs"][0]["sha256"]) == b"not flushed"


def test_odd_characters_are_made_safe_everywhere(make_attempt: MakeAttempt) -> None:
    attempt = make_attempt(
        notebook(
            "print('nul \\0 whole \\U0001f600 end')",
            "from IPython.display import display\n"
            "display({'text/plain': 'a\\0b', 'application/json': {'k\\0': '\\0'}}, raw=True)",
            "raise ValueError('bad \\0 ')",
        )
    )
    result = attempt.run()
    cells = attempt.executed.cells
    assert texts(cells[0]) == "nul ␀ whole 😀 end\n"
    assert cells[1].outputs[0].data["application/json"] == {"k␀": "␀"}
    assert "bad ␀" in result["reason"]
    for name in ("result.json", "journal.jsonl", "executed.ipynb", "progress.json"):
        text = (attempt.folder / name).read_bytes().decode("utf-8")
        assert "\\u0000" not in text


def test_endless_printing_is_cut_visibly_and_can_be_ended(make_attempt: MakeAttempt) -> None:
    attempt = make_attempt(
        notebook("while True: print('x' * 1000)", "print('later')"),
        limits={"cell_output_bytes": 2 * MEGABYTE, "journal_bytes": 4 * MEGABYTE},
        runtime={"timeouts": {"cell": 5, "start": 60}},
    )
    result = attempt.run(60)
    assert result["state"] == "TIMED_OUT"
    text = texts(attempt.executed.cells[0])
    assert 2 * MEGABYTE < len(text) < 2.2 * MEGABYTE
    assert "of this cell's output were left out: at most 2.0 MB of one cell are kept]" in text
    assert "[its end:]\n" in text
    assert (attempt.folder / "journal.jsonl").stat().st_size < 4.5 * MEGABYTE
    assert attempt.progress["newest_output"]


def test_200_megabytes_in_one_output_are_left_out_in_bounded_memory(
    make_attempt: MakeAttempt,
) -> None:
    attempt = make_attempt(
        notebook(
            "from IPython.display import display, HTML\n"
            "import sys; n = sys.stdout.write('y' * 200_000_000)",
            "display(HTML('z' * 200_000_000))",
            "'w' * 120_000_000",
            "print('goes on')",
        )
    )
    process = attempt.start()
    peak = 0
    while process.poll() is None:
        with contextlib.suppress(OSError, IndexError):
            status = Path(f"/proc/{process.pid}/status").read_text()
            peak = max(peak, int(status.split("VmHWM:")[1].split()[0]))
        time.sleep(0.05)
    result = attempt.result
    assert result["state"] == "SUCCEEDED", result["reason"]
    cells = attempt.executed.cells
    assert len(texts(cells[0])) < 52 * MEGABYTE
    assert texts(cells[0]).startswith("yyyy")
    assert "left out" in texts(cells[0])[-20_000:]
    assert "left out" in texts(cells[1])
    assert len(texts(cells[1])) < 1000
    assert "left out" in texts(cells[2])
    assert texts(cells[3]) == "goes on\n"
    assert peak < 900 * 1024  # kilobytes


def test_many_clears_leave_one_output_and_a_small_journal(make_attempt: MakeAttempt) -> None:
    attempt = make_attempt(
        notebook(
            "from IPython.display import clear_output\n"
            "for n in range(10_000):\n    clear_output(wait=True); print('step', n)"
        )
    )
    attempt.run()
    assert texts(attempt.executed.cells[0]) == "step 9999\n"
    assert journaled(attempt, 0) == "step 9999\n"
    assert len(attempt.journal) < 2_000, "a fifth of the steps"


def test_a_notebook_with_a_nan_in_its_outputs_is_still_json(make_attempt: MakeAttempt) -> None:
    nb = notebook(code("1", "skip-execution"))
    nb.cells[0].outputs = [
        nbformat.v4.new_output("display_data", data={"application/json": {"a": float("inf")}})
    ]
    attempt = make_attempt(json.dumps(nb))
    attempt.run()

    def refuse(word: str) -> None:
        raise AssertionError(word)

    json.loads((attempt.folder / "executed.ipynb").read_bytes(), parse_constant=refuse)


def test_the_live_page_follows_the_run_and_stays_small(make_attempt: MakeAttempt) -> None:
    attempt = make_attempt(
        notebook(
            "1",
            "# " + "long " * 2000 + "\nimport os\nprint('é' * 5000 + '\\r\\x1b[1mnewest\\x1b[0m')\n"
            "os.mkfifo('gate'); open('gate').read()",
        )
    )
    attempt.start()
    attempt.until(lambda: attempt.progress["newest_output"] == "newest")
    page = attempt.progress
    assert (attempt.folder / "progress.json").stat().st_size <= 4096
    assert (page["phase"], page["cells_total"], page["cells_done"]) == ("running", 2, 1)
    assert (page["cell"]["index"], page["cell"]["number"]) == (1, 2)
    assert page["cell"]["head"].startswith("# long long")
    assert page["runner"]["pid"] == attempt.process.pid
    size = (attempt.folder / "journal.jsonl").stat().st_size
    attempt.until(lambda: attempt.progress["journal_bytes"] == size, 10)
    before = attempt.progress["updated_at"]
    attempt.until(lambda: attempt.progress["updated_at"] > before, 10)  # it beats while nothing is
    open(attempt.workspace / "gate", "w").close()
    assert attempt.wait()["state"] == "SUCCEEDED"


def test_a_stopped_runner_goes_on_when_it_is_woken(make_attempt: MakeAttempt) -> None:
    attempt = make_attempt(notebook("import time; print('a', flush=True); time.sleep(1)", "2"))
    process = attempt.start()
    attempt.until(lambda: journaled(attempt, 0) == "a\n")
    process.send_signal(signal.SIGSTOP)
    time.sleep(2)
    process.send_signal(signal.SIGCONT)
    assert attempt.wait()["state"] == "SUCCEEDED"
