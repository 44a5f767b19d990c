"""One run of a judge in a world of bait, and what became of the bait.

`run` forks a supervisor that makes the world (a home with canaries, listeners
on loopback, a decoy process, a terminal), runs the judge in it, watches the
tree of its processes and tells what was touched, received or left over. The
supervisor is a subreaper: whatever the judge leaves running becomes its child.
Linux only; standard library only.
"""

import contextlib
import ctypes
import fcntl
import json
import os
import re
import secrets
import select
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import termios
import threading
import time
import traceback
import tty

CANARY = "this is a canary\n"
LOOK_EVERY = 0.03  # seconds
GONE_WITHIN = 1.0  # seconds after the verdict
TEMPORARY = ("/tmp", "/var/tmp", "/dev/shm", "/run/lock", "/dev/mqueue")
DECOY = """
import ctypes, os, sys, time
room = ctypes.create_string_buffer(b"a decoy's memory")
print(ctypes.addressof(room), os.open(sys.argv[1], os.O_RDONLY), flush=True)
while True:
    time.sleep(3600)
"""


def run(job):
    """Returns what was seen of one run: exit code, output, time, peaks, and `broken`, a list of sentences."""
    reading, writing = os.pipe()
    supervisor = os.fork()
    if supervisor == 0:
        os.close(reading)
        try:
            os.setsid()
            seen = _supervise(job)
        except BaseException:
            seen = {"broken": [f"the supervisor failed: {traceback.format_exc()}"]}
        with os.fdopen(writing, "w") as file:
            json.dump(seen, file)
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as file:
        text = file.read()
    os.waitpid(supervisor, 0)
    seen = json.loads(text) if text else {"broken": ["the supervisor was ended by what it watched"]}
    return {"code": None, "out": "", "err": "", "seconds": 0.0, "mib": 0, "tasks": 0, **seen}


def _supervise(job):
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(36, 1, 0, 0, 0)  # PR_SET_CHILD_SUBREAPER
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    world = World(job)
    runs = []
    try:
        for number in range(1, job["runs"] + 1):
            seen = world.judge(number)
            runs.append(seen)
            if seen["broken"] or seen["code"] != 0:
                break
    finally:
        world.end()
    last = runs[-1]
    last["broken"] = [sentence for seen in runs for sentence in seen["broken"]] + world.after()
    return last


