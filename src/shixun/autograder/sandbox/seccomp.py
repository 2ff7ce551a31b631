"""Filters system calls that no exercise needs: uncounted memory, keys, access to other processes.

Sockets are limited to families that stay in the sandbox: one of a virtual machine to its host (vsock) is
in no namespace. The filter (seccomp(2), bpf(2)) answers as a kernel without these calls, so that programs
fall back. Numbers are the kernel's, by machine: arch/x86/entry/syscalls/syscall_64.tbl and
include/uapi/asm-generic/unistd.h.
"""

import ctypes
import errno
import platform
import struct

DENIED = {
    # memory outside of every limit: memfd_create, memfd_secret, shmget, msgget, semget, mq_open
    # keys that outlive the sandbox: add_key, request_key, keyctl
    # others' memory: ptrace, process_vm_readv, process_vm_writev
    # much kernel for little use: io_uring_setup, userfaultfd, bpf, perf_event_open, fanotify_init
    "x86_64": (
        *(319, 447, 29, 68, 64, 240),
        *(248, 249, 250),
        *(101, 310, 311),
        *(425, 323, 321, 298, 300),
    ),
    "aarch64": (
        *(279, 447, 194, 186, 190, 180),
        *(217, 218, 219),
        *(117, 270, 271),
        *(425, 282, 280, 241, 262),
    ),
}
SOCKET = {"x86_64": 41, "aarch64": 198}
SOCKET_FAMILIES = (
    1,
    2,
    10,
    16,
)  # of sockets: unix, inet, inet6, netlink (by which names are looked up)
AUDIT_ARCH = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}  # linux/audit.h
X32_BASE = 0x40000000  # numbers from here on are x32's
LOAD, EQUAL, AT_LEAST, RETURN = 0x20, 0x15, 0x35, 0x06
RET_ALLOW, RET_ERRNO = 0x7FFF0000, 0x00050000
PR_SET_SECCOMP, FILTER = 22, 2


class _Program(ctypes.Structure):
    _fields_ = [("length", ctypes.c_ushort), ("code", ctypes.c_void_p)]


def install_filter() -> bool:
    """Install the filter for this process and its children; False if there is none for this machine.

    no_new_privs must be set. Without the filter the rest of the isolation holds.
    """
    machine = platform.machine()
    if machine not in DENIED:
        return False
    code = _assemble(machine)
    buffer = ctypes.create_string_buffer(code, len(code))
    program = _Program(len(code) // 8, ctypes.addressof(buffer))
    libc = ctypes.CDLL(None)
    return libc.prctl(PR_SET_SECCOMP, FILTER, ctypes.byref(program), 0, 0) == 0


def _assemble(machine: str) -> bytes:
    """The BPF program; jumps to labels are counted from the next instruction."""
    instructions = [
        (LOAD, 4),
        (EQUAL, AUDIT_ARCH[machine], "next", "deny"),
        (LOAD, 0),
        (AT_LEAST, X32_BASE, "deny", "next"),
        *((EQUAL, number, "deny", "next") for number in DENIED[machine]),
        (EQUAL, SOCKET[machine], "next", "allow"),
        (LOAD, 16),  # the first argument
        *((EQUAL, family, "allow", "next") for family in SOCKET_FAMILIES),
        (RETURN, RET_ERRNO | errno.EAFNOSUPPORT),
        (RETURN, RET_ALLOW),
        (RETURN, RET_ERRNO | errno.ENOSYS),
    ]
    targets = {"allow": len(instructions) - 2, "deny": len(instructions) - 1}
    code = b""
    for i, (what, number, *to) in enumerate(instructions):
        jumps = [targets.get(str(name), i + 1) - i - 1 for name in to] or [0, 0]
        code += struct.pack("=HBBI", what, *jumps, number)
    return code
