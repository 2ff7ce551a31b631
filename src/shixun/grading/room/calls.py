"""Calls to the kernel that no exercise needs: memory that nobody counts, keys, other processes.

A filter in the kernel's own language (seccomp(2), bpf(2)) answers them as a kernel that does not
have them, so that a program takes its other way. Numbers are the kernel's, by machine:
arch/x86/entry/syscalls/syscall_64.tbl and include/uapi/asm-generic/unistd.h.
"""

import ctypes
import errno
import platform
import struct

REFUSED = {
    # memory outside of every limit: memfd_create, memfd_secret, shmget, msgget, semget, mq_open
    # keys that outlive the room: add_key, request_key, keyctl
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
MACHINE = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}  # linux/audit.h
OTHER_TABLE = 0x40000000  # numbers from here on are x32's
LOAD, EQUAL, AT_LEAST, RETURN = 0x20, 0x15, 0x35, 0x06
ALLOW, ANSWER = 0x7FFF0000, 0x00050000
PR_SET_SECCOMP, FILTER = 22, 2


class _Program(ctypes.Structure):
    _fields_ = [("length", ctypes.c_ushort), ("code", ctypes.c_void_p)]


def refuse() -> bool:
    """Put the filter in place for this process and all below; False where there is none.

    The other walls stand without it. no_new_privs must be set.
    """
    machine = platform.machine()
    if machine not in REFUSED:
        return False
    code = _code(machine)
    buffer = ctypes.create_string_buffer(code, len(code))
    program = _Program(len(code) // 8, ctypes.addressof(buffer))
    libc = ctypes.CDLL(None)
    return libc.prctl(PR_SET_SECCOMP, FILTER, ctypes.byref(program), 0, 0) == 0


def _code(machine: str) -> bytes:
    """Another machine's calls and those that are listed go to the last line, the others before it."""
    numbers = REFUSED[machine]
    last = len(numbers) + 5

    def refused(at: int) -> int:
        return last - at - 1  # jumps are counted from the next line

    lines = [
        (LOAD, 0, 0, 4),
        (EQUAL, 0, refused(1), MACHINE[machine]),
        (LOAD, 0, 0, 0),
        (AT_LEAST, refused(3), 0, OTHER_TABLE),
        *((EQUAL, refused(4 + i), 0, number) for i, number in enumerate(numbers)),
        (RETURN, 0, 0, ALLOW),
        (RETURN, 0, 0, ANSWER | errno.ENOSYS),
    ]
    return b"".join(struct.pack("=HBBI", *line) for line in lines)
