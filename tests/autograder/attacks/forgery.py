"""Wrong answers that want points, and code that wants out or wants to know: nothing is to be had."""

from .case import WRONG, Case, notebook, nothing, points, wrong

SECONDS = 4  # of a cell
# Whatever reaches for the world outside leaves its mark here, which nobody else writes.
OUTSIDE = "/tmp/shixun-attacks-outside"
RAW = """
import gc, json, os, socket, struct
link = next(o for o in gc.get_objects() if type(o) is socket.socket and o.family == socket.AF_UNIX)
def frame(body):
    body = body if isinstance(body, bytes) else json.dumps(body).encode()
    link.sendall(struct.pack('!I', len(body)) + body)
"""
LIES = """
import sys
worker = sys.modules['shixun.autograder.sandbox.sandbox_worker']
"""


def W(id, promise, verdict=nothing, files=None, **cells):
    return Case(id, promise, wrong(files, **cells), verdict)


def hand_over(reply):
    """The sandbox's answer to "hand over these names" is this expression of `request`."""
    return f"{LIES}worker._get_values = lambda request, shell, sock: {reply}\nfor c in __import__('gc').get_objects():\n    if type(c) is dict and 'get_values' in c and 'set_values' in c: c['get_values'] = worker._get_values\n"


def each(shown):
    return hand_over("{'values': {n: " + shown + " for n in request['names']}}")


