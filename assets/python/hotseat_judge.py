"""The judge's side in Python: a warm worker of which every run is a fresh fork, made ready beforehand.

The worker imports what a question requires, once, and waits on a socket. Before a run is known it forks; the fork
shuts itself in (`hotseat_cell`), forks again (`hotseat_crew`) and waits for the run, which it supervises. Only in
its forks, sealed, the answer is loaded. The supervisor never runs anything of an answer. It passes on records, each
with the run's nonce; what they add up to is decided outside.

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
import marshal
import os
import select
import struct
import sys
import _signal
import _socket

ANSWER = "answer.py"
LONGEST = 2000  # characters of a message
# What people import without a second thought: brought in while nothing is asked for, so that the very first
# run does not wait for it and later ones do not pay for it.
LATER = ("dataclasses", "traceback", "bisect", "copy", "decimal", "fractions", "heapq", "inspect", "itertools",
         "logging", "math", "numbers", "operator", "queue", "re", "signal", "socket", "statistics", "string",
         "threading", "unittest", "importlib.metadata")
ALONG = {"numpy": ("numpy.random", "numpy.linalg"), "torch": ("torch.nn.functional", "torch.autograd", "torch.optim")}
LATER_WITH = {"numpy": ("numpy.fft", "numpy.testing", "numpy.polynomial", "numpy.ma"),
              "torch": ("torch.testing", "torch.utils.data", "torch.nn.utils")}


# A text that has most of what answers have.
SAMPLE = '''"""A sample."""
import math
class A:
    def f(self, x, *rest, y=1.0, **more):
        for i, one in enumerate(x[1:-1, :, None]):
            if not one and (i + y * 2 - 1 >= len(rest) or y is None):
                x[i] = {"a": [z ** 2 for z in one if z], "b": (math.pi, -1)}
            elif i % 3 == 0:
                continue
            else:
                y += max(one, key=lambda z: z.real) / (1 << 3)
        try:
            while True:
                raise ValueError(f"{x!r} and {y}")
        except (ValueError, KeyError) as error:
            return more[str(error)] if rest else None
'''


# -------------------------------------------------------------------------------------------------- worker
class Own:
    """Makes the judge's own modules importable from their code, for as long as they are being loaded: no file of
    them need be in the sandbox, and an answer finds none of them."""

    def __init__(self, codes):
        self.codes = codes

    def __enter__(self):
        sys.meta_path.insert(0, self)
        return self

    def __exit__(self, *_):
        sys.meta_path.remove(self)
        for name in self.codes:
            sys.modules.pop(name, None)

    def find_spec(self, name, path=None, target=None):
        return importlib.machinery.ModuleSpec(name, self) if name in self.codes else None

    def create_module(self, spec):
        return None

    def exec_module(self, module):
        name = module.__name__
        # What an answer does to the builtins that all share changes nothing in these.
        module.__dict__["__builtins__"] = dict(vars(builtins))
        module.__file__ = f"<{name}>"
        exec(self.codes[name], module.__dict__)


def versions(names):
    found = {}
    for name in names:
        told = getattr(sys.modules.get(name), "__version__", None)
        if isinstance(told, str):
            found[name] = told
    return found


class Worker:
    def __init__(self, control, boot, codes):
        # boot: modules [name, source], compiled (a frame with their code came instead), imports [name], policy {},
        # soon (a run follows at once)
        self.control, self.policy, own = control, boot["policy"], Own(codes)
        with own:
            self.frames = importlib.import_module("hotseat_frames")
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
        with own:
            self.check = importlib.import_module("hotseat_check")
            # What it has for a library is bound before any answer is there.
            for name in ("numpy", "torch"):
                if name in sys.modules:
                    self.check.part(name)
            self.forbid = importlib.import_module("hotseat_forbid")
            self.cell = importlib.import_module("hotseat_cell")
            self.bench = importlib.import_module("hotseat_bench")
            self.together = importlib.import_module("hotseat_together")
            self.crew = importlib.import_module("hotseat_crew")
            guard = importlib.import_module("hotseat_guard")
        self.cell_state = self.cell.prepare(self.policy)
        self.guards = guard
        self.later = [*LATER, *(more for name in boot["imports"] for more in LATER_WITH.get(name, ()))]
        self.parts = {"tests": self.bench.at_the_tests, "answer": self.bench.beside, "both": self.together.seated}
        self.settle()
        self.running = None  # (id, pid)
        self.standing = None  # (pid, socket) of the supervisor of the next run
        self.fell = False  # it ended before there was a run
        self.plans = {}
        self.soon = boot["soon"] and self.cell_state["ok"]
        self.greeting = versions(boot["imports"]), None if boot["compiled"] else codes

    def greet(self):
        """Says that runs can come."""
        (found, codes), self.greeting = self.greeting, None
        # ready: python, versions, cell {ok, lacks}, codes (a frame with them comes, for the next start)
        self.frames.send(self.control, {"ready": True, "python": ".".join(map(str, sys.version_info[:3])),
                                        "versions": found, "cell": self.cell_state, "codes": codes is not None})
        if codes is not None:
            # Nothing of an answer has been in this process, nor will be.
            made = marshal.dumps(codes)
            self.control.sendall(struct.pack(">I", len(made)) + made)

    def settle(self):
        """Takes stock of what is there now, for every fork to come."""
        # The watch is for answers beside their tests alone; before there is time for it they make their own.
        self.watch, self.guard = None if self.later else self.guards.Watch(), self.guards.Guard()
        # What is here stays: a fork that collects garbage would otherwise copy it all.
        gc.freeze()

    def idle(self):
        """Does one more thing that would otherwise be waited for, while nothing is asked for; returns whether the
        next run stands ready from now on."""
        if not self.later:
            self.stand()
            return True
        try:
            importlib.import_module(self.later.pop(0))
        except Exception:
            pass  # Not everything is in every version.
        if not self.later:
            warm_up(self)
            gc.collect()
            self.settle()
        return False

    def stand(self, hurry=False, known=None):
        """Forks the supervisor of the next run, which readies all that can be before the run is known. In a `hurry`,
        which it is where the run is `known` already, not what only saves time."""
        ours, theirs = _socket.socketpair()
        pid = os.fork()
        if pid == 0:
            try:
                ours.close()
                # What tests and solution are made of is not for the processes that come of this one.
                self.plans.clear()
                self.greeting = None
                if known is not None:
                    known.clear()
                supervise(self, theirs, hurry)
            finally:
                os._exit(0)
        theirs.close()
        self.standing = pid, ours

    def serve(self):
        # Whoever started Python may have kept signals back; the ends of forks are told by one.
        _signal.pthread_sigmask(_signal.SIG_SETMASK, ())
        wake_read, wake_write = os.pipe()
        os.set_blocking(wake_write, False)
        _signal.set_wakeup_fd(wake_write, warn_on_full_buffer=False)
        self.old_child = SIGNAL(_signal.SIGCHLD, lambda *_: None)
        self.wake = wake_read, wake_write
        poll = self.poll = select.poll()
        poll.register(self.control, select.POLLIN)
        poll.register(wake_read, select.POLLIN)
        if self.soon:
            # While hotseat hears that the run can come, what it needs is made.
            self.stand(hurry=True)
        self.greet()
        while True:
            to_do = self.later or not (self.standing or self.fell)
            ready = poll.poll(0 if to_do and not self.running else None)
            if not ready and self.idle():
                poll.register(self.standing[1], select.POLLIN)
            for fd, _ in ready:
                if fd == wake_read:
                    os.read(wake_read, 4096)
                    self.reap()
                elif fd == self.control.fileno():
                    if not self.take():
                        return
                elif self.standing and fd == self.standing[1].fileno():
                    poll.unregister(fd)
                    if self.frames.receive(self.standing[1])[0]:
                        # stands: the next run has all it needs
                        self.frames.send(self.control, {"stands": True})

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
        # run: id, nonce, kind, answer, tests_file, tests, names, solution, forbid, entry, seconds, shared, together
        while self.running:
            # The verdict of the one before is out; its processes are just ending.
            self.reap(0)
        if self.standing:
            # It may have been ended by somebody else since.
            self.reap()
        if not self.standing:
            self.stand(hurry=True, known=request)
        (pid, link), self.standing = self.standing, None
        request["plan"] = self.plan(request)
        try:
            self.frames.send(link, request, fds)
        except OSError:
            pass  # It is gone, which its end tells.
        self.close(link)
        for fd in fds:
            os.close(fd)
        self.running, self.fell = (request["id"], pid), False

    def plan(self, request):
        """Returns what is known of the tests before there is an answer: the same from run to run."""
        if request["kind"] == "script":
            return None
        key = json.dumps([request[one] for one in ("tests_file", "tests", "solution", "entry", "shared", "together")])
        if key not in self.plans:
            while len(self.plans) > 7:
                self.plans.pop(next(iter(self.plans)))
            self.plans[key] = planned(self, request)
        return self.plans[key]

    def stop(self):
        if self.running:
            os.kill(self.running[1], _signal.SIGKILL)

    def reap(self, how=os.WNOHANG):
        while True:
            try:
                pid, status = os.waitpid(-1, how)
            except ChildProcessError:
                return
            if pid == 0:
                return
            if self.standing and pid == self.standing[0]:
                self.close(self.standing[1])
                # Whatever ended it would end the next as well: that one is made when it is needed.
                self.standing, self.fell = None, True
            if self.running and pid == self.running[1]:
                # None stands ready yet: everything below is the run's.
                left = self.cell.end_all(self.policy)
                # ended: id, status, left (processes that had to be ended)
                self.frames.send(self.control, {"ended": self.running[0], "status": status, "left": left})
                self.running = None
                return

    def close(self, link):
        """Closes the socket to a supervisor."""
        try:
            self.poll.unregister(link)
        except KeyError:
            pass
        link.close()

    def touch(self):
        """Copies, in a fresh fork, the pages that a run is going to need, before it is waited for."""
        json.loads(json.dumps({"a": [1.5, "b", None]}))
        exec(compile("def f(x):\n    return [x + 1 for x in x]\nf([1])", "touch", "exec"), {})
        self.bench.touch()
        numpy_once()
        if "torch" in sys.modules:
            torch_once()
        self.together.controls(self.check)


def warm_up(worker):
    """Does once what the first run would wait for."""
    numpy_once()
    # Autograd starts threads of its own, which a fork does not have: it would wait for them for ever.
    if "torch" not in sys.modules:
        worker.together.controls(worker.check)


def numpy_once():
    numpy = sys.modules.get("numpy")
    if numpy is None:
        return
    values = numpy.random.default_rng().standard_normal((3, 4))
    numpy.einsum("ij,jk->ik", values, values.T)
    numpy.testing.assert_allclose(values, values)
    numpy.allclose(values - values.max(axis=-1, keepdims=True), values.sum(axis=0))
    numpy.exp(values @ values.T).mean()
    repr(values)


def torch_once():
    torch = sys.modules["torch"]
    layer = torch.nn.Linear(4, 3)
    torch.nn.functional.cross_entropy(layer(torch.randn(5, 4)), torch.arange(5) % 3).backward()
    torch.optim.SGD(layer.parameters(), 0.1).step()
    repr(layer.weight)


SIGNAL = _signal.signal


# ---------------------------------------------------------------------------------------------- supervisor
class Run:
    def __init__(self, worker, crew, request, result, output):
        self.worker, self.crew, self.request, self.result, self.output = worker, crew, request, result, output
        self.nonce = request["nonce"]
        crew.forget = self.forget

    def tell(self, ev, **more):
        line = (json.dumps({"nonce": self.nonce, "ev": ev, **more}) + "\n").encode()
        while line:
            line = line[os.write(self.result, line):]

    def forget(self):
        self.nonce = None
        for key in self.request:
            self.request[key] = None


def supervise(worker, link, hurry):
    _signal.set_wakeup_fd(-1)
    SIGNAL(_signal.SIGCHLD, _signal.SIG_DFL)
    for fd in worker.wake:
        os.close(fd)
    worker.control.close()
    crew, failed = worker.crew.Crew(worker, worker.parts), None
    try:
        worker.cell.open_run(worker.policy)
        # One for the tests and one for the answer; or both for both, where they cannot be parted.
        crew.more(hurry)
        crew.more(hurry)
        if not hurry:
            compile(ast.parse(SAMPLE), "touch", "exec", dont_inherit=True)
            crew.wait()
            try:
                worker.frames.send(link, {"stands": True})
            except (BrokenPipeError, ConnectionResetError):
                pass  # A run came meanwhile, and waits.
    except BaseException:
        failed = told_exception()
    request, fds = worker.frames.receive(link, 2)
    if request is None:
        return
    link.close()
    run = Run(worker, crew, request, *fds)
    try:
        if failed is None:
            judge(run)
        else:
            run.tell("broken", message=failed)
    except BaseException:
        run.tell("broken", message=told_exception())
    run.tell("end")
    worker.cell.end_all(worker.policy)


def told_exception():
    """Returns what was raised, for whoever mends the judge."""
    import traceback
    return traceback.format_exc()[-LONGEST:]


def judge(run):
    worker, request, plan = run.worker, run.request, run.request["plan"]
    apart = None
    if request["kind"] != "script":
        if plan["broken"] or not set(request["names"]) <= set(plan["there"]):
            run.tell("broken", message=plan["broken"] or f"{request['tests_file']} does not have the tests it should have.")
            return
        if plan["alone"] and run.crew.is_ready():
            # The tests are made ready while the answer is looked at.
            apart = worker.bench.Apart(run)
    # In a hurry the answer is looked at while the process for the tests is being shut off.
    code = looked_at(run)
    if code is None:
        return
    if apart is None and plan is not None and plan["alone"]:
        apart = worker.bench.Apart(run)
    if request["kind"] == "script":
        worker.together.script(run, code)
    elif apart is not None:
        apart.tests(code)
    else:
        worker.together.tests(run, code)


def looked_at(run):
    """Returns the code of the answer, marshalled and in hexadecimal digits, if it is one and uses nothing forbidden."""
    request = run.request
    try:
        tree = ast.parse(request["answer"], ANSWER)
        code = compile(tree, ANSWER, "exec", dont_inherit=True)
    except (SyntaxError, ValueError, RecursionError, MemoryError, OverflowError) as error:
        line = getattr(error, "lineno", None)
        run.tell("not_loaded", message=f"{type(error).__name__}: {error.args[0] if error.args else error}",
                 line=line, trace=[])
        return None
    used = run.worker.forbid.uses(tree, request["forbid"])
    if used:
        run.tell("forbidden", uses=used)
        return None
    return marshal.dumps(code).hex()


def planned(worker, request):
    """Returns a plan: broken (why the tests cannot be run, or None), there (their names), alone (they use nothing
    of the answer but functions), code (marshalled, in hexadecimal digits)."""
    source, file = request["tests"], request["tests_file"]
    try:
        tree = ast.parse(source, file)
        code = marshal.dumps(compile(tree, file, "exec", dont_inherit=True)).hex()
    except (SyntaxError, ValueError, RecursionError, MemoryError, OverflowError) as error:
        return {"broken": f"{file}, line {getattr(error, 'lineno', None) or 1}: {error.args[0] if error.args else error}"}
    there = [node.name for node in tree.body if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")]
    if len(set(there)) != len(there):
        return {"broken": f"{file} does not have the tests it should have, each once."}
    return {"broken": None, "there": there, "alone": worker.bench.functions_alone(request, tree), "code": code}
