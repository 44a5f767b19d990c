"""Counts the instructions a typed key costs, under valgrind: a measure that other load does not disturb.

    python3 tests/bench/instructions.py READY COMMAND...

READY is what the screen shows once one can type. 40 letters warm up, 300 are counted, at 20 a second, all threads
together; the records and ticks of the time are in it.
"""

import ctypes
import fcntl
import os
import pty
import random
import re
import select
import struct
import subprocess
import sys
import tempfile
import termios
import time

WARM, KEYS, PACE, LINE = 40, 300, 0.05, 56
LETTERS = "abcdefghijklmnoprstuvwyz"


def refuse_auxv():
    """rustix asks the kernel where the vdso is, which valgrind cannot run: the question fails, and it asks none."""
    def step(code, yes, no, value):
        return struct.pack("HBBI", code, yes, no, value)

    prctl, get_auxv, einval = 157, 0x41555856, 0x00050000 | 22
    steps = [
        step(0x20, 0, 0, 0), step(0x15, 0, 3, prctl), step(0x20, 0, 0, 16), step(0x15, 0, 1, get_auxv),
        step(6, 0, 0, einval), step(6, 0, 0, 0x7FFF0000),
    ]
    code = ctypes.create_string_buffer(b"".join(steps))

    class Program(ctypes.Structure):
        _fields_ = [("length", ctypes.c_ushort), ("filter", ctypes.c_void_p)]

    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(38, 1, 0, 0, 0)
    libc.prctl(22, 2, ctypes.byref(Program(len(steps), ctypes.addressof(code))), 0, 0)


def main():
    ready, command = sys.argv[1].encode(), sys.argv[2:]
    with tempfile.TemporaryDirectory() as home:
        out = os.path.join(home, "callgrind.out")
        tool = ["valgrind", "--tool=callgrind", "--callgrind-out-file=" + out, "--log-file=" + out + ".log"]
        data = os.environ.get("HOTSEAT_DATA_DIR", os.path.join(home, "data"))
        pid, terminal = pty.fork()
        if pid == 0:
            os.chdir(home)
            refuse_auxv()
            os.execvpe(tool[0], tool + command, {
                "PATH": os.environ["PATH"], "HOME": home, "LANG": "C.UTF-8", "TERM": "xterm-256color",
                "HOTSEAT_DATA_DIR": data,
            })
        fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 120, 0, 0))
        seen = b""

        def pump(seconds):
            nonlocal seen
            end = time.monotonic() + seconds
            while (left := end - time.monotonic()) > 0:
                if select.select([terminal], [], [], left)[0]:
                    seen = (seen + os.read(terminal, 65536))[-100_000:]

        def press(keys):
            pick, column = random.Random(1), 0
            for _ in range(keys):
                column = 0 if column == LINE else column + 1
                key = "\r" if column == 0 else " " if column % 7 == 0 else pick.choice(LETTERS)
                os.write(terminal, key.encode())
                pump(PACE)

        def control(what):
            subprocess.run(["callgrind_control", what, str(pid)], check=True, capture_output=True)

        try:
            end = time.monotonic() + 120
            while ready not in seen:
                if time.monotonic() > end:
                    sys.exit("it never showed " + sys.argv[1])
                pump(0.2)
            pump(1)
            press(WARM)
            pump(1.5)
            control("-z")
            press(KEYS)
            control("-d")
            with open(out + ".1") as dump:
                total = int(re.search(r"^summary: (\d+)", dump.read(), re.M).group(1))
            print(f"{total / KEYS / 1000:.0f} thousand instructions a key")
        finally:
            os.kill(pid, 9)
            os.waitpid(pid, 0)


main()