TAGS = {
    "true": "{'value': True}",
    "nan": "{'value': {'t': 'float', 'v': 'nan'}}",
    "int": "{'value': {'t': 'int', 'v': '0x' + 'f' * 4000000}}",
    "decimal": "{'value': {'t': 'decimal', 'v': '1e999999999'}}",
    "range": "{'value': {'t': 'range', 'v': [0, 10**18, 1]}}",
    "fraction": "{'value': {'t': 'fraction', 'v': ['0x1', '0x0']}}",
    "unknown": "{'value': {'t': 'eval', 'v': '33'}}",
    "class": "{'value': {'t': 'class', 'v': ['os', 'system']}}",
    "no-content": "{'value': {'t': 'dict'}}",
    "pairs": "{'value': {'t': 'dict', 'v': [[1, 2, 3]]}}",
    "list-key": "{'value': {'t': 'dict', 'v': [[[1], 2]]}}",
    "same-keys": "{'value': {'t': 'dict', 'v': [['Mon', 13]] * 20000}}",
    "collide": "{'value': {'t': 'dict', 'v': [[(2**61 - 1) * i, i] for i in range(20000)]}}",
    "deep": "{'value': __import__('functools').reduce(lambda x, _: [x], range(900), 1)}",
    "dtype-object": "{'value': {'t': 'np.array', 'v': ['|O', [1], 'AAAAAAAAAAA=']}}",
    "dtype-void": "{'value': {'t': 'np.array', 'v': ['|V1000000000', [1], '']}}",
    "dtype-fields": "{'value': {'t': 'np.array', 'v': ['i4,O', [1], 'AAAAAAAAAAA=']}}",
    "shape": "{'value': {'t': 'np.array', 'v': ['<i8', [-1, 10**9], '']}}",
    "text": "{'value': {'t': 'np.text', 'v': ['<U999999', ['x'] * 9, [9]]}}",
    "zone": "{'value': {'t': 'pd.timestamp', 'v': ['0', 'ns', 'dateutil//etc/passwd']}}",
    "category": "{'value': {'t': 'pd.category', 'v': [[5], ['a'], True]}}",
    "frame": "{'value': {'t': 'pd.frame', 'v': [None, None, []]}}",
    "multi": "{'value': {'t': 'pd.multi', 'v': [[[1], [2, 3]], [1, 2, 3]]}}",
    "function": "{'function': 'x'}",
    "other": "{'other': {'a': 1}}",
    "two": "{'value': 3.5, 'function': 'f', 'absent': True}",
    "none": "None",
    "list": "[1]",
}
WHOLE = dict.fromkeys(("true", "int"), points(1))  # a whole number it is, if not the right one
ANSWERS = {
    "names": hand_over(
        "{'values': {'sorted': {'value': 1}, 'isinstance': {'function': 'x'}, 'label': {'function': 'x'}, 'csv': {'value': 1}, 'open': {'function': 'x'}}}"
    ),
    "callback": hand_over("{'callback': {'name': 'x', 'args': [], 'kwargs': {}}}"),
    "ok": hand_over("{'ok': True, 'outputs': []}"),
    "outputs": hand_over(
        "{'values': {}, 'outputs': [{'output_type': 'execute_result', 'data': {'text/plain': '9'}}]}"
    ),
    "fatal": hand_over("{'fatal': 'x'}"),
    "empty": hand_over("{}"),
    "many": hand_over("{'values': {str(i): {'value': i} for i in range(40000)}}"),
}
FRAMES = {
    "ahead": RAW
    + "for _ in range(50): frame({'ok': True, 'outputs': [], 'values': {'units': {'value': True}, 'by_day': {'value': True}}})",
    "huge": RAW + "link.sendall(b'\\xff\\xff\\xff\\xff')",
    "half": RAW + "link.sendall(struct.pack('!I', 1000) + b'{')\nimport time; time.sleep(100)",
    "deep": RAW + "frame(b'{\"x\":' + b'[' * 500000 + b']' * 500000 + b'}')",
    "digits": RAW + "frame(b'{\"x\": ' + b'9' * 100000 + b'}')",
    "nan": RAW + "frame(b'NaN')",
    "bytes": RAW + "frame(b'\\xff' * 1000)",
    "closed": RAW + "link.close()",
    "fds": RAW + "socket.send_fds(link, [b'\\0\\0\\0\\2{}'], [0] * 200)",
    "fatal": RAW + "frame({'fatal': 'x'})",
    "a-million-outputs": RAW
    + "frame({'ok': True, 'outputs': [{'output_type': 'stream', 'name': 'stdout', 'text': 'x\\n'}] * 100_000})",
    "a-million-lists": RAW + "frame(b'{\"x\": [' + b'[],' * 5_000_000 + b'[]]}')",
    "nested-outputs": RAW
    + "v = 'x'\nfor _ in range(300): v = [v]\nframe({'ok': True, 'outputs': [{'output_type': 'error', 'ename': v, 'evalue': v, 'traceback': [v] * 1000},"
    " {'output_type': 'stream', 'text': v}, {'output_type': 'display_data', 'data': {'text/html': v, 'text/plain': [v]}}]})",
    "outputs": RAW
    + "frame({'ok': True, 'outputs': [{'output_type': 'error', 'ename': {'a': 1}, 'evalue': [1], 'traceback': [[1]]}, {'output_type': ['x']}, {'output_type': 'stream', 'name': 5, 'text': {'a': 1}}, {'output_type': 'display_data', 'data': {'text/plain': {'a': 1}, 'x y': 1, '': None, 'application/json': 'x'}, 'metadata': [1]}]})",
}
CALLS = {
    "count": "n = 0\ndef label(x):\n    global n\n    n += 1\n    return ['few', 'few', 'many', 'few', 'few', 'many'][n % 6]",
    "anything": "class A(str):\n    def __eq__(s, o): return True\n    __hash__ = str.__hash__\ndef label(n): return A('x')",
    "any-object": "class A:\n    def __eq__(s, o): return True\ndef label(n): return A()",
    "stop": "def label(n): raise StopIteration",
    "mimic": "class AssertionError(Exception): pass\nclass ValueError(BaseException): pass\ndef label(n): raise ValueError('x')",
    "sleep": "import time\ndef label(n): time.sleep(100)",
    "exit": "import os\ndef label(n): os._exit(0)",
    "self": "def label(n): return label",
    "big": "def label(n): return 'few' * 10**7",
    "print": "def label(n):\n    print('x' * 10**7)\n    return 'x'",
    "generator": "def label(n):\n    while True: yield n",
    "patch": "import builtins\ndef label(n):\n    builtins.AssertionError = Exception\n    builtins.isinstance = lambda *a: True\n    return 'x'",
}
INSIDE = {
    "hooks": "import sys, threading\nsys.settrace(lambda *a: None)\nsys.setprofile(lambda *a: None)\nsys.addaudithook(lambda *a: None)\nsys.excepthook = print\nunits = -1.5",
    "import": "import sys, types\nfor n in ('csv', 'pandas', 'json', 'nbgrader'): sys.modules[n] = types.ModuleType(n)",
    "meta-path": "import sys\nclass F:\n    def find_spec(s, *a): raise SystemExit\nsys.meta_path.insert(0, F())",
    "transform": "get_ipython().ast_transformers.append(type('T', (), {'visit': lambda s, n: __import__('ast').parse('')})())\nget_ipython().input_transformers_cleanup.append(lambda l: ['pass'])",
    "run-cell": "s = get_ipython()\ntype(s).run_cell = lambda *a, **k: None\ntype(s).run_cell_async = None",
    "outputs": "import sys\nsys.modules['shixun.autograder.sandbox.shell'].OutputBuffer.to_nbformat = lambda s: [{'output_type': 'execute_result', 'data': {'text/plain': '9'}, 'metadata': {}, 'execution_count': 1}]",
    "display": "from IPython.display import publish_display_data\npublish_display_data({'text/plain': '2'})\n2",
    "eq-float": "class F(float):\n    def __eq__(s, o): return True\n    __class__ = int\n    __hash__ = float.__hash__\nunits = F(7)",
    "dict-all": "class D(dict):\n    def __getitem__(s, k): return 10**6\n    def items(s): return [('Mon', 13), ('Tue', 8), ('Wed', 12)]\n    def __iter__(s): return iter(['Mon'])\n    def __len__(s): return 3\n    __class__ = dict\nby_day = D()",
    "class-lies": "class L:\n    __class__ = int\n    def __eq__(s, o): return True\nunits = L()",
    "data": "open('sales.csv', 'w').write('day,stall,units\\n')\nby_day = {}",
    "given": "import glob, os\nfor p in glob.glob('/given/**', recursive=True):\n    try: open(p, 'w').write('')\n    except OSError: pass",
    "mem": "import os\nfor p in os.listdir('/proc'):\n    if p.isdigit():\n        for f in ('mem', 'environ', 'oom_score_adj', 'fd/0', 'fd/1', 'root/etc/passwd'):\n            try: open(f'/proc/{p}/{f}', 'r+b').write(b'x')\n            except OSError: pass",
    "kill": "import os, signal\nfor p in range(1, 400):\n    if p != os.getpid():\n        try: os.kill(p, signal.SIGTERM)\n        except OSError: pass",
    "stop": "import os, signal\nfor p in range(1, 400):\n    if p != os.getpid():\n        try: os.kill(p, signal.SIGSTOP)\n        except OSError: pass",
    "late": "import threading, time\ndef f():\n    while True:\n        globals()['units'] = 33 if time.time() % 2 > 5 else -1.5\n        time.sleep(0)\nthreading.Thread(target=f, daemon=True).start()\nunits = -1.5",
    "finder": "import pathlib\nfound = [p for p in pathlib.Path('/').rglob('*.ipynb')] if False else []\nimport os\nfor d, _, fs in os.walk('/tmp'):\n    for f in fs: print(d, f)",
    "env": "import os\nprint(dict(os.environ)); print(open('/proc/1/environ').read()); print(open('/proc/1/cmdline').read())",
    "sockets": "import socket\nfor f in (socket.AF_INET, socket.AF_INET6):\n    s = socket.socket(f, socket.SOCK_STREAM)\n    s.settimeout(1)\n    try: s.connect(('127.0.0.1' if f == 2 else '::1', 22))\n    except OSError as e: print(e)\nfor line in open('/proc/net/unix'): print(line)",
    "netlink": "import socket\ntry: socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 0).bind((0, 0))\nexcept OSError: pass\ntry: socket.socket(socket.AF_PACKET, socket.SOCK_RAW)\nexcept OSError: pass",
    "outside": f"import os\nfor p in ('{OUTSIDE}', '/proc/1/root{OUTSIDE}', '/proc/self/cwd/../..{OUTSIDE}', '/usr/x', '/etc/x', '/proc/sys/kernel/core_pattern', '/proc/sysrq-trigger', '/dev/x'):\n    try: open(p, 'w').write('x')\n    except OSError: pass\nos.chdir('/')",
    "tty": "import fcntl, os, termios\nfor fd in range(64):\n    try: fcntl.ioctl(fd, termios.TIOCSTI, b'x')\n    except OSError: pass\n    try: os.write(fd, b'{}') if fd > 2 else None\n    except OSError: pass",
    "priority": "import os\nfor w in (os.PRIO_USER, os.PRIO_PGRP, os.PRIO_PROCESS):\n    for i in (0, 1, 1000):\n        try: os.setpriority(w, i, 19)\n        except OSError: pass",
    "xss": "from IPython.display import *\ndisplay(HTML('<script>fetch(1)</script><img src=x onerror=alert(1)>'), Javascript('alert(1)'), SVG('<svg onload=\"alert(1)\"/>'))",
    "exec": "import sys, os\nos.execv(sys.executable, ['python', '-c', 'import time; time.sleep(100)'])",
    "atexit": f"import atexit, os\natexit.register(lambda: open('{OUTSIDE}', 'w').write('x'))",
    "link-out": "import os\nfor n in ('ps1.ipynb', 'timestamp.txt', 'sales.csv'):\n    try: os.remove(n)\n    except OSError: pass\n    os.symlink('/etc/passwd', n)",
    "shell-db": "get_ipython().db['x'] = 1\nprint(get_ipython().profile_dir.location)",
}