class World:
    """Bait, and the means to see whether it was taken."""

    def __init__(self, job):
        self.job = job
        self.marker = "mark" + secrets.token_hex(6)
        self.root = os.path.realpath(tempfile.mkdtemp(prefix="hotseat-hostile-"))
        os.chmod(self.root, 0o755)
        self.received = []
        self.stop = threading.Event()
        home, opened, scratch = (os.path.join(self.root, name) for name in ("home", "open", "scratch"))
        for folder, mode in ((home, 0o700), (opened, 0o777), (scratch, 0o700)):
            os.mkdir(folder)
            os.chmod(folder, mode)
        self.home, self.open_folder, self.scratch = home, opened, scratch
        self.key, self.open_file = os.path.join(home, "key"), os.path.join(home, "notes")
        for name, mode in ((self.key, 0o600), (self.open_file, 0o666)):
            with open(name, "w") as file:
                file.write(CANARY)
            os.chmod(name, mode)
        self.decoy = subprocess.Popen(
            [sys.executable, "-I", "-c", DECOY, self.key, "a decoy"],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, start_new_session=True, cwd="/",
        )
        address, descriptor = self.decoy.stdout.readline().split()
        self.master, self.slave = os.openpty()
        tty.setraw(self.slave)
        os.set_blocking(self.master, False)
        self.key_descriptor = os.open(self.key, os.O_RDONLY)
        self.targets = {
            "home": home, "key": self.key, "open_file": self.open_file, "open_folder": opened,
            "marker": self.marker, "decoy": self.decoy.pid, "decoy_address": int(address),
            "decoy_descriptor": int(descriptor), "terminal": os.ttyname(self.slave),
            "ipc_key": secrets.randbelow(1 << 30) + (1 << 20), "run": 1, **self.listen(),
        }
        self.prepare()
        self.segments = _segments()
        self.before = self.state_of_files()
        self.decoy_before = self.state_of_decoy()

    def listen(self):
        """Serves TCP, UDP and sockets of files and names; whoever calls is written down."""
        tcp, udp = socket.socket(), socket.socket(type=socket.SOCK_DGRAM)
        tcp.bind(("127.0.0.1", 0))
        udp.bind(("127.0.0.1", 0))
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            free_port = free.getsockname()[1]
        stream, datagram, abstract = (socket.socket(socket.AF_UNIX, kind) for kind in
                                      (socket.SOCK_STREAM, socket.SOCK_DGRAM, socket.SOCK_STREAM))
        names = [os.path.join(self.open_folder, name) for name in ("stream", "datagram")]
        stream.bind(names[0])
        datagram.bind(names[1])
        abstract.bind("\0" + self.marker)
        for name in names:
            os.chmod(name, 0o777)
        servers = {"TCP": tcp, "UDP": udp, "a UNIX socket": stream, "a UNIX datagram": datagram, "an abstract socket": abstract}
        for server in servers.values():
            server.setblocking(False)
            if server.type == socket.SOCK_STREAM:
                server.listen(16)
        threading.Thread(target=self.serve, args=(servers,), daemon=True).start()
        threading.Thread(target=self.call, args=(free_port,), daemon=True).start()
        return {"tcp": tcp.getsockname()[1], "udp": udp.getsockname()[1], "free_port": free_port,
                "unix_stream": names[0], "unix_datagram": names[1], "abstract": self.marker}

    def serve(self, servers):
        while not self.stop.is_set():
            ready, _, _ = select.select(list(servers.values()), [], [], 0.1)
            for name, server in servers.items():
                if server in ready:
                    with contextlib.suppress(OSError):
                        if server.type == socket.SOCK_STREAM:
                            server.accept()[0].close()
                        else:
                            server.recv(4096)
                        self.received.append(name)

    def call(self, port):
        while not self.stop.wait(0.05):
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=0.2):
                self.received.append("a port that the answer serves")

    def environment(self):
        kept = {name: os.environ[name] for name in ("PATH", "LANG", "LC_ALL") if name in os.environ}
        return {**kept, "HOME": self.home, "TMPDIR": self.scratch, "CANARY_TOKEN": secrets.token_hex(8),
                "TERM": "xterm-256color", **self.job["environment"]}

    def prepare(self):
        """Puts the bank where the judge finds it, and has it trusted."""
        bank = self.job["bank"]
        banks = os.path.join(self.home, ".local/share/hotseat/banks")
        question = os.path.join(banks, "hostile", "softmax")
        shutil.copytree(os.path.join(bank, "hostile"), os.path.join(banks, "hostile"))
        with open(os.path.join(bank, "hostile.json")) as file:
            described = json.load(file)
        described.pop("$schema", None)
        if self.job["as_tests"]:
            text = self.filled(1)
            with open(os.path.join(question, "tests_1.py"), "w") as file:
                file.write(text)
            described["questions"][0]["code"]["stages"][0]["visible"] = re.findall(r"^def (test_\w+)", text, re.M)[:1]
            shutil.rmtree(os.path.join(question, "wrong"))
        with open(os.path.join(banks, "hostile.json"), "w") as file:
            json.dump(described, file)
        self.question = question
        for command in self.job["prepare"]:
            done = subprocess.run(command, env=self.environment(), cwd="/", capture_output=True, text=True,
                                  stdin=subprocess.DEVNULL, timeout=60, start_new_session=True)
            if done.returncode:
                raise RuntimeError(f"{command} ended with {done.returncode}: {done.stdout}{done.stderr}")

    def filled(self, number):
        with open(self.job["file"], encoding="utf-8") as file:
            text = file.read()
        return re.sub(r"^TARGETS = \{\}$", lambda _: f"TARGETS = {({**self.targets, 'run': number})!r}", text, flags=re.M)

    def judge(self, number):
        answer = os.path.join(self.root, "answer.py")
        if self.job["as_tests"]:
            shutil.copy(os.path.join(self.question, "solution.py"), answer)
        else:
            with open(answer, "w", encoding="utf-8") as file:
                file.write(self.filled(number))
        places = {"QUESTION": self.question, "FILE": answer}
        command = [places.get(word, word) for word in self.job["command"]]
        slave = self.slave

        def on_terminal():
            fcntl.ioctl(slave, termios.TIOCSCTTY, 0)

        out, err = (open(os.path.join(self.root, name), "w+b") for name in ("out", "err"))
        begun = time.monotonic()
        # The shell between is for answers that end or stop their parent: it is never the supervisor.
        child = subprocess.Popen(
            ["/bin/sh", "-c", '"$@"; exit $?', "sh", *command], stdin=slave, stdout=out, stderr=err,
            env=self.environment(), cwd="/", start_new_session=True, preexec_fn=on_terminal,
            pass_fds=(self.key_descriptor,),
        )
        seen = {"mib": 0, "tasks": 0, "broken": []}
        late = begun + self.job["seconds"]
        killed = begun + self.job["kill"] if self.job["kill"] else None
        while child.poll() is None and time.monotonic() < late:
            self.look(seen)
            if killed and time.monotonic() > killed:
                for pid in _descendants(child.pid, quick=True)[:1]:
                    os.kill(pid, self.job["signal"])  # The judge itself, the shell's only child.
                killed = None
            time.sleep(LOOK_EVERY)
        seen["seconds"] = round(time.monotonic() - begun, 2)
        if child.poll() is None:
            seen["broken"].append(f"no verdict after {self.job['seconds']:.1f} s")
            _kill([pid for pid in _descendants(os.getpid()) if pid != self.decoy.pid])
        seen["broken"] += self.leftovers()
        child.wait()
        seen["code"] = child.returncode
        for name, file in (("out", out), ("err", err)):
            file.seek(0, os.SEEK_END)
            size = file.tell()
            if size > self.job["most_output"]:
                seen["broken"].append(f"{size >> 20} MiB came out of the judge")
            file.seek(0)
            seen[name] = file.read(2 << 20).decode("utf-8", "replace")
            file.close()
        if seen["mib"] > self.job["most_mib"]:
            seen["broken"].append(f"{seen['mib']} MiB of memory were held")
        if seen["tasks"] > self.job["most_tasks"]:
            seen["broken"].append(f"{seen['tasks']} processes and threads ran")
        return seen

    def look(self, seen):
        """Adds up memory and tasks of the tree below the supervisor, without the decoy."""
        pids = [pid for pid in _descendants(os.getpid(), quick=True) if pid != self.decoy.pid]
        pages = tasks = 0
        for pid in pids:
            with contextlib.suppress(OSError, ValueError, IndexError):
                with open(f"/proc/{pid}/statm") as file:
                    pages += int(file.read().split()[1])
                tasks += len(os.listdir(f"/proc/{pid}/task"))
        mib = pages * os.sysconf("SC_PAGE_SIZE") >> 20
        if mib > self.job["most_mib"]:
            mib = sum(map(_proportional, pids)) >> 20
        seen["mib"], seen["tasks"] = max(seen["mib"], mib), max(seen["tasks"], tasks)

    def leftovers(self):
        """Waits for the tree to be gone; ends what is not."""
        end = time.monotonic() + GONE_WITHIN
        while True:
            _reap()
            left = [pid for pid in _descendants(os.getpid()) if pid != self.decoy.pid]
            if not left or time.monotonic() > end:
                break
            time.sleep(0.02)
        if not left:
            return []
        words = ", ".join(sorted({_command(pid) for pid in left}))[:200]
        for _ in range(200):
            _kill(left)
            _reap()
            left = [pid for pid in _descendants(os.getpid()) if pid != self.decoy.pid]
            if not left:
                break
            time.sleep(0.01)
        return [f"processes were left over: {words}"]

    def state_of_files(self):
        state = {}
        for name in (self.key, self.open_file):
            found = os.stat(name)
            with open(name) as file:
                state[name] = [file.read(), oct(found.st_mode), found.st_uid, found.st_gid, found.st_mtime_ns,
                               found.st_ctime_ns, found.st_nlink, os.listxattr(name)]
        state["home"] = sorted(name for name in os.listdir(self.home) if not name.startswith("."))
        state["open"] = sorted(os.listdir(self.open_folder))
        return state

    def state_of_decoy(self):
        pid = self.decoy.pid
        with open(f"/proc/{pid}/status") as file:
            status = dict(line.rstrip("\n").split(":\t", 1) for line in file if ":\t" in line)
        with open(f"/proc/{pid}/limits") as file:
            limits = file.read()
        state = "runs" if status["State"][0] in "RSD" else status["State"]
        return [state, status["TracerPid"].strip(), status["Cpus_allowed"], limits, os.getpriority(os.PRIO_PROCESS, pid)]

    def after(self):
        """Returns what of the bait was taken, in sentences, and takes away what was left."""
        broken = [f"{name} was reached" for name in sorted(set(self.received))]
        for name, was in self.before.items():
            with contextlib.suppress(OSError):
                if self.now[name] != was:
                    broken.append(f"{os.path.basename(name)}: {was} became {self.now[name]}")
        if self.decoy_now != self.decoy_before:
            broken.append(f"the decoy changed: {self.decoy_now}")
        broken += [f"{place} was left" for place in self.left]
        if self.typed:
            broken.append("something was typed into the terminal")
        if self.drawn:
            broken.append("the terminal was written to")
        return broken

    def end(self):
        """Looks at everything once more, then takes the world down."""
        self.stop.set()
        self.now = self.state_of_files()
        try:
            self.decoy_now = self.state_of_decoy() if self.decoy.poll() is None else ["ended"]
        except OSError:
            self.decoy_now = ["ended"]
        # By a descriptor of its own: not to wait is a property of the open file, which the judge shares.
        own = os.open(self.targets["terminal"], os.O_RDONLY | os.O_NOCTTY | os.O_NONBLOCK)
        self.typed = self.marker.encode() in _drained(own)
        self.drawn = self.marker.encode() in _drained(self.master)
        self.left = []
        for folder in (*TEMPORARY, self.open_folder):
            with contextlib.suppress(OSError):
                for name in os.listdir(folder):
                    if self.marker in name:
                        self.left.append(os.path.join(folder, name))
                        os.unlink(os.path.join(folder, name))  # By its random name our own.
        self.left += [os.path.join("scratch", name) for name in os.listdir(self.scratch)]
        self.left += _take_segments(self.segments, self.targets["ipc_key"])
        self.decoy.kill()
        self.decoy.wait()
        shutil.rmtree(self.root, ignore_errors=True)


