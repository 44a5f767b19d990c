"""Times keys while an answer that prints without end is being run, beside the same keys while nothing runs.

    python tests/bench/flood.py HOTSEAT PYTHON [KEYS]

PYTHON has NumPy. From the write of a key until the first byte that answers it, on a pseudo-terminal of 120x40.
"""

import os
import select
import statistics
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import judge  # noqa: E402
from rawpaste import Screen  # noqa: E402

# A thousand bytes at a time, so that the limit of eight mebibytes is not met at once.
ANSWER = b"import time\nwhile True:\n    print('x' * 1000)\n    time.sleep(0.0005)\n#"


def keys(screen, count):
    """Returns the milliseconds of each key."""
    took = []
    for number in range(count):
        begun = time.perf_counter()
        os.write(screen.fd, b"abcdefgh"[number % 8:number % 8 + 1])
        if not select.select([screen.fd], [], [], 2)[0]:
            sys.exit("a key was not answered within 2 s")
        took.append(1e3 * (time.perf_counter() - begun))
        screen.read()
        # Whatever else is painted meanwhile, so that the next answer is the next key's.
        screen.quiet(0.02)
    return took


def main():
    hotseat, python = map(os.path.abspath, sys.argv[1:3])
    count = int(sys.argv[3]) if len(sys.argv) > 3 else 100
    with tempfile.TemporaryDirectory() as folder:
        judge.bank(folder, ["numpy"])
        env = {"HOME": folder, "PATH": os.environ["PATH"], "HOTSEAT_DATA_DIR": folder, "TERM": "xterm-256color",
               "LANG": "C.UTF-8", "VIRTUAL_ENV": os.path.dirname(os.path.dirname(python))}
        subprocess.run([hotseat, "bank", "trust", "bench", "--yes"], env=env, check=True, capture_output=True)
        screen = Screen([hotseat, "start", "--question", "bench/eight"], env)
        screen.until(b"softmax")
        screen.quiet(0.5)
        os.write(screen.fd, b"\x1b[200~" + ANSWER + b"\x1b[201~")
        screen.quiet(0.5)
        still = keys(screen, count)
        running = []
        while len(running) < count:
            os.write(screen.fd, b"\x1b[15~")
            time.sleep(0.3)
            screen.quiet(0.05)
            running += keys(screen, 20)
            os.write(screen.fd, b"\x1b")
            screen.quiet(0.5)
        screen.leave()
    for name, values in (("nothing runs", still), ("while it prints", running)):
        values.sort()
        print(f"{name:16} {statistics.median(values):6.2f} ms, 95 of 100 below {values[int(0.95 * len(values)) - 1]:.2f}, "
              f"longest {values[-1]:.2f} ({len(values)} keys)")


if __name__ == "__main__":
    main()
