"""Notebooks as people write them: what each holds, how it ends and what it must show."""

from dataclasses import dataclass, field
from typing import Any

import nbformat

from tests.engine.runner.attempts import Nb, code, notebook


@dataclass(frozen=True)
class Case:
    """A notebook, and what of it must be seen in its outputs."""

    cells: tuple[str | Nb, ...]
    shows: tuple[str, ...] = ()
    ended: str = "ok"
    metadata: dict[str, Any] = field(default_factory=dict)
    filename: str = "analysis.ipynb"
    beside: dict[str, str] = field(default_factory=dict)
    """files that lie beside the notebook"""

    @property
    def nb(self) -> Nb:
        kernelspec = {"name": "python3", "display_name": "Python 3", "language": "python"}
        metadata = {"kernelspec": kernelspec} | self.metadata
        return notebook(*self.cells, **{k: v for k, v in metadata.items() if v is not None})


def markdown(source: str) -> Nb:
    cell: Nb = nbformat.v4.new_markdown_cell(source)
    return cell


CASES: dict[str, Case] = {
    "pure Python": Case(
        (
            markdown("# Title\n\n$x^2$"),
            "import math, sys\nprint('to stdout')\nprint('to stderr', file=sys.stderr)",
            "x = [n ** 2 for n in range(5)]\nx",
            "x;",
            "def f(n):\n    'A docstring.'\n    return n and n * f(n - 1)\nf(0), math.factorial(5)",
            "{'a': {1, 2}, 'b': (None, True, 1.5e300, float('nan'))}",
            "class Point:\n    def __init__(self): self.x = 1\nPoint()",
            "print('no newline', end='')",
            "_, __, In[3], sorted(Out), len(In)",
            "   ",
            "# only a comment",
        ),
        ("to stdout", "to stderr", "[0, 1, 4, 9, 16]", "no newline"),
    ),
    "pandas": Case(
        (
            "import pandas as pd",
            "frame = pd.DataFrame({'région': ['é', 'ü', '日本'], 'n': [1, 2, 3]})\nframe",
            "frame.describe()",
            "frame.groupby('région').sum()",
            "frame['n']",
            "pd.set_option('display.max_rows', 6)\npd.DataFrame({'x': range(1000)})",
            "frame.to_csv('out.csv', index=False)\nprint(open('out.csv').read())",
            "frame['missing']",
        ),
        ("<th>région</th>", "1000 rows × 1 columns", "KeyError"),
        ended="failed",
    ),
    "plots": Case(
        (
            "%matplotlib inline\nimport matplotlib.pyplot as plt\nimport numpy as np",
            "plt.plot([1, 3, 2])",
            "fig, (a, b) = plt.subplots(1, 2)\n"
            "a.imshow(np.eye(4)); b.bar([1, 2], [3, 4])\nplt.show()",
            "plt.plot([1]); plt.show(); print('between'); plt.title('ø'); plt.show()",
            "fig",
            "%config InlineBackend.figure_formats = ['svg', 'png']",
            "plt.plot([1, 2]);",
            "plt.savefig('plot.png'); import os; os.path.getsize('plot.png') > 100",
            "import matplotlib; matplotlib.get_backend()",
        ),
        ("image/png", "image/svg+xml", "<Figure size", "between", "inline"),
    ),
    "magics": Case(
        (
            "%%time\nprint('timed')",
            "%timeit -n 1 -r 1 pass",
            "%%capture held\nprint('held back'); 1 + 1",
            "held.stdout, len(held.outputs)",
            "held.show()",
            "%%writefile module.py\nvalue = 42",
            "import module\nmodule.value",
            "%run module.py\nvalue",
            "!echo from the shell && echo to stderr >&2",
            "listed = !echo one; echo two\nlisted",
            "!exit 3",
            "_exit_code",
            "%env GREETING=hello",
            "!echo $GREETING",
            "!echo {value} $value",
            "%pwd == __import__('os').getcwd()",
            "%lsmagic\nNone",
            "%%html\n<b onclick='alert(1)'>bold</b>",
            "%%latex\n$\\alpha$",
            "%%javascript\n1 + 1",
            "%%svg\n<svg></svg>",
            "%%markdown\n*text*",
            "%load_ext autoreload\n%autoreload 2",
            "%who_ls str",
            "%precision 2\n3.14159",
            "len?",
            "%pinfo2 module",
            "?len",
            "%history -n 1-2",
        ),
        (
            "timed",
            "per loop",
            "held back",
            "42",
            "from the shell",
            "one",
            "hello",
            "42 42",
            "Wall time",
        ),
    ),
    "other languages in a cell": Case(
        (
            '%%bash\necho "bash $((6 * 7))"\necho problem >&2\npwd | grep -c /',
            "%%sh\nfor n in 1 2 3; do echo line $n; done",
            "%%script python3 -u\nprint('a child')",
            "%%bash --out caught --err also\necho kept; echo apart >&2",
            "caught, also",
            "%%bash\nset -e\necho before\nfalse\necho never",
        ),
        ("bash 42", "problem", "line 3", "kept", "before", "CalledProcessError"),
        ended="failed",
    ),
    "top-level await": Case(
        (
            "import asyncio",
            "async def wait(n):\n    await asyncio.sleep(n / 100)\n    return n",
            "await wait(3)",
            "print(await asyncio.gather(*map(wait, range(3))))",
            "task = asyncio.create_task(wait(1))",
            "await task",
            "async for x in (n async for n in __import__('builtins').anext):\n    pass",
        ),
        ("[0, 1, 2]", "TypeError"),
        ended="failed",
    ),
    "rich displays": Case(
        (
            "from IPython.display import *",
            "HTML('<table><tr><td>1</td></tr></table>')",
            "display(Markdown('**bold**'), Latex('$x$'), Math('y'), SVG('<svg></svg>'))",
            "JSON({'a': [1, None, {'b': 'é'}]}, expanded=True)",
            "display({'application/vnd.mine+json': {'x': 1}, 'text/plain': 'mine'}, raw=True)",
            "class Rich:\n"
            "    def __repr__(self): return 'plain'\n"
            "    def _repr_html_(self): return '<i>html</i>'\n"
            "    def _repr_latex_(self): return '$l$'\n"
            "    def _repr_png_(self): return b'\\x89PNG'\n"
            "    def _repr_json_(self): return {'k': 1}, {'meta': 2}\n"
            "Rich()",
            "class Bundle:\n"
            "    def _repr_mimebundle_(self, **kw): return {'text/html': 'b'}\n"
            "Bundle()",
            code(
                "class Broken:\n    def _repr_html_(self): raise ValueError('in it')\nBroken()",
                "raises-exception",
            ),
            "Image(data=b'\\x89PNG\\r\\n', format='png', width=10)",
            "Javascript('1')\n",
            "Audio(data=[0, 1, 0], rate=8000)",
            "display('a', display_id='one'); display('b')",
            "update_display('c', display_id='one'); display('d', display_id='one')",
            "display('e', display_id='one', update=True)",
            "for n in range(3):\n    clear_output(wait=True)\n    print(n)",
            "print('gone'); clear_output(); display('stays')",
            "publish_display_data({'text/plain': 'published'}, metadata={'m': 1})",
            "handle = display(display_id=True)\nhandle.update('nothing to update')",
            "print('one'); display('two'); print('three'); 'four'",
        ),
        ("<table>", "'e'", "published", "application/vnd.mine+json", "<i>html</i>", "ValueError"),
    ),
    "streams and large outputs": Case(
        (
            "import sys, time, logging, warnings",
            "for n in range(3):\n    print('out', n, flush=True)\n    time.sleep(0.02)",
            "for n in range(4):\n    print(n, file=sys.stderr if n % 2 else sys.stdout, flush=True)"
            "\n    time.sleep(0.3)",
            "for n in range(5):\n    print(f'\\r{n}/4', end='', flush=True)\n    time.sleep(0.02)",
            "print('\\x1b[31mred\\x1b[0m back\\b\\x07')",
            "logging.getLogger().warning('logged')",
            "warnings.warn('warned')",
            "sys.stdout.write('written'); sys.stdout.flush()",
            "print('ünïcödé 日本 🎉 \\u200f', 'a\\tb', sep='\\n')",
            "print('x' * 100_000)",
            "for n in range(10_000): print(n)",
            "print('y' * 5_000_000)",
            "list(range(100_000))",
            "class Big:\n    def _repr_html_(self): return '<p>' + 'z' * 3_000_000\nBig()",
        ),
        (
            "yyyy",
            "zzzz",
            "...",
            "out 2",
            "4/4",
            "\x1b[31mred",
            "logged",
            "warned",
            "ünïcödé",
            "9999",
        ),
    ),
    "errors that are expected": Case(
        (
            code("1 / 0", "raises-exception"),
            code("print('before')\nraise ValueError('ü\\n\\nlines')", "other", "raises-exception"),
            code("print('no error at all')", "raises-exception"),
            code("this is no Python", "raises-exception"),
            code("!false", "raises-exception"),
            code("raise ExceptionGroup('many', [KeyError(1), TypeError()])", "raises-exception"),
            code("def f(): return f()\nf()", "raises-exception"),
            code("raise KeyboardInterrupt", "raises-exception"),
            code("import sys; sys.exit(0)", "raises-exception"),
            code("input('Your name? ')", "raises-exception"),
            code("import getpass; getpass.getpass()", "raises-exception"),
            "print('goes on')",
        ),
        (
            "ZeroDivisionError",
            "before",
            "SyntaxError",
            "ExceptionGroup",
            "RecursionError",
            "KeyboardInterrupt",
            "SystemExit",
            "StdinNotImplementedError",
            "goes on",
        ),
    ),
    "a chain of errors": Case(
        (
            "print('before')",
            "def inner(): raise KeyError('inner')\n"
            "def outer():\n"
            "    try:\n        inner()\n"
            "    except KeyError as error:\n        raise RuntimeError('outer') from error",
            "print('just before'); outer()",
            "print('never')",
        ),
        ("before", "KeyError", "RuntimeError"),
        ended="failed",
    ),
    "no kernelspec": Case(
        ("import sys; sys.version_info[0]",), ("3",), metadata={"kernelspec": None}
    ),
    "a kernel's name in capitals": Case(
        ("'here'",), ("here",), metadata={"kernelspec": {"name": "Python3", "display_name": "x"}}
    ),
    "a kernel that isn't there": Case(
        ("1",),
        ended="no kernel",
        metadata={"kernelspec": {"name": "cobol", "display_name": "COBOL"}},
    ),
    "its own processes, modules and files": Case(
        (
            "import multiprocessing, concurrent.futures, os, subprocess, sys, threading",
            "with multiprocessing.get_context('fork').Pool(2) as pool:\n"
            "    print(pool.map(abs, [-1, -2]))",
            "with concurrent.futures.ThreadPoolExecutor() as pool:\n"
            "    print(list(pool.map(len, ['a', 'bb'])))",
            "subprocess.run([sys.executable, '-c', 'print(7)'], capture_output=True).stdout",
            "thread = threading.Thread(target=print, args=['from a thread']); thread.start()\n"
            "thread.join()",
            "sorted(n for n in os.listdir() if n != '__pycache__')",
            "import beside\nbeside.answer",
            "open('daten/täglich.csv', encoding='utf-8').read()",
        ),
        ("[1, 2]", "b'7\\n'", "from a thread", "Prüfung – été ŁÓDŹ 🎉.ipynb", "42", "a;b"),
        filename="Prüfung – été ŁÓDŹ 🎉.ipynb",
        beside={"beside.py": "answer = 42\n", "daten/täglich.csv": "a;b\n"},
    ),
    "tags and odd metadata": Case(
        (
            code("print('skipped')", "skip-execution"),
            code("print('run')", "parameters", collapsed=True, scrolled="auto"),
            nbformat.v4.new_raw_cell("raw *text*"),
            markdown("![image](attachment:x.png)"),
        ),
        ("run",),
        metadata={"title": "Ä", "celltoolbar": "Tags", "toc": {"base_numbering": 1}},
    ),
}