def _drained(descriptor):
    read = b""
    with contextlib.suppress(OSError):
        while part := os.read(descriptor, 65536):
            read += part
    return read


def _parents():
    parents = {}
    for name in os.listdir("/proc"):
        if name.isdigit():
            with contextlib.suppress(OSError, IndexError, ValueError):
                with open(f"/proc/{name}/stat") as file:
                    state, parent = file.read().rpartition(")")[2].split()[:2]
                if state != "Z":
                    parents[int(name)] = int(parent)
    return parents


def _descendants(top, quick=False):
    """Returns the processes below one, without zombies; quick ones may miss some in a changing tree."""
    if not quick:
        parents = _parents()
        below, grown = {top}, True
        while grown:
            more = {pid for pid, parent in parents.items() if parent in below and pid not in below}
            grown = bool(more)
            below |= more
        return sorted(below - {top})
    below, queue = [], [top]
    while queue:
        pid = queue.pop()
        with contextlib.suppress(OSError):
            for task in os.listdir(f"/proc/{pid}/task"):
                with open(f"/proc/{pid}/task/{task}/children") as file:
                    children = [int(child) for child in file.read().split()]
                below += children
                queue += children
    return below


def _proportional(pid):
    """Memory of a process in bytes; what it shares is divided by how many share it."""
    try:
        with open(f"/proc/{pid}/smaps_rollup") as file:
            return int(re.search(r"^Pss:\s+(\d+)", file.read(), re.M)[1]) << 10
    except (OSError, TypeError):
        return 0


