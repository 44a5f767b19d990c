"""Times a paste that the terminal does not bracket: 100 KB as if typed, from the first byte written until the
last line is on its way to the screen, and checks that the answer on disk is the text.

    python tests/bench/rawpaste.py target/release/hotseat [RUNS]

Standard library only, on a pseudo-terminal of 120x40.
"""

import fcntl
import json
import os
import pty
import select
import statistics
import struct
import subprocess
import sys
import tempfile
import termios
import time

LINES = b"".join(b"line %05d of the pasted text, with words\n" % n for n in range(2500))
TEXT = LINES[:100_000] + b"\nTHEEND"


class Screen:
    """What the program wrote; the terminal answers only who it is."""

    def __init__(self, command, env):
        self.seen = b""
        self.child, self.fd = pty.fork()
        if self.child == 0:
            os.execve(command[0], command, env)
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 120, 0, 0))
        os.set_blocking(self.fd, False)

    def read(self):
        try:
            new = os.read(self.fd, 65536)
        except (BlockingIOError, OSError):
            return
        if b"\x1b[c" in new:
            os.write(self.fd, b"\x1b[?62;22c")
        self.seen += new

    def until(self, mark, seconds=10):
        end = time.perf_counter() + seconds
        while mark not in self.seen:
            if time.perf_counter() > end:
                sys.exit(f"{mark!r} did not come within {seconds} s")
            if select.select([self.fd], [], [], 0.05)[0]:
                self.read()

    def send(self, text, mark):
        sent = 0
        while mark not in self.seen:
            readable, writable, _ = select.select([self.fd], [self.fd] if sent < len(text) else [], [], 5)
            if not readable and not writable:
                sys.exit(f"nothing for 5 s after {sent} bytes")
            if writable:
                try:
                    sent += os.write(self.fd, text[sent : sent + 4096])
                except BlockingIOError:
                    pass
            if readable:
                self.read()

    def quiet(self, seconds):
        while select.select([self.fd], [], [], seconds)[0]:
            self.read()

    def leave(self):
        os.write(self.fd, b"\x03")
        self.until(b"keep going")
        os.write(self.fd, b"q")
        while os.waitpid(self.child, os.WNOHANG) == (0, 0):
            if select.select([self.fd], [], [], 0.02)[0]:
                self.read()
        os.close(self.fd)


def strings(value):
    if isinstance(value, str):
        yield value
    elif isinstance(value, (dict, list)):
        for part in value.values() if isinstance(value, dict) else value:
            yield from strings(part)


def run(binary):
    with tempfile.TemporaryDirectory() as home:
        env = {"TERM": "xterm-256color", "LANG": "C.UTF-8", "HOME": home, "HOTSEAT_DATA_DIR": home, "PATH": os.defpath}
        screen = Screen([binary, "start", "--question", "th-ce-justification", "--seed", "1"], env)
        screen.until(b"Your answer")
        screen.quiet(0.3)
        began = time.perf_counter()
        screen.send(TEXT, b"THEEND")
        took = (time.perf_counter() - began) * 1000
        screen.leave()
        shown = subprocess.run([binary, "sessions", "show", "last", "--json"], env=env, capture_output=True, check=True)
        intact = TEXT.decode() in list(strings(json.loads(shown.stdout)))
        print(f"{took:.1f} ms, {'intact' if intact else 'NOT INTACT'}")
        if not intact:
            sys.exit(1)
        return took


def main():
    binary = os.path.abspath(sys.argv[1])
    runs = int(sys.argv[2]) if len(sys.argv) > 2 else 7
    times = [run(binary) for _ in range(runs)]
    print(f"median {statistics.median(times):.1f} ms ({min(times):.1f}–{max(times):.1f}) of {runs}")


if __name__ == "__main__":
    main()
