"""R19 on the real program: an eight-hour sitting at two hundred times its speed, and a very large answer.

    python tests/bench/long.py HOTSEAT [SECONDS [DATA]]

Types 1,000 keys a second for SECONDS (144: eight hours of five keys a second), on a pseudo-terminal of 120x40, with
DATA as data directory (an empty one; give one with a long history). Tells the memory and the time from a key to the
first byte that answers it, at the beginning and at the end, how much the journal grew, and whether the answer on
disk is what was typed. Then pastes 50 MB into an answer and tells what became of it. Standard library only.
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from flood import keys  # noqa: E402
from rawpaste import Screen, strings  # noqa: E402

RATE = 1000
WORDS = b"the gradient of the loss with respect to the logits is softmax minus target "


def status(pid, name):
    with open(f"/proc/{pid}/status") as file:
        return next(int(line.split()[1]) / 1024 for line in file if line.startswith(name + ":"))


def drain(screen):
    """Reads what was painted; keeps only its end, which is enough to look for marks in."""
    before = None
    while before != screen.seen:
        before = screen.seen
        screen.read()
    screen.seen = screen.seen[-4096:]


def settle(screen, seconds):
    """Reads for so long: the clock on the screen is never quiet."""
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        drain(screen)
        time.sleep(0.01)


def typed(screen, seconds):
    """Types words, a letter a millisecond, and returns what was typed."""
    text, began = bytearray(), time.perf_counter()
    while (elapsed := time.perf_counter() - began) < seconds:
        due = int(elapsed * RATE)
        while len(text) < due:
            # A new line now and then, for a person's text is not one line: in place of the space before "with", so
            # that no line begins with a space, which Enter would carry on to the next line as its indentation.
            letter = WORDS[len(text) % len(WORDS):][:1]
            if len(text) % (8 * len(WORDS)) == WORDS.index(b" with"):
                letter = b"\r"
            os.write(screen.fd, letter)
            text += letter
        drain(screen)
        time.sleep(0.001)
    return bytes(text).replace(b"\r", b"\n")


def answers(binary, env):
    shown = subprocess.run([binary, "sessions", "show", "last", "--json"], env=env, capture_output=True, check=True)
    return set(strings(json.loads(shown.stdout)))


def long(binary, env, seconds):
    screen = Screen([binary, "start", "--question", "th-ce-justification", "--seed", "1"], env)
    screen.until(b"Your answer")
    screen.quiet(0.5)
    first, memory = keys(screen, 60), status(screen.child, "VmRSS")
    text = typed(screen, seconds)
    settle(screen, 1.5)
    last, after, peak = keys(screen, 60), status(screen.child, "VmRSS"), status(screen.child, "VmHWM")
    screen.leave()
    probe = "".join("abcdefgh"[n % 8] for n in range(60))
    whole = probe + text.decode() + probe
    kept = answers(binary, env)
    intact = whole in kept
    if os.environ.get("DEBUG"):
        got = max(kept, key=len)
        at = next((i for i, (a, b) in enumerate(zip(got, whole)) if a != b), min(len(got), len(whole)))
        print(len(got), len(whole), at, repr(got[at-80:at+80]), repr(whole[at-80:at+80]))
    sessions = os.path.join(env["HOTSEAT_DATA_DIR"], "sessions")
    newest = max((os.path.join(sessions, name) for name in os.listdir(sessions)), key=os.path.getmtime)
    size = sum(os.path.getsize(os.path.join(newest, name)) for name in os.listdir(newest) if name.startswith("journal"))
    print(f"{len(text)} keys in {seconds} s: the answer on disk is {'whole' if intact else 'NOT WHOLE'}, journal {size / 1e6:.1f} MB")
    print(f"memory {memory:.1f} MB, then {after:.1f}, at most {peak:.1f}")
    for name, values in (("first", first), ("last", last)):
        values.sort()
        print(f"a key, {name} 60: {statistics.median(values):.2f} ms, 57 of 60 below {values[56]:.2f}")
    return intact


def large(binary, env):
    screen = Screen([binary, "start", "--question", "th-ce-justification", "--seed", "1"], env)
    screen.until(b"Your answer")
    screen.quiet(0.5)
    text, sent, began = b"\x1b[200~" + (WORDS * 8 + b"\n") * (50_000_000 // (8 * len(WORDS) + 1)) + b"\x1b[201~", 0, time.perf_counter()
    while sent < len(text):
        try:
            sent += os.write(screen.fd, text[sent:sent + 65536])
        except BlockingIOError:
            time.sleep(0.001)
        drain(screen)
    took = time.perf_counter() - began
    settle(screen, 3)
    print(f"50 MB pasted in {took:.1f} s: memory {status(screen.child, 'VmRSS'):.0f} MB, at most {status(screen.child, 'VmHWM'):.0f}")
    print(f"a key afterwards: {statistics.median(keys(screen, 20)):.2f} ms")
    screen.leave()
    longest = max((len(text) for text in answers(binary, env)), default=0)
    print(f"the longest text on disk has {longest} bytes")


def main():
    binary = os.path.abspath(sys.argv[1])
    seconds = float(sys.argv[2]) if len(sys.argv) > 2 else 144
    with tempfile.TemporaryDirectory() as home:
        data = sys.argv[3] if len(sys.argv) > 3 else home
        env = {"TERM": "xterm-256color", "LANG": "C.UTF-8", "HOME": home, "HOTSEAT_DATA_DIR": data, "PATH": os.defpath}
        intact = long(binary, env, seconds)
        if not os.environ.get("DEBUG"):
            large(binary, env)
    sys.exit(not intact)


if __name__ == "__main__":
    main()