def _command(pid):
    with contextlib.suppress(OSError), open(f"/proc/{pid}/cmdline", "rb") as file:
        return file.read().replace(b"\0", b" ").decode("utf-8", "replace")[:60].strip() or "(no name)"
    return "(gone)"


def _kill(pids):
    for number in (signal.SIGSTOP, signal.SIGKILL):  # First stopped, so that none forks away.
        for pid in pids:
            with contextlib.suppress(OSError):
                os.kill(pid, number)


def _reap():
    """Takes in the orphans that ended; the judge's own shell is waited for elsewhere."""
    for name in os.listdir("/proc"):
        if name.isdigit():
            with contextlib.suppress(OSError, IndexError, ValueError):
                with open(f"/proc/{name}/stat") as file:
                    text = file.read()
                state, parent = text.rpartition(")")[2].split()[:2]
                if state == "Z" and int(parent) == os.getpid() and "(sh)" not in text:
                    os.waitpid(int(name), os.WNOHANG)


def _segments():
    """Returns the System V objects of this machine: (kind, id) to (key, creator)."""
    found = {}
    for kind, creator in (("shm", 4), ("msg", 5), ("sem", None)):
        with contextlib.suppress(OSError), open(f"/proc/sysvipc/{kind}") as file:
            for line in file.readlines()[1:]:
                parts = line.split()
                found[kind, int(parts[1])] = (int(parts[0]), int(parts[creator]) if creator else 0)
    return found


def _take_segments(before, key):
    """Removes what the run left: objects of its key, and segments whose maker is gone."""
    left, libc = [], ctypes.CDLL(None)
    for (kind, number), (of, creator) in _segments().items():
        ours = of == key or kind == "shm" and not os.path.exists(f"/proc/{creator}")
        if (kind, number) not in before and ours:
            left.append(f"a System V object ({kind})")
            calls = {"shm": (libc.shmctl, 0, None), "msg": (libc.msgctl, 0, None), "sem": (libc.semctl, 0, 0)}
            call, *rest = calls[kind]
            call(number, *rest)
    return left
