"""Wrong answers whose types, hooks and processes lie: what is handed over is what they hold."""

from .case import FULL, Case, code, nothing, points, wrong

SECONDS = 4  # of a cell

# name → what the sandbox is made to do before anything is asked of it
SANDBOX = {
    "json": 'import json\njson.dumps = lambda *a, **k: \'{"ok": true, "outputs": [], "values": {"units": {"value": 3.5}}}\'',
    "json-encoder": "import json.encoder\njson.encoder.c_make_encoder = None\njson.encoder.JSONEncoder.encode = lambda s, o: 'true'",
    "pickle": "import pickle, copyreg\npickle.dumps = pickle.loads = lambda *a: 33",
    "builtins": "import builtins\nfor n in ('isinstance', 'type', 'len', 'abs', 'sorted', 'open', 'AssertionError', '__import__', 'dict', 'int'):\n    setattr(builtins, n, lambda *a, **k: 33)",
    "pandas": "import pandas as pd\npd.DataFrame.sum = pd.Series.sum = pd.read_csv = lambda *a, **k: 33\npd.Series.__eq__ = lambda s, o: True",
    "numpy": "import numpy as np\nnp.ndarray = int; np.generic = object; np.asarray = lambda x: x",
    "encode": "import sys\nm = sys.modules['shixun.autograder.sandbox.codec']\nm.encode = lambda v: {'t': 'np.objects', 'v': [[1], [35]]}\nm._encode = lambda v, c, d: 3.5",
    "tables": "import sys\nm = sys.modules['shixun.autograder.sandbox.codec']\nm.MAX_NODES = m.MAX_DEPTH = 10**9\nm.PAIRS[type('D', (dict,), {})] = 'dict'\nm.BASE_CONTENTS.clear()",
    "send": "import sys\nm = sys.modules['shixun.autograder.sandbox.frames']\nm.send = lambda sock, message: sock.sendall(b'\\0\\0\\0\\2{}')",
    "link-closed": "import gc, socket\n[o.close() for o in gc.get_objects() if type(o) is socket.socket]",
    "descriptors-closed": "import os\nos.closerange(0, 512)",
    "descriptors-doubled": "import os\nfor n in range(3, 60):\n    try: os.dup2(2, n)\n    except OSError: pass",
    "served-by-a-child": "import os, time\nif os.fork():\n    time.sleep(60)",
    "served-twice": "import os\nos.fork()",
    "threads": 'import gc, socket, threading\nl = next(o for o in gc.get_objects() if type(o) is socket.socket and o.family == 1)\ndef f():\n    while True:\n        try: l.sendall(b\'\\0\\0\\0\\x20\' + b\'{"values":{"units":{"value":3}}}\')\n        except OSError: return\nthreading.Thread(target=f, daemon=True).start()',
    "reads-orders": "import gc, socket, threading\nl = next(o for o in gc.get_objects() if type(o) is socket.socket and o.family == 1)\ndef f():\n    while True:\n        if not l.recv(100): return\nthreading.Thread(target=f, daemon=True).start()",
    "trace": "import sys, threading\ndef t(f, e, a):\n    if 'source' in f.f_locals: f.f_locals['source'] = 'pass'\n    return t\nsys.settrace(t); threading.settrace(t); sys.setprofile(lambda *a: 1 / 0)",
    "signals": "import signal\nfor n in range(1, 65):\n    try: signal.signal(n, lambda *a: None)\n    except (OSError, ValueError): pass\nsignal.setitimer(signal.ITIMER_REAL, 0.001, 0.001)",
    "exits": "import os\nos._exit(0)",
    "exits-later": "import os, threading\nthreading.Timer(0.05, os._exit, (0,)).start()",
    "at-exit": "import atexit\natexit.register(print, 33)\nexit()",
    "becomes-another": "import os, sys\nos.execv(sys.executable, [sys.executable, '-c', 'import os\\nfor n in range(3, 99):\\n  try: os.write(n, b\"\\\\0\\\\0\\\\0\\\\x02{}\")\\n  except OSError: pass'])",
    "memory": "import ctypes\nctypes.memset(id(33) + 24, 7, 1)\nctypes.c_long.from_address(id(True) + 24).value = 0",
    "interned": "import ctypes\nfor s in ('units', 'value', 'ok'): ctypes.memset(id(s) + 48, 65, 2)",
    "no-memory": "import resource\nresource.setrlimit(resource.RLIMIT_AS, (2**20, 2**20))",
    "no-files": "import resource\nresource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))",
    "no-time": "import resource\nresource.setrlimit(resource.RLIMIT_CPU, (1, 1))\nwhile True: pass",
    "no-stack": "import sys\nsys.setrecursionlimit(60)",
    "no-folder": "import os, shutil\nos.chdir('/tmp'); shutil.rmtree('/room', ignore_errors=True)",
    "no-modules": "import sys\nfor n in list(sys.modules):\n    if n != 'sys': sys.modules.pop(n)",
    "no-names": "globals().clear()",
    "no-shell": "s = get_ipython()\ns.user_ns.clear(); s.user_global_ns.clear(); s.__dict__.clear()",
    "loop-closed": "import asyncio, gc\n[o.stop() for o in gc.get_objects() if isinstance(o, asyncio.AbstractEventLoop)]",
    "loop-for-ever": "import asyncio\nasync def f():\n    while True: await asyncio.sleep(0)\nfor _ in range(1000): asyncio.get_running_loop().create_task(f())",
    "garbage": "import gc\ngc.set_threshold(1, 1, 1); gc.callbacks.append(lambda *a: 1 / 0)",
    "audit": "import sys\ndef no(e, a):\n    if e in ('compile', 'exec'): raise MemoryError\nsys.addaudithook(no)",
    "odd-names": "globals().update({1: 2, None: 3, ('a',): 4, '\\ud800': 5, '': 6})",
}
# name → an expression for both answers; the kind is not a whole number, the value is not right
LIE = "class L({base}):\n    {body}\nunits = L({made})\nby_day = L({made}) if {dict} else {{}}"
BODY = (
    "__eq__ = __lt__ = __le__ = __gt__ = __ge__ = __contains__ = __bool__ = lambda s, *o: True\n"
    "    __ne__ = lambda s, o: False\n    __hash__ = lambda s: hash(33)\n"
    "    __getattr__ = __getitem__ = __call__ = lambda s, *k: s\n"
    "    __reduce__ = __reduce_ex__ = lambda s, *a: (int, (33,))\n"
    "    __int__ = __index__ = __len__ = lambda s: 33\n    __class__ = property(lambda s: int)\n"
    "    __iter__ = lambda s: iter([('Mon', 13), ('Tue', 8), ('Wed', 12)])\n"
    "    items = keys = values = __iter__\n    __str__ = __repr__ = lambda s: '33'\n"
    "    __instancecheck__ = __subclasscheck__ = lambda s, *o: True\n"
)
BASES = {
    "object": "",
    "float": "3.5",
    "str": "'33'",
    "dict": "{}",
    "list": "[33]",
    "tuple": "(33,)",
    "complex": "33",
    "bytes": "b'33'",
    "set": "",
    "BaseException": "33",
}
VALUES = {
    "nan": "float('nan')",
    "inf": "float('inf')",
    "decimal-nan": "__import__('decimal').Decimal('nan')",
    "masked": "__import__('numpy').ma.masked",
    "masked-array": "__import__('numpy').ma.array([33], mask=[True])",
    "empty-array": "__import__('numpy').array([])",
    "records": "__import__('numpy').rec.array([(33,)], names='a')",
    "matrix": "__import__('numpy').matrix([[33]])",
    "no-dimension": "__import__('numpy').array(33.5)",
    "missing": "__import__('pandas').NA",
    "no-time": "__import__('pandas').NaT",
    "empty-frame": "__import__('pandas').DataFrame()",
    "frame-of-objects": "__import__('pandas').DataFrame({'a': [object(), print]})",
    "frame-of-frames": "__import__('pandas').DataFrame({'a': [__import__('pandas').DataFrame({'b': [1]})]})",
    "interval": "__import__('pandas').IntervalIndex.from_breaks([1, 33])",
    "mock": "__import__('unittest.mock').mock.MagicMock()",
    "any": "__import__('unittest.mock').mock.ANY",
    "module": "__import__('os')",
    "class": "int",
    "method": "(33).__eq__",
    "generator": "(33 for _ in 'x')",
    "proxy": "__import__('weakref').proxy(type('C', (), {})())",
    "file": "open('sales.csv')",
    "ellipsis": "...",
    "not-implemented": "NotImplemented",
    "slots": "type('S', (), {'__slots__': ('__dict__', 'a'), '__eq__': lambda s, o: True})()",
    "union": "int | str",
    "type-that-lies": "type('int', (), {'__module__': 'builtins', '__eq__': lambda s, o: True, '__hash__': None})()",
    "pandas-that-lies": "type('DataFrame', (), {'__module__': 'pandas', 'iloc': property(lambda s: 1 / 0), '__eq__': lambda s, o: True})()",
    "repr-fails": "type('R', (), {'__repr__': lambda s: 1 / 0, '__getattribute__': lambda s, n: 1 / 0})()",
    "metaclass": "type('M', (type,), {'__instancecheck__': lambda c, o: True, '__eq__': lambda c, o: True, '__hash__': lambda c: 33, 'mro': lambda c: [c, object]})('X', (), {})",
}
FUNCTIONS = {
    "stops": "def label(n): raise StopIteration",
    "leaves": "def label(n): raise GeneratorExit",
    "interrupts": "def label(n): raise KeyboardInterrupt",
    "asserts": "def label(n): raise AssertionError",
    "agrees": "def label(n): return NotImplemented",
    "is-a-mock": "from unittest.mock import MagicMock\nlabel = MagicMock(side_effect=[1, 2, 3])",
    "is-a-class": "class label(str):\n    def __eq__(s, o): return True\n    __hash__ = None",
    "yields": "def label(n): yield 'few'",
    "awaits": "async def label(n): return 'few'",
    "recurses": "def label(n): return label(n)",
    "raises-a-lie": "class ValueError(Exception): pass\ndef label(n): raise ValueError(n)",
    "raises-a-name": "E = type('ValueError', (Exception,), {'__module__': 'builtins'})\ndef label(n): raise E(n)",
    "raises-odd": "class E(ValueError):\n    __str__ = lambda s: 1 / 0\ndef label(n): raise E",
    "raises-a-mro": "class M(type):\n    def mro(c): return [c, AssertionError, Exception, BaseException, object]\nclass E(Exception, metaclass=M): pass\ndef label(n): raise E",
    "rebinds": "def label(n):\n    global label\n    label = 33\n    return 'x'",
    "prints-frames": "import gc, socket\nl = next(o for o in gc.get_objects() if type(o) is socket.socket and o.family == 1)\ndef label(n):\n    l.sendall(b'\\0\\0\\0\\x0f{\"value\":\"few\"}')\n    return 'x'",
    "answers-odd": "import sys\ni = sys.modules['shixun.autograder.sandbox.sandbox_worker']\nimport gc\nfor c in gc.get_objects():\n    if type(c) is dict and 'get_values' in c and 'set_values' in c: c['call'] = lambda *a: {'error': [['x'], {'a': 1}], 'printed': [1]}\ndef label(n): return 'x'",
    "error-kinds": "import sys, gc\nk = iter(['exit', 'print', '__import__', 'BaseException', 'ExceptionGroup', 'NotTransferable', '\\ud800'] * 9)\nfor c in gc.get_objects():\n    if type(c) is dict and 'get_values' in c and 'set_values' in c: c['call'] = lambda *a: {'error': [next(k), 'x']}\ndef label(n): return 'x'",
}
CASES = [
    *(
        Case(f"sandbox-{k}", f"a sandbox: {k}", wrong(units=v + "\nunits = -1.5"), nothing)
        for k, v in SANDBOX.items()
    ),
    *(
        Case(
            f"class-{k}",
            f"a class above {k}",
            wrong(units=LIE.format(base=k, body=BODY, made=v, dict=k == "dict")),
            nothing,
        )
        for k, v in BASES.items()
    ),
    *(
        Case(f"value-{k}", f"a value: {k}", wrong(units=f"units = by_day = {v}"), nothing)
        for k, v in VALUES.items()
    ),
    *(
        Case(f"call-{k}", f"a function that {k}", wrong(label=v), nothing)
        for k, v in FUNCTIONS.items()
    ),
    Case(
        "own-names",
        "names that the sandbox itself might use",
        code(
            units="sock = shell = request = codec = frames = None\nunits = 33",
            label="outputs = None\ndef label(n):\n    if n < 0: raise ValueError\n    return 'few' if n < 10 else 'many'",
        ),
        points(FULL),
    ),
]
