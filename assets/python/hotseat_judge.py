"""The judge's side in Python: a warm worker of which every run is a fresh fork.

The worker imports what a question requires, once, and waits on a socket. For a run it forks; the fork
shuts itself in (`hotseat_cell`) and supervises: it forks again, and only there, sealed, the
answer is loaded. The supervisor never runs anything of an answer. It passes on records, each with the
run's nonce; what they add up to is decided outside.

A record of a test reaches the supervisor over a socket of that test alone, and only with a nonce that is
made after the test has ended. `docs/judge.md` says what that stops and what not.

Messages on the socket are a length (4 bytes, big-endian) and JSON; the comments at each say which.
"""

import ast
import builtins
import gc
import importlib
import importlib.machinery
import json
import os
import select
import signal
import sys
import traceback
import _signal

ANSWER = "answer.py"
LONGEST = 2000  # characters of a message
# What looks at frames when it is used, and has to be known before an answer is.
FIRST = ("abc", "collections", "contextlib", "dataclasses", "enum", "functools", "random", "traceback", "types",
         "typing", "warnings")
# What people import without a second thought: brought in while nothing is asked for, so that the very first
# run does not wait for it and later ones do not pay for it.
LATER = ("bisect", "copy", "decimal", "fractions", "heapq", "inspect", "itertools", "logging", "math", "numbers",
         "operator", "queue", "re", "statistics", "string", "threading", "unittest", "importlib.metadata")
ALONG = {"numpy": ("numpy.random", "numpy.linalg"), "torch": ("torch.nn.functional", "torch.autograd", "torch.optim")}
LATER_WITH = {"numpy": ("numpy.fft", "numpy.testing", "numpy.polynomial", "numpy.ma"),
              "torch": ("torch.testing", "torch.utils.data", "torch.nn.utils")}


# -------------------------------------------------------------------------------------------------- worker
class Own:
    """Makes the judge's own modules importable from text, for as long as they are being loaded: no file of
    them need be in the sandbox, and an answer finds none of them."""

    def __init__(self, sources):
        self.sources = sources

    def __enter__(self):
        sys.meta_path.insert(0, self)
        return self

    def __exit__(self, *_):
        sys.meta_path.remove(self)
        for name in self.sources:
            sys.modules.pop(name, None)

    def find_spec(self, name, path=None, target=None):
        return importlib.machinery.ModuleSpec(name, self) if name in self.sources else None

    def create_module(self, spec):
        return None

    def exec_module(self, module):
        name = module.__name__
        # What an answer does to the builtins that all share changes nothing in these.
        module.__dict__["__builtins__"] = dict(vars(builtins))
        module.__file__ = f"<{name}>"
        exec(compile(self.sources[name], module.__file__, "exec", dont_inherit=True), module.__dict__)


def versions(names):
    found = {}
    for name in names:
        told = getattr(sys.modules.get(name), "__version__", None)
        if isinstance(told, str):
            found[name] = told
    return found


