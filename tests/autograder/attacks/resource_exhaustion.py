"""Code that uses up what there is: it is stopped or refused, in its own sandbox, and its points are lost."""

from .case import Case, Result, nothing, wrong

SECONDS = 3  # of a cell
OUT = 3_000_000  # characters of the graded notebook


def small(r: Result) -> str:
    """Nothing earned, and the result is of a size that a page can show."""
    return nothing(r) or ("" if len(r.text) < OUT else f"{len(r.text)} characters")


EACH = "import os, time\nfor _ in range({n}):\n    if os.fork() == 0:\n        {do}\n        time.sleep(60); os._exit(0)\ntime.sleep(60)"
SOCKETS = """
import os, socket, time
for _ in range(12):
    if os.fork() == 0:
        kept = []
        try:
            while True:
                pair = socket.socketpair(); kept += pair
                for s in pair:
                    s.setblocking(False)
                    try:
                        while True: s.send(b'x' * 65536)
                    except BlockingIOError: pass
        except OSError: time.sleep(60)
        os._exit(0)
time.sleep(60)
"""
ATTACKS = {
    # Bombs of a thousand processes: for root no limit on them holds, and a machine may be shared.
    "forks": "import os, time\nfor _ in range(10): os.fork()\ntime.sleep(60)",
    "forks-detached": "import os, time\nfor _ in range(10):\n    if os.fork() == 0: os.setsid()\ntime.sleep(60)",
    "spawns": "import subprocess\nx = [subprocess.Popen(['sleep', '60']) for _ in range(600)]",
    "shell": "!for i in $(seq 600); do sleep 60 & done",
    "list": "x = []\nwhile True: x.append(' ' * 10**7)",
    "one-block": "x = bytearray(10**11)",
    "mmap-file": "import mmap, os\nx = []\nfor i in range(40):\n    f = os.open(f'/dev/shm/{i}', os.O_RDWR | os.O_CREAT)\n"
    "    os.ftruncate(f, 2**26); m = mmap.mmap(f, 2**26); m.write(b'x' * 2**26); x.append(m)",
    "memory-in-children": EACH.format(n=12, do="x = b'x' * (300 * 2**20)"),
    "memory-after": "import threading, time\ndef f():\n    x = []\n    while True: x.append(bytearray(b'x' * 10**7))\n"
    "threading.Thread(target=f, daemon=True).start()",
    "pandas": "import pandas as pd\nf = pd.DataFrame({'a': range(10**6)})\nf.merge(f.assign(a=0), how='cross')",
    "sockets": SOCKETS,
    "pipes": "import os\nimport fcntl\nwhile True:\n    r, w = os.pipe(); fcntl.fcntl(w, 1031, 2**20); os.write(w, b'x' * 2**20)",
    "inotify": "import ctypes\nc = ctypes.CDLL(None)\nwhile c.inotify_init() >= 0: pass\nraise OSError",
    "terminals": "import pty\nwhile True: pty.openpty()",
    "small-files": "import os\nd = os.open('/tmp', os.O_RDONLY)\nfor i in range(10**7): os.close(os.open(str(i), os.O_CREAT, dir_fd=d))",
    "folders": "import os\nfor i in range(10**6): os.mkdir('d'); os.chdir('d')",
    "links": "import os\nfor i in range(10**6): os.symlink('x' * 4000, f'/tmp/{i}')",
    "disk": "import itertools\nfor d in ('/tmp', '/dev/shm', '.'):\n    for i in itertools.count():\n"
    "        try: open(f'{d}/{i}', 'wb').write(b'x' * 2**26)\n        except OSError: break\nunits = -1.5",
    "sparse": "open('x', 'wb').truncate(2**60)",
    "core": "import os, resource\nresource.setrlimit(resource.RLIMIT_CORE, (0, 0))\nos.abort()",
    "limits-up": "import resource\nfor n in range(16):\n    try: resource.setrlimit(n, (resource.RLIM_INFINITY,) * 2)\n    except (OSError, ValueError): pass\nx = bytearray(3 * 10**9)",
    "print": "while True: print('x' * 10**6)",
    "print-raw": "import os\nwhile True: os.write(1, b'x' * 10**6); os.write(2, b'x' * 10**6)",
    "display": "from IPython.display import HTML, display\nwhile True: display(HTML('<b>' * 10**4))",
    "clear": "from IPython.display import clear_output, display\nfor i in range(10**5): display(i); clear_output()",
    "colours": "print('\\x1b[31mx' * 10**6)",
    "error": "raise ValueError('x' * 10**8)",
    "error-chain": "e = None\nfor i in range(3000):\n    n = ValueError('x' * 1000); n.__cause__ = e; e = n\nraise e",
    "error-group": "e = ValueError('x')\nfor i in range(900): e = ExceptionGroup('x', [e])\nraise e",
    "error-notes": "e = ValueError('x')\nfor i in range(10**5): e.add_note('x' * 100)\nraise e",
    "error-line": "eval('x' + '+x' * 10**5)",
    "error-source": "exec('def f():\\n' + '  x = 1\\n' * 10**5 + '  1/0\\nf()')",
    "traceback-wide": "def f(" + ", ".join(f"a{i}=0" for i in range(3000)) + "): 1/0\nf()",
    "recursion": "import sys\nsys.setrecursionlimit(10**9)\ndef f(): f()\nf()",
    "nested-repr": "x = []\nfor _ in range(10**6): x = [x]\nx",
    "parse": "exec('(' * 10**6)",
    "parse-unary": "eval('-' * 10**6 + '1')",
    "power": "units = 9**9**9",
    "ends-slowly": "import atexit, signal, time\nfor n in range(1, 32):\n    try: signal.signal(n, signal.SIG_IGN)\n    except OSError: pass\n"
    "atexit.register(time.sleep, 100)\nclass D:\n    def __del__(s): time.sleep(100)\nd = D()\nwhile True: pass",
    "stopped": "import os, signal\nos.kill(os.getpid(), signal.SIGSTOP)",
}
VALUES = {
    "int": "[10**(10**6)]",
    "digits": "[int('7' * 4000)]",
    "text": "'x' * (40 * 2**20)",
    "surrogates": "'\\ud800' * 10**6",
    "bytes": "bytes(40 * 2**20)",
    "items": "list(range(2 * 10**6))",
    "lists": "[[] for _ in range(10**6)]",
    "deep": "__import__('functools').reduce(lambda x, _: [x], range(10**5), 1)",
    "itself": "(lambda x: (x.append(x), x)[1])([])",
    "wide-and-shared": "__import__('functools').reduce(lambda x, _: [x, x], range(50), 1)",
    "endless": "__import__('itertools').count()",
    "array": "__import__('numpy').ones((3000, 3000))",
    "array-of-text": "__import__('numpy').array(['x' * 10**6] + ['y'] * 3000)",
    "broadcast": "__import__('numpy').broadcast_to(1, (10**9, 10**3))",
    "frame": "__import__('pandas').DataFrame({'a': range(10**7)})",
    "columns": "__import__('pandas').DataFrame([range(10**4)])",
    "index": "__import__('pandas').MultiIndex.from_product([range(1000), range(1000)])",
    "categories": "__import__('pandas').Categorical(range(10**6))",
    "decimal": "__import__('decimal').Decimal('1e999999999')",
    "fraction": "__import__('fractions').Fraction(1, 10**10**6)",
    "range": "range(10**30)",
}
CASES = [
    *(Case(f"ex-{k}", f"uses up by {k}", wrong(units=v), small) for k, v in ATTACKS.items()),
    *(
        Case(f"ev-{k}", f"answers with {k}", wrong(units=f"units = {v}"), small)
        for k, v in VALUES.items()
    ),
]
