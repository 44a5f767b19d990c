#!/usr/bin/env python3
"""Starts a command where the kernel refuses system calls, so that lower rungs of isolation can be tried anywhere.

    python3 tests/refused.py unshare,landlock COMMAND…

| word | as on |
| --- | --- |
| unshare | systems that refuse namespaces: EPERM |
| landlock | kernels without Landlock: ENOSYS |
| seccomp | kernels without filters: ENOSYS; the filter that says so is the last one |
"""

import ctypes
import errno
import os
import platform
import struct
import sys

# Of x86-64 and of aarch64; what is newer has one number everywhere.
CALLS = {
    "unshare": ((272, 97), errno.EPERM),
    "landlock": ((444, 444), errno.ENOSYS),
    "seccomp": ((317, 277), errno.ENOSYS),
}
LOAD, EQUAL, RETURN = 0x20, 0x15, 0x06
ALLOW, ERRNO = 0x7FFF0000, 0x00050000
NO_NEW_PRIVS, SECCOMP, FILTER = 38, 22, 2


def refuse(words):
    column = {"x86_64": 0, "aarch64": 1}[platform.machine()]
    steps = [(LOAD, 0, 0, 0)]
    for word in words:
        numbers, error = CALLS[word]
        steps += [(EQUAL, 0, 1, numbers[column]), (RETURN, 0, 0, ERRNO | error)]
        if word == "seccomp":
            # The older way to the same, prctl(PR_SET_SECCOMP).
            steps += [(EQUAL, 0, 3, (157, 167)[column]), (LOAD, 0, 0, 16), (EQUAL, 0, 1, SECCOMP), (RETURN, 0, 0, ERRNO | errno.EINVAL),
                      (LOAD, 0, 0, 0)]
    steps.append((RETURN, 0, 0, ALLOW))
    body = ctypes.create_string_buffer(b"".join(struct.pack("=HBBI", *step) for step in steps))
    program = ctypes.create_string_buffer(struct.pack("@HP", len(steps), ctypes.addressof(body)))
    libc = ctypes.CDLL(None, use_errno=True)
    for call in ((NO_NEW_PRIVS, 1, 0, 0, 0), (SECCOMP, FILTER, program, 0, 0)):
        if libc.prctl(*call):
            sys.exit(f"prctl: {os.strerror(ctypes.get_errno())}")


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    refuse([word for word in sys.argv[1].split(",") if word])
    os.execvp(sys.argv[2], sys.argv[2:])