class Worker:
    def __init__(self, control, boot):
        # boot: modules {name: source}, imports [name], policy {}
        self.control, self.policy, sources = control, boot["policy"], dict(boot["modules"])
        with Own(sources):
            self.frames = importlib.import_module("hotseat_frames")
        for name in FIRST:
            importlib.import_module(name)
        for name in boot["imports"]:
            try:
                importlib.import_module(name)
                for more in ALONG.get(name, ()):
                    importlib.import_module(more)
            except Exception as error:
                # missing: the module, why (a line)
                self.frames.send(control, {"missing": name, "why": f"{type(error).__name__}: {error}".splitlines()[0][:300]})
                raise SystemExit from None
        if "torch" in sys.modules:
            sys.modules["torch"].set_num_threads(1)
        with Own(sources):
            self.check = importlib.import_module("hotseat_check")
            # What it has for a library is bound before any answer is there.
            for name in ("numpy", "torch"):
                if name in sys.modules:
                    self.check.part(name)
            self.forbid = importlib.import_module("hotseat_forbid")
            self.cell = importlib.import_module("hotseat_cell")
            self.bench = importlib.import_module("hotseat_bench")
            self.together = importlib.import_module("hotseat_together")
            guard = importlib.import_module("hotseat_guard")
        self.cell_state = self.cell.prepare(self.policy)
        self.guards = guard
        self.later = [*LATER, *(more for name in boot["imports"] for more in LATER_WITH.get(name, ()))]
        self.settle()
        self.running = None  # (id, pid)
        # ready: python, versions, cell {ok, lacks}
        self.frames.send(control, {"ready": True, "python": ".".join(map(str, sys.version_info[:3])),
                       "versions": versions(boot["imports"]), "cell": self.cell_state})

    def settle(self):
        """Takes stock of what is there now, for every fork to come."""
        self.watch, self.guard = self.guards.Watch(), self.guards.Guard()
        # What is here stays: a fork that collects garbage would otherwise copy it all.
        gc.freeze()

    def idle(self):
        """Brings in one more module while nothing is asked for; returns whether there is more to do."""
        if not self.later:
            return False
        try:
            importlib.import_module(self.later.pop(0))
        except Exception:
            pass  # Not everything is in every version.
        if not self.later:
            warm_up(self)
            gc.collect()
            self.settle()
        return True

    def serve(self):
        # Whoever started Python may have kept signals back; the ends of forks are told by one.
        signal.pthread_sigmask(signal.SIG_SETMASK, ())
        wake_read, wake_write = os.pipe()
        os.set_blocking(wake_write, False)
        signal.set_wakeup_fd(wake_write, warn_on_full_buffer=False)
        self.old_child = SIGNAL(signal.SIGCHLD, lambda *_: None)
        self.wake = wake_read, wake_write
        poll = select.poll()
        poll.register(self.control, select.POLLIN)
        poll.register(wake_read, select.POLLIN)
        while True:
            ready = poll.poll(0 if self.later and not self.running else None)
            if not ready:
                self.idle()
            for fd, _ in ready:
                if fd == wake_read:
                    os.read(wake_read, 4096)
                    self.reap()
                elif not self.take():
                    return

    def take(self):
        message, fds = self.frames.receive(self.control, 2)
        if message is None or message["op"] == "end":
            self.stop()
            return False
        if message["op"] == "cancel":
            if self.running and self.running[0] == message["id"]:
                self.stop()
        elif message["op"] == "run":
            self.run(message, fds)
        return True

    def run(self, request, fds):
        # run: id, nonce, kind, answer, tests_file, tests, names, solution, forbid, seconds, shared
        pid = os.fork()
        if pid == 0:
            try:
                supervise(self, request, *fds)
            except BaseException:
                try:
                    os.write(fds[0], (json.dumps({"nonce": request["nonce"], "ev": "broken",
                                                  "message": traceback.format_exc()[-LONGEST:]}) + "\n").encode())
                except OSError:
                    pass
            os._exit(0)
        for fd in fds:
            os.close(fd)
        self.running = request["id"], pid

    def stop(self):
        if self.running:
            os.kill(self.running[1], signal.SIGKILL)

    def reap(self):
        while True:
            try:
                pid, status = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                return
            if pid == 0:
                return
            if self.running and pid == self.running[1]:
                left = self.cell.end_all(self.policy)
                # ended: id, status, left (processes that had to be ended)
                self.frames.send(self.control, {"ended": self.running[0], "status": status, "left": left})
                self.running = None


def warm_up(worker):
    """Does once what the first run would wait for."""
    numpy = sys.modules.get("numpy")
    if numpy is not None:
        numpy.random.default_rng(0).standard_normal(3)
        numpy.einsum("ij,jk->ik", numpy.ones((2, 2)), numpy.ones((2, 2)))
        repr(numpy.ones((2, 2)))
    # Autograd starts threads of its own, which a fork does not have: it would wait for them for ever.
    if "torch" not in sys.modules:
        worker.together.controls(worker.check)


SIGNAL = _signal.signal


# ---------------------------------------------------------------------------------------------- supervisor
class Run:
    def __init__(self, worker, request, result):
        self.worker, self.request, self.result = worker, request, result
        self.nonce = request["nonce"]

    def tell(self, ev, **more):
        line = (json.dumps({"nonce": self.nonce, "ev": ev, **more}) + "\n").encode()
        while line:
            line = line[os.write(self.result, line):]


def supervise(worker, request, result, output):
    signal.set_wakeup_fd(-1)
    SIGNAL(signal.SIGCHLD, _signal.SIG_DFL)
    for fd in worker.wake:
        os.close(fd)
    worker.control.close()
    worker.cell.open_run(worker.policy)
    os.dup2(output, 1)
    os.dup2(output, 2)
    os.close(output)
    run = Run(worker, request, result)
    answer = request["answer"]
    try:
        tree = ast.parse(answer, ANSWER)
        code = compile(tree, ANSWER, "exec", dont_inherit=True)
    except (SyntaxError, ValueError, RecursionError, MemoryError, OverflowError) as error:
        line = getattr(error, "lineno", None)
        run.tell("not_loaded", message=f"{type(error).__name__}: {error.args[0] if error.args else error}",
                 line=line, trace=[])
        return
    used = worker.forbid.uses(tree, request["forbid"])
    if used:
        run.tell("forbidden", uses=used)
        return
    if request["kind"] == "script":
        worker.together.script(run, code)
    else:
        tests(run, code)
    run.tell("end")


def tests(run, code):
    request = run.request
    source, file = request["tests"], request["tests_file"]
    tree = ast.parse(source, file)
    there = [node.name for node in tree.body if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")]
    if len(set(there)) != len(there) or not set(request["names"]) <= set(there):
        run.tell("broken", message=f"{file} does not have the tests it should have, each once.")
        return
    test_code = compile(tree, file, "exec", dont_inherit=True)
    if run.worker.bench.functions_alone(request, tree):
        run.worker.bench.Apart(run, code, test_code).tests()
    else:
        run.worker.together.tests(run, code, test_code)
