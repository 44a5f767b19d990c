"""The answer apart from its tests: a process for the tests and one with the answer."""

import ast
import json
import marshal
import os
import select
import sys
import time
import types
import _signal
import _socket

from hotseat_apart import Far, Gone, Line, OutOfTime, Packing, Unpacking, near
from hotseat_common import flush, plainly, said, signal_name, silence, since, unsilence
from hotseat_frames import receive, send

LINUX = sys.platform == "linux"
# Outcomes after which a process with the answer is of no use any more.
SPENT = ("died", "time", "memory")


def functions_alone(request, tests):
    """Returns whether the tests use nothing of the answer but functions: then it is run apart from them."""
    if request["shared"] or not request["entry"] or request["together"]:
        return False
    try:
        there = ast.parse(request["solution"] or "").body
    except (SyntaxError, ValueError, RecursionError):
        return False
    entry = set(request["entry"]) - {node.name for node in there if isinstance(node, ast.ClassDef)}
    for node in ast.walk(tests):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "answer":
            if node.attr not in entry:
                return False
        if isinstance(node, ast.ImportFrom) and node.module == "answer":
            if not {one.name for one in node.names} <= entry:
                return False
    return True


class Apart:
    """A process for the tests and one with the answer: they share a socket and no memory. A test that had to be
    ended takes the one with the answer with it, and the next test gets another."""

    def __init__(self, run):
        self.run, self.worker, self.request = run, run.worker, run.request
        self.names, self.answer, self.code = self.request["names"], None, None
        self.source = {"answer": self.request["answer"]}
        told = {key: self.request[key] for key in ("tests_file", "tests", "entry", "solution", "seconds")}
        self.bench = run.crew.take("tests", {**told, "code": self.request["plan"]["code"]}, run.output)

    def tests(self, code):
        self.code = code
        quiet = False
        for index in range(len(self.names)):
            self.run.tell("start", index=index)
            record = self.one(self.names[index:], quiet)
            quiet = True
            if record.pop("loading", False):
                self.run.tell("not_loaded", **record)
                break
            unloaded = record.pop("unloaded", False)
            self.run.tell("test", index=index, **record)
            if unloaded:
                # Every other test would wait for the same.
                record = {**record, "ms": 0.0, "message": f"the file was not loaded: {record['message']}"}
                for more in range(index + 1, len(self.names)):
                    self.run.tell("start", index=more)
                    self.run.tell("test", index=more, **record)
                break

    def one(self, names, quiet):
        """Runs the first of these tests; returns its record. The tests go on by themselves for as long as the
        process with the answer is of use."""
        link, record = self.bench[1], None
        try:
            if self.answer is None:
                told = {**self.source, "code": self.code, "quiet": quiet}
                self.answer, ours = self.run.crew.take("answer", told, self.run.output)
                send(link, {"go": names, "pid": self.answer}, [ours.fileno()])
                ours.close()
            wall = 3 * self.request["seconds"] + 1.3
            if not select.select([link], [], [], wall)[0]:
                os.kill(self.bench[0], _signal.SIGKILL)
                return {"outcome": "time", "message": "the test itself did not end"}
            record, _ = receive(link)
        except (BrokenPipeError, ConnectionResetError):
            pass
        if record is None:
            return {"outcome": "died", "message": "the process of the tests ended"}
        if record["outcome"] == "died":
            record["message"] = how_it_died(self.answer)
        if record["outcome"] in SPENT:
            self.clear()
        return record

    def clear(self):
        """Ends the fork with the answer and what it left running, which must not slow the next test down."""
        pid, self.answer = self.answer, None
        try:
            os.kill(pid, _signal.SIGKILL)
            os.waitpid(pid, 0)
        except (ProcessLookupError, ChildProcessError):
            pass
        if os.getpid() == 1:
            # Only a namespace of one's own tells whose a process is; elsewhere the end of the run ends all.
            self.worker.cell.end_all(self.worker.policy, [self.bench[0], *self.run.crew.pids()])