def _points(d):
    for c in d["cells"]:
        m = c["metadata"].get("nbgrader")
        if m:
            m.update(points=99, grade=True, max_score=99, score=99, manual_score=50, checksum="x")
    d["metadata"]["nbgrader"] = {"score": 99}


def _tests_first(d):
    d["cells"].sort(key=lambda c: not c["metadata"].get("nbgrader", {}).get("grade"))


def _tests_raw(d):
    for c in d["cells"]:
        if c["metadata"].get("nbgrader", {}).get("grade"):
            c["cell_type"], c["source"] = "raw", ""


def _tags(d):
    for c in d["cells"]:
        c["metadata"]["tags"] = ["raises-exception", "skip-execution", "remove-cell", "parameters"]


def _kernel(d):
    d["metadata"]["kernelspec"] = {
        "name": "../../x",
        "language": "bash",
        "argv": ["touch", OUTSIDE],
    }
    d["metadata"]["shixun"] = {"grading": "answers"}


CHANGED = {
    "points": _points,
    "tests-first": _tests_first,
    "tests-raw": _tests_raw,
    "tags": _tags,
    "kernel": _kernel,
}
CASES = [
    *(
        W(f"tag-{k}", f"hands over {k}", WHOLE.get(k, nothing), units=each(v))
        for k, v in TAGS.items()
    ),
    *(W(f"answer-{k}", f"answers {k}", units=v) for k, v in ANSWERS.items()),
    *(W(f"frame-{k}", f"sends {k}", units=v) for k, v in FRAMES.items()),
    *(W(f"call-{k}", f"a function that is {k}", label=v) for k, v in CALLS.items()),
    *(W(f"in-{k}", f"tries {k}", units=v) for k, v in INSIDE.items()),
    *(Case(f"nb-{k}", f"claims {k}", notebook(v, WRONG), nothing) for k, v in CHANGED.items()),
]
