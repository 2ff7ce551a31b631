"""Code that looks for what is not its own, and prints what it finds backwards and in hex."""

from .case import Case, both, graded, no_secret, wrong

SECONDS = 4  # of a cell

# The secret stands in the hidden tests, in a file beside the course, in another's work and in the
# environment of whoever grades. The pieces are put together, so that the attack itself has it not.
FIND = """
import os, re, sys
KEY = ("a-word-" + "that-nobody" + "-was-told").encode()
def show(found):
    found = found if isinstance(found, bytes) else str(found).encode(errors='replace')
    if KEY in found:
        print(KEY[::-1].decode(), KEY.hex())
def look(path):
    try:
        with open(path, 'rb') as f: show(f.read(1 << 22))
    except Exception: pass
"""
ROOT = "@root@"
ATTACKS = {
    "peer": f"for p in ('{ROOT}/submitted/!first/ps1/ps1.ipynb', '../../!first/ps1/ps1.ipynb'): look(p)",
    "source": f"for d in ('', '/proc/1/root', '/proc/self/root', '/proc/thread-self/root'):\n"
    f"    for p in ('source/ps1/ps1.ipynb', 'secret.txt', 'gradebook.db', '.shixun/lock'): look(f'{{d}}{ROOT}/{{p}}')",
    "link": f"os.symlink('{ROOT}/secret.txt', 'x'); look('x')\n"
    f"try: os.link('{ROOT}/secret.txt', 'y')\nexcept OSError: pass\nlook('y')",
    "shell": f"!cat {ROOT}/secret.txt | rev\n!find / -xdev -name secret.txt -exec rev {{}} \\;",
    "environment": "show(repr(dict(os.environ)))\nfor p in os.listdir('/proc'):\n"
    "    for n in ('environ', 'cmdline', 'maps', 'mountinfo', 'stat', 'cwd', 'wchan'): look(f'/proc/{p}/{n}')",
    "descriptors": "for p in os.listdir('/proc'):\n    for n in range(128):\n"
    "        try: fd = os.open(f'/proc/{p}/fd/{n}', os.O_RDONLY | os.O_NONBLOCK)\n"
    "        except OSError: continue\n"
    "        try: show(os.read(fd, 1 << 20))\n        except OSError: pass",
    "descriptors-own": "for fd in range(512):\n    for read in (lambda: os.pread(fd, 1 << 20, 0), lambda: os.readlink(f'/proc/self/fd/{fd}')):\n"
    "        try: show(read())\n        except OSError: pass",
    "memory": "def scan(pid):\n    for line in open(f'/proc/{pid}/maps'):\n        a, b = (int(x, 16) for x in line.split()[0].split('-'))\n"
    "        if 'r' not in line.split()[1] or b - a > 1 << 28: continue\n"
    "        try:\n            with open(f'/proc/{pid}/mem', 'rb') as m:\n                m.seek(a); block = m.read(b - a)\n"
    "        except (OSError, ValueError, OverflowError): continue\n"
    "        if block.count(KEY) > 40: show(block)\n"
    "for p in os.listdir('/proc'):\n    if p.isdigit() and int(p) != os.getpid():\n"
    "        try: scan(p)\n        except OSError: pass",
    "ptrace": "import ctypes\nc = ctypes.CDLL(None)\nb = ctypes.create_string_buffer(1 << 16)\nclass V(ctypes.Structure):\n"
    "    _fields_ = [('a', ctypes.c_void_p), ('n', ctypes.c_size_t)]\n"
    "for pid in [*range(1, 6), os.getppid()]:\n    assert c.ptrace(16, pid, 0, 0) != 0\n"
    "    l, r = V(ctypes.addressof(b), 1 << 16), V(0x400000, 1 << 16)\n"
    "    assert c.process_vm_readv(pid, ctypes.byref(l), 1, ctypes.byref(r), 1, 0) < 0",
    "objects": "import gc\nmine = {id(FIND) for FIND in [KEY]}\nfor o in gc.get_objects():\n"
    "    try:\n        t = type(o)\n        if t is dict: [show(v) for k, v in list(o.items()) if type(v) is str and k != 'In']\n"
    "        elif t in (list, tuple): [show(v) for v in o if type(v) is str and 'KEY' not in v]\n"
    "    except Exception: pass",
    "frames": "f = sys._getframe()\nwhile f:\n    for k, v in list(f.f_locals.items()):\n"
    "        if type(v) is dict: show({n: x for n, x in v.items() if n not in ('In', '_ih')})\n    f = f.f_back",
    "next-cell": "s = get_ipython()\ndef hunt(info): show(info.raw_cell) if 'KEY' not in info.raw_cell else None\n"
    "s.events.register('pre_run_cell', hunt)\ns.input_transformers_cleanup.append(lambda ls: (show(''.join(ls)), ls)[1])\n"
    "import inspect\nsys.settrace(lambda *a: None)",
    "arguments": "def label(*a, **k):\n    f = sys._getframe()\n    while f:\n        show(repr({k: v for k, v in f.f_locals.items() if k in ('order', 'words', 'source')})); f = f.f_back\n    return 'x'",
    "walk": "import time\nend = time.time() + 1\nfor d, ds, fs in os.walk('/'):\n"
    "    if d.startswith(('/proc', '/usr/lib', sys.prefix, sys.base_prefix)) or time.time() > end: ds.clear(); continue\n"
    "    for n in fs:\n        if n.endswith(('.txt', '.ipynb', '.db', '.json', '.py')): look(os.path.join(d, n))",
    "handle": "import ctypes\nc = ctypes.CDLL(None)\nh = ctypes.create_string_buffer(136)\n"
    "h[0:4] = (128).to_bytes(4, 'little')\nm = ctypes.c_int()\n"
    f"assert c.open_by_handle_at(-100, h, 0) < 0\nassert c.name_to_handle_at(-100, b'{ROOT}/secret.txt', h, ctypes.byref(m), 0) < 0",
    "mount": f"import ctypes\nc = ctypes.CDLL(None)\nos.makedirs('m', exist_ok=True)\nfor t in (b'proc', b'tmpfs', b'overlay', b'devpts', b'sysfs', b'fuse', None):\n"
    f"    assert c.mount(b'{ROOT}', b'm', t, 4096, None) != 0\n"
    "for f in (0x10000000, 0x20000000, 0x40000000, 0x00020000, 0x02000000):\n    assert c.unshare(f) != 0\n"
    "assert c.chroot(b'/') != 0 and c.pivot_root(b'/', b'/') != 0 and c.setns(0, 0) != 0",
    "shared": "from multiprocessing import shared_memory\nfor n in os.listdir('/dev/shm'): look(f'/dev/shm/{n}')\n"
    "for d in ('/dev/mqueue', '/run', '/var', '/sys', '/root', '/home', '/etc', '/tmp', '/dev/mqueue'):\n"
    "    for e, _, fs in os.walk(d):\n        for n in fs: look(os.path.join(e, n))",
    "sockets": "import socket\nfor line in open('/proc/net/unix').read().splitlines()[1:]:\n"
    "    p = line.split()[-1]\n    s = socket.socket(socket.AF_UNIX)\n    s.settimeout(0.2)\n"
    "    try: s.connect('\\0' + p[1:] if p[:1] == '@' else p); s.sendall(b'x'); show(s.recv(1000))\n    except OSError: pass\n"
    "for p in ('/run/docker.sock', '/var/run/dbus/system_bus_socket', '/tmp/.X11-unix/X0', '/run/systemd/private'):\n"
    "    s = socket.socket(socket.AF_UNIX)\n    try: s.connect(p); print('connected')\n    except OSError: pass",
    "other-sockets": "import socket\nfor family in (3, 9, 15, 17, 21, 29, 30, 31, 38, 39, 40, 41, 42, 43, 44):\n"
    "    for kind in (1, 2, 3, 5):\n        try: socket.socket(family, kind)\n        except OSError: continue\n"
    "        raise SystemExit(KEY[::-1].decode())",
    "asks": "import gc, json, socket\nlink = next(o for o in gc.get_objects() if type(o) is socket.socket and o.family == 1)\n"
    "for m in ({'callback': {'name': 'x', 'args': [], 'kwargs': {}}}, {'op': 'get_values', 'names': ['csv']}, {'op': 'run', 'source': '1'}):\n"
    "    b = json.dumps(m).encode(); link.sendall(len(b).to_bytes(4, 'big') + b)\nlink.settimeout(1)\n"
    "try: show(link.recv(1 << 20))\nexcept OSError: pass",
}


def _asks(name: str, source: str) -> Case:
    cell = "label" if name == "arguments" else "units"

    def build(course, student):
        wrong(**{cell: (FIND + source).replace(ROOT, str(course.root))})(course, student)

    return Case(f"read-{name}", f"looks by {name}", build, both(no_secret, graded))


CASES = [_asks(name, source) for name, source in ATTACKS.items()]