def how_it_died(pid):
    """Returns how a fork ended that has closed its line."""
    for _ in range(200):
        try:
            gone, status = os.waitpid(pid, os.WNOHANG)
        except ChildProcessError:
            break
        if gone and os.WIFSIGNALED(status):
            return f"the process was ended by {signal_name(os.WTERMSIG(status))} before the test was over"
        if gone:
            return "the process exited before the test was over"
        time.sleep(0.0005)
    return "the process closed its line before the test was over"


def at_the_tests(worker, link, request):
    """In the process for the tests: runs what it is told, against the process it is lent."""
    sources = {request["tests_file"]: request["tests"].splitlines()}
    far, reference = (Far(request["entry"]) for _ in range(2))

    def connect(module, pid, line):
        clock = (~pid << 3) | 2  # As clock_getcpuclockid(3) makes it on Linux.
        module._connect(line, request["seconds"], lambda: time.clock_gettime(clock) if LINUX else 0.0)
        return module._line.receive()[0]

    def solution():
        ours, theirs = _socket.socketpair()
        pid = os.fork()
        if pid == 0:
            try:
                code = compile(request["solution"], "solution.py", "exec", dont_inherit=True)
                serve(theirs, code, "solution", None, {})
            finally:
                os._exit(70)
        theirs.close()
        loaded = connect(reference, pid, ours)
        if "error" in loaded:
            raise RuntimeError(f"solution.py: {loaded['error']['message']}")
        return reference

    module = types.ModuleType("tests")
    module.__file__ = request["tests_file"]
    module.__dict__["__builtins__"] = worker.guard.builtins_for({"answer": far, "hotseat_check": worker.check})
    worker.check.provide(solution=solution, answer=lambda: far)
    exec(marshal.loads(bytes.fromhex(request["code"])), module.__dict__)
    while True:
        message, fds = receive(link, 1)
        if message is None:
            os._exit(0)
        lent = _socket.socket(fileno=fds[0])
        for name in message["go"]:
            begun, loaded = time.perf_counter(), None
            try:
                loaded = connect(far, message["pid"], lent) if lent else far._again()
                lent = None
                if "error" in loaded:
                    record = {**plainly(loaded["error"]), "loading": True}
                else:
                    module.__dict__[name]()
                    record = {"outcome": "passed"}
            except Gone:
                record = {"outcome": "died", "message": "", "line": None, "trace": []}
            except OutOfTime as error:
                record = {"outcome": "time", "message": str(error), "line": None, "trace": []}
            except BaseException as error:
                record = said(error, None, sources)
            flush()
            send(link, {**record, "unloaded": loaded is None, "ms": since(begun)})
            if record["outcome"] in SPENT or "loading" in record or loaded is None:
                break


def beside(_, link, request):
    """In a process for the answer: loads it and serves its functions."""
    silent = silence() if request["quiet"] else None
    code = marshal.loads(bytes.fromhex(request["code"]))
    serve(link, code, "answer", silent, {"answer.py": request["answer"].splitlines()})


def serve(link, code, name, silent, sources):
    line = Line(link)
    module = types.ModuleType(name)
    module.__file__ = f"{name}.py"
    sys.modules[name] = module
    try:
        exec(code, vars(module))
    except BaseException as error:
        line.send({"error": {**said(error, None, sources), "ms": 0.0}})
        os._exit(0)
    line.send({"loaded": True})
    if silent:
        unsilence(silent)

    def describe(error):
        told = said(error, None, sources)
        return {"text": str(error.args[0]) if type(error) is KeyError and error.args else str(error), **told}

    near(line, module, describe)
    os._exit(0)


def touch():
    """Uses once what a run apart uses."""
    packing, numpy = Packing(None), sys.modules.get("numpy")
    tree = packing.pack(([1, 2.5], {"a": True}, *([numpy.ones((2, 3))] if numpy else [])))
    Unpacking(packing.buffers, None).unpack(json.loads(json.dumps(tree)))
