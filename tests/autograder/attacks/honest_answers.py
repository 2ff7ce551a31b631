"""Right answers, written as people write: they keep the points that nbgrader itself gives them."""

from .case import FULL, Case, code, points

SECONDS = 15  # of a cell
LOAD = "import pandas as pd\nsales = pd.read_csv('sales.csv')\n"
UNITS = "units = int(sales['units'].sum())"
DAYS = "by_day = sales.groupby('day')['units'].sum().to_dict()"


def H(id, promise, n=FULL, files=None, **cells):
    for key in cells:
        if key == "load":
            cells[key] = LOAD + cells[key]
    return Case(id, promise, code(files, **cells), points(n))


ASYNC_TASK = """import asyncio
async def work():
    await asyncio.sleep(0.01)
    return 33
task = asyncio.get_running_loop().create_task(work())"""

CASES = [
    H("capture", "%%capture", units="%%capture out\n" + UNITS),
    H(
        "writefile",
        "%%writefile and import",
        load="",
        units="%%writefile mine.py\nV = 33",
        days="import mine\nunits = mine.V\n" + DAYS,
        n=7,
    ),
    H(
        "magics",
        "many magics",
        load="%matplotlib inline\n%load_ext autoreload\n%autoreload 2\n%config IPCompleter.greedy = True\n%pwd\n%ls\n%who\n%env X=1\n%precision 3\n%xmode Plain\n",
    ),
    H("pip", "pip install", load="%pip install nothing-of-this-name\n!pip --version\n"),
    H("timeit", "timeit", load="%timeit -n1 -r1 1+1\n%time 1\n%prun -q 1\n"),
    H("bash", "%%bash", load="", why="x", label="%%bash\necho hi", n=7),
    H(
        "reset",
        "reset -f",
        label="%reset -f\ndef label(n):\n    if n < 0: raise ValueError(n)\n    return 'few' if n < 10 else 'many'",
    ),
    H(
        "history",
        "In, Out, _, _i",
        units="int(sales['units'].sum())\n",
        days="units = _\nassert Out and In and _i\n" + DAYS,
        n=7,
    ),
    H("out", "the last value by _", load="int(sales['units'].sum())", units="units = _"),
    H("out-n", "Out by number", load="int(sales['units'].sum())", units="units = Out[max(Out)]"),
    H("in", "In", units="assert 'read_csv' in In[-2]\n" + UNITS),
    H("hist", "%history", units="%history\n%recall 1\n" + UNITS),
    H("whos", "%whos, %psource", units="%whos\n%who_ls\n" + UNITS),
    H("pinfo", "a question mark", units=UNITS + "\nsales.head?"),
    H("pinfo2", "two question marks", load="pd.DataFrame.groupby??"),
    H("help", "help()", units="help(len)\nhelp(sales)\n" + UNITS),
    H(
        "cd",
        "cd and back",
        units="import os\nos.chdir('/tmp')\nos.chdir(os.path.expanduser('~'))\n" + UNITS,
    ),
    H(
        "html",
        "display(HTML)",
        units="from IPython.display import *\ndisplay(HTML('<b>x</b>'), Markdown('# x'), Latex('$x$'), JSON({'a': [1]}), Javascript('1'), SVG('<svg/>'))\n"
        + UNITS,
    ),
    H(
        "display-id",
        "display handles",
        units="from IPython.display import display, clear_output\nh = display('a', display_id=True)\nh.update('b')\nclear_output(wait=True)\n"
        + UNITS,
    ),
    H("tqdm", "tqdm", units="from tqdm.auto import tqdm\nfor i in tqdm(range(3)): pass\n" + UNITS),
    H(
        "logging",
        "logging",
        units="import logging\nlogging.basicConfig(level=logging.DEBUG)\nlogging.warning('x')\n"
        + UNITS,
    ),
    H(
        "stderr",
        "stderr",
        units="import sys\nprint('x', file=sys.stderr)\nsys.stdout.write('a')\nsys.stdout.flush()\nsys.stderr.isatty()\n"
        + UNITS,
    ),
    H(
        "fileno",
        "file numbers of the streams",
        units="import subprocess, sys, faulthandler\nsubprocess.run(['echo', 'x'], stdout=sys.stdout, stderr=sys.stderr)\nfaulthandler.enable()\n"
        + UNITS,
    ),
    H(
        "tee",
        "stdout exchanged",
        units="import sys, io\nold = sys.stdout\nsys.stdout = io.StringIO()\nprint('x')\nsys.stdout = old\n"
        + UNITS,
    ),
    H(
        "tee-left",
        "stdout exchanged and left so",
        units="import sys, io\nsys.stdout = io.StringIO()\n" + UNITS,
    ),
    H("closed", "stdout closed", units=UNITS + "\nimport sys\nsys.stdout.close()"),
    H(
        "main",
        "__main__",
        units="def main():\n    return int(sales['units'].sum())\nif __name__ == '__main__':\n    units = main()",
    ),
    H(
        "pickle",
        "dataclass, pickle",
        units="import pickle, dataclasses\n@dataclasses.dataclass\nclass P:\n    x: int\nunits = pickle.loads(pickle.dumps(P(33))).x",
    ),
    H(
        "pool",
        "multiprocessing",
        units="import multiprocessing as mp\ndef f(x): return x\nwith mp.get_context('fork').Pool(2) as pool:\n    units = int(sum(pool.map(f, sales['units'].tolist())))",
    ),
    H(
        "spawn",
        "multiprocessing spawn",
        units="import multiprocessing as mp\nwith mp.get_context('spawn').Pool(1) as pool:\n    units = sum(pool.map(abs, sales['units'].tolist()))",
    ),
    H(
        "procs",
        "process pool",
        units="from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor\nwith ThreadPoolExecutor(4) as e: list(e.map(abs, [1]))\nwith ProcessPoolExecutor(2) as e: units = sum(e.map(abs, sales['units'].tolist()))",
    ),
    H(
        "manager",
        "a manager and shared memory",
        units="from multiprocessing import Manager, shared_memory, Queue, Value\nm = shared_memory.SharedMemory(create=True, size=10); m.close(); m.unlink()\nwith Manager() as m:\n    d = m.dict(a=33)\n    units = d['a']",
    ),
    H(
        "python",
        "this Python as a program",
        units="import subprocess, sys\nunits = int(subprocess.run([sys.executable, '-c', 'import pandas; print(33)'], capture_output=True, text=True).stdout)",
    ),
    H(
        "server",
        "a server of one's own",
        units="import http.server, threading, urllib.request\ns = http.server.ThreadingHTTPServer(('localhost', 0), http.server.SimpleHTTPRequestHandler)\nthreading.Thread(target=s.serve_forever, daemon=True).start()\nt = urllib.request.urlopen(f'http://localhost:{s.server_port}/sales.csv').read().decode()\ns.shutdown()\nunits = sum(int(x.split(',')[2]) for x in t.split()[1:])",
    ),
    H(
        "sqlite",
        "sqlite",
        units="import sqlite3\nc = sqlite3.connect('x.db')\nsales.to_sql('s', c)\nunits = c.execute('select sum(units) from s').fetchone()[0]\nsqlite3.connect(':memory:')",
    ),
    H(
        "temp",
        "tempfile and own csv",
        units="import tempfile, os\nwith tempfile.TemporaryDirectory() as d:\n    p = os.path.join(d, 'x.csv')\n    sales.to_csv(p)\n    sales.to_csv('mine.csv')\n    units = int(pd.read_csv('mine.csv')['units'].sum())",
    ),
    H(
        "user",
        "who am I",
        units="import getpass, os, pathlib, platform, socket\ngetpass.getuser(); os.path.expanduser('~'); pathlib.Path.home(); platform.platform(); socket.gethostname(); os.cpu_count(); os.getcwd()\n"
        + UNITS,
    ),
    H(
        "pwd",
        "the user's entry",
        units="import pwd, os\npwd.getpwuid(os.getuid()).pw_name\n" + UNITS,
    ),
    H(
        "recursion",
        "recursion limit",
        units="import sys\nsys.setrecursionlimit(20000)\ndef f(n): return 0 if n == 0 else f(n - 1)\nf(5000)\n"
        + UNITS,
    ),
    H(
        "syntax",
        "newer syntax",
        units="""from dataclasses import dataclass
from typing import *
T = TypeVar('T')
match 3:
    case int(x) if (y := x + 30): units = y
print(f'{units=:>10}')
g: Generator[int, None, None] = (i for i in range(3))
units: int = int(units)""",
    ),
    H("star", "from math import *", units="from math import *\nfrom builtins import *\n" + UNITS),
    H("globals", "globals()", units="globals()['units'] = 33; exec('x = 1'); locals()['y'] = 2"),
    H("np-int", "numpy number where an int is asked", units="units = sales['units'].sum()", n=9),
    H("float", "float where an int is asked", units="units = float(sales['units'].sum())", n=9),
    H("bool-like", "IntEnum", units="import enum\nclass E(enum.IntEnum):\n    A = 33\nunits = E.A"),
    H("intsub", "a subclass of int", units="class I(int): pass\nunits = I(33)"),
    H("decimal", "Decimal", units="from decimal import Decimal\nunits = Decimal(33)", n=9),
    H("fraction", "Fraction", units="from fractions import Fraction\nunits = Fraction(33)", n=9),
    H(
        "np-values",
        "numpy values in the dictionary",
        days="by_day = {k: v for k, v in sales.groupby('day')['units'].sum().items()}",
    ),
    H(
        "ordered",
        "OrderedDict",
        days="from collections import OrderedDict\nby_day = OrderedDict(sales.groupby('day')['units'].sum())",
    ),
    H(
        "defaultdict",
        "defaultdict",
        days="from collections import defaultdict\nby_day = defaultdict(int)\nfor d, u in zip(sales['day'], sales['units']): by_day[d] += int(u)",
    ),
    H(
        "counter",
        "Counter",
        days="from collections import Counter\nby_day = Counter()\nfor d, u in zip(sales['day'], sales['units']): by_day[d] += int(u)",
    ),
    H(
        "series",
        "Series where a dict is asked",
        days="by_day = sales.groupby('day')['units'].sum()",
        n=8,
    ),
    H(
        "dictsub",
        "a subclass of dict",
        days="class D(dict): pass\nby_day = D(sales.groupby('day')['units'].sum())",
    ),
    H(
        "strsub",
        "a subclass of str as keys",
        days="class S(str): pass\nby_day = {S(k): v for k, v in sales.groupby('day')['units'].sum().items()}",
    ),
    H(
        "strenum",
        "StrEnum keys",
        days="import enum\nclass S(enum.StrEnum):\n    A='Mon'; B='Tue'; C='Wed'\nby_day = {S.A: 13, S.B: 8, S.C: 12}",
    ),
    H(
        "missing",
        "dict with __missing__",
        days="class D(dict):\n    def __missing__(self, k): return 0\nby_day = D()\nfor d, u in zip(sales['day'], sales['units']): by_day[d] += int(u)",
    ),
    H(
        "lambda",
        "lambda",
        label="def no(n): raise ValueError(n)\nlabel = lambda n: no(n) if n < 0 else 'few' if n < 10 else 'many'",
    ),
    H(
        "partial",
        "partial",
        label="from functools import partial, lru_cache, wraps\n@lru_cache\ndef f(limit, n):\n    if n < 0: raise ValueError(n)\n    return 'few' if n < limit else 'many'\nlabel = partial(f, 10)",
    ),
    H(
        "method",
        "bound method",
        label="class L:\n    def f(self, n):\n        if n < 0: raise ValueError(n)\n        return 'few' if n < 10 else 'many'\nlabel = L().f",
    ),
    H(
        "callable",
        "an object that can be called",
        label="class L:\n    def __call__(self, n):\n        if n < 0: raise ValueError(n)\n        return 'few' if n < 10 else 'many'\nlabel = L()",
    ),
    H(
        "own-error",
        "its own ValueError",
        label="class Bad(ValueError):\n    def __init__(self, a, b): super().__init__(a, b)\ndef label(n):\n    if n < 0: raise Bad(1, 2)\n    return 'few' if n < 10 else 'many'",
    ),
    H(
        "unicode-error",
        "a ValueError with more arguments",
        label="def label(n):\n    if n < 0: '\\ud800'.encode()\n    return 'few' if n < 10 else 'many'",
    ),
    H(
        "json-error",
        "JSONDecodeError",
        label="import json\ndef label(n):\n    if n < 0: json.loads('x')\n    return 'few' if n < 10 else 'many'",
    ),
    H(
        "group",
        "exit in function",
        label="import sys\ndef label(n):\n    if n < 0: sys.exit(1)\n    return 'few' if n < 10 else 'many'",
        n=7,
    ),
    H(
        "async-def",
        "await twice",
        units="import asyncio\nasync def f():\n    await asyncio.sleep(0)\n    return 33\nunits = sum(await asyncio.gather(f())) ",
    ),
    H("task", "a task awaited in a later cell", load=ASYNC_TASK, units="units = await task"),
    H(
        "asyncio-run",
        "asyncio.run",
        units="import asyncio\nasync def f(): return 33\ntry:\n    units = asyncio.run(f())\nexcept RuntimeError:\n    units = await f()",
    ),
    H(
        "async-for",
        "async for, async with",
        units="import contextlib\nasync def g():\n    yield 33\n@contextlib.asynccontextmanager\nasync def c(): yield\nasync with c():\n    async for units in g(): pass",
    ),
    H(
        "loop",
        "get_event_loop",
        load="import asyncio\nloop = asyncio.get_event_loop()\nfut = asyncio.ensure_future(asyncio.sleep(0, 33))",
        units="units = await fut",
    ),
    H("semicolon", "semicolons", units="a = 1; b = 2; " + UNITS + ";"),
    H("comments", "comments only", load="", why="# x", units="# nothing", n=7),
    H(
        "raise-fix",
        "an error that a later cell repairs",
        units="units = 0\nraise KeyError('x')",
        days="units = 33\n" + DAYS,
        n=8,
    ),
    H(
        "exit-end",
        "exit as the last",
        label="def label(n):\n    if n < 0: raise ValueError(n)\n    return 'few' if n < 10 else 'many'\nimport sys\nsys.exit(0)",
    ),
    H("input", "input replaced", units="input = lambda p='': '33'\nunits = int(input('n'))"),
    H("print", "print replaced", units="print = lambda *a: None\nprint('x')\n" + UNITS),
    H(
        "names",
        "names with underscores",
        units="_ = 1; __ = 2; _x = 3; id = 4; type = int; list = 7; str = 8\n" + UNITS,
    ),
    H("nfkc", "names that NFKC makes the same", units="ｕｎｉｔｓ = 33"),
    H(
        "seed",
        "random with a seed, time, zone, locale",
        units="import random, datetime, locale, time, zoneinfo\nrandom.seed(1); datetime.datetime.now(zoneinfo.ZoneInfo('Asia/Shanghai')); locale.setlocale(locale.LC_ALL, ''); time.tzset()\n"
        + UNITS,
    ),
    H(
        "signal",
        "alarm",
        units="import signal\nsignal.signal(signal.SIGALRM, lambda *a: None)\nsignal.alarm(1); signal.alarm(0)\n"
        + UNITS,
    ),
    H(
        "sigint",
        "an interruption that is caught",
        units="import signal\ntry:\n    signal.raise_signal(signal.SIGINT)\n    units = 0\nexcept KeyboardInterrupt:\n    units = 33",
    ),
    H(
        "ipython",
        "get_ipython",
        units="ip = get_ipython()\nip.run_line_magic('pwd', '')\nip.run_cell('zz = 1')\nip.user_ns['units'] = 33\nip.kernel",
    ),
    H(
        "threads",
        "a thread that prints later",
        load="import threading, time\ndef f():\n    for i in range(30):\n        time.sleep(0.05); print(i)\nthreading.Thread(target=f).start()",
    ),
    H(
        "del",
        "del",
        units="x = 1\n" + UNITS + "\ndel x, sales",
        days="sales = pd.read_csv('sales.csv')\n" + DAYS,
    ),
    H(
        "helper-random",
        "its own random.py",
        files={"random.py": "def f(): return 33"},
        units="import random\ntry:\n    units = random.f()\nexcept AttributeError:\n    units = 33",
    ),
    H(
        "package",
        "its own package",
        files={"mine/__init__.py": "from .a import V", "mine/a.py": "V = 33"},
        units="from mine import V\nimport importlib, mine\nimportlib.reload(mine)\nunits = V",
    ),
    H("run", "%run", files={"s.py": "units = 33"}, units="%run s.py"),
    H("load-ext", "an extension that is absent", load="%load_ext nothing_of_this_name\n"),
    H("warn-err", "warnings as errors", load="import warnings\nwarnings.simplefilter('error')"),
    H(
        "display-frame",
        "tables shown",
        units="display(sales)\nsales.describe()\nsales.style\n" + UNITS,
    ),
    H(
        "svg",
        "a repr that fails",
        units="class R:\n    def __repr__(self): raise KeyError('x')\n    def _repr_html_(self): raise ValueError\nR()\n"
        + UNITS,
    ),
    H(
        "repr-last",
        "a repr that fails, as the last value",
        units=UNITS + "\nclass R:\n    def __repr__(self): raise KeyError('x')\nR()",
    ),
    H(
        "excepthook",
        "a traceback of its own",
        units="import sys\nsys.excepthook = lambda *a: None\nget_ipython().set_custom_exc((Exception,), lambda *a, **k: None)\n"
        + UNITS,
    ),
    H(
        "faulty-transform",
        "an input transformer that fails",
        load="def t(lines): raise SyntaxError('x')\nget_ipython().input_transformers_post.append(lambda l: l)",
    ),
    H(
        "events",
        "callbacks at cells",
        load="get_ipython().events.register('pre_run_cell', lambda *a: 1/0)",
    ),
    H(
        "pretty",
        "set_option",
        load="pd.set_option('display.max_rows', 5)\npd.options.mode.copy_on_write = True",
    ),
    H(
        "os-exit-child",
        "a child that exits",
        units="import os\nif os.fork() == 0:\n    os._exit(0)\nos.wait()\n" + UNITS,
    ),
    H(
        "memo",
        "a class decorator and metaclass",
        units="class M(type):\n    def __call__(c, *a): return 33\nclass X(metaclass=M): pass\nunits = X()",
    ),
    H(
        "slow",
        "slow, but within the limit",
        units="import time\ntime.sleep(2)\n" + UNITS,
    ),
    H(
        "store",
        "%store, %save, %bookmark",
        units="x = 1\n%save -f mine.py 1\n%bookmark here\n" + UNITS,
    ),
    H("debug", "%pdb, breakpoint", load="%pdb off\n%tb\n", units="import pdb\n" + UNITS),
]
