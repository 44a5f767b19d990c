"""The answer apart from its tests: a fork for the tests and one with the answer."""

import ast
import json
import os
import select
import signal
import socket
import struct
import sys
import time
import types

from hotseat_apart import Far, Gone, Line, OutOfTime, near
from hotseat_common import flush, own_streams, plainly, said, silence, since, unsilence
from hotseat_frames import receive, send

LINUX = sys.platform == "linux"


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
    """A fork for the tests and one with the answer: they share a socket and no memory. A test that had to be
    ended takes the fork with it, and the next one gets another."""

    def __init__(self, run, code, test_code):
        self.run, self.code, self.test_code = run, code, test_code
        self.worker, self.request = run.worker, run.request
        self.bench, self.answer = None, None

    def tests(self):
        self.bench = self.fork(at_the_tests)
        # The forks for the answer come of this process, and shall have no part of what it is measured by.
        for key in ("solution", "tests"):
            self.request[key] = None
        self.test_code = None
        quiet = False
        for index, name in enumerate(self.request["names"]):
            self.run.tell("start", index=index)
            record = self.one(name, quiet)
            quiet = True
            if record.pop("loading", False):
                self.run.tell("not_loaded", **record)
                break
            unloaded = record.pop("unloaded", False)
            self.run.tell("test", index=index, **record)
            if unloaded:
                # Every other test would wait for the same.
                record = {**record, "ms": 0.0, "message": f"the file was not loaded: {record['message']}"}
                for more in range(index + 1, len(self.request["names"])):
                    self.run.tell("start", index=more)
                    self.run.tell("test", index=more, **record)
                break
        self.worker.cell.end_all(self.worker.policy)

    def fork(self, child, *args):
        """Returns the pid of a fork and our end of a socket to it."""
        ours, theirs = socket.socketpair()
        pid = os.fork()
        if pid == 0:
            try:
                ours.close()
                os.close(self.run.result)
                if self.bench is not None:
                    self.bench[1].close()
                self.request["nonce"] = self.run.nonce = None
                child(self, theirs, *args)
            finally:
                os._exit(70)
        theirs.close()
        return pid, ours

    def one(self, name, quiet):
        """Runs one test; returns its record."""
        link, record = self.bench[1], None
        try:
            if self.answer is None:
                self.answer, ours = self.fork(beside, quiet)
                body = json.dumps({"go": name, "pid": self.answer}).encode()
                socket.send_fds(link, [struct.pack(">I", len(body))], [ours.fileno()])
                link.sendall(body)
                ours.close()
            else:
                send(link, {"go": name})
            wall = 3 * self.request["seconds"] + 1.3
            if not select.select([link], [], [], wall)[0]:
                os.kill(self.bench[0], signal.SIGKILL)
                return {"outcome": "time", "message": "the test itself did not end"}
            record, _ = receive(link)
        except (BrokenPipeError, ConnectionResetError):
            pass
        if record is None:
            return {"outcome": "died", "message": "the process of the tests ended"}
        if record["outcome"] == "died":
            record["message"] = how_it_died(self.answer)
        if record["outcome"] in ("died", "time", "memory"):
            self.clear()
        return record

    def clear(self):
        """Ends the fork with the answer and what it left running, which must not slow the next test down."""
        pid, self.answer = self.answer, None
        try:
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
        except (ProcessLookupError, ChildProcessError):
            pass
        if os.getpid() != 1:
            return  # Only a namespace of one's own tells whose a process is; the end of the run ends all.
        for _ in range(1000):
            left = [int(one) for one in os.listdir("/proc") if one.isdigit() and int(one) not in (1, self.bench[0])]
            for one in left:
                try:
                    os.kill(one, signal.SIGKILL)
                except ProcessLookupError:
                    pass
            try:
                while os.waitpid(-1, os.WNOHANG)[0]:
                    pass
            except ChildProcessError:
                pass
            if not left:
                return


def how_it_died(pid):
    """Returns how a fork ended that has closed its line."""
    for _ in range(200):
        try:
            gone, status = os.waitpid(pid, os.WNOHANG)
        except ChildProcessError:
            break
        if gone and os.WIFSIGNALED(status):
            try:
                name = signal.Signals(os.WTERMSIG(status)).name
            except ValueError:
                name = "a signal"
            return f"the process was ended by {name} before the test was over"
        if gone:
            return "the process exited before the test was over"
        time.sleep(0.0005)
    return "the process closed its line before the test was over"


def at_the_tests(apart, link):
    """In the fork for the tests: runs what it is told, against the process it is lent."""
    worker, request = apart.worker, apart.request
    own_streams()
    worker.cell.seal(worker.policy, [0, 1, 2, link.fileno()])
    sources = {request["tests_file"]: request["tests"].splitlines()}
    far, reference = (Far(request["entry"]) for _ in range(2))

    def connect(module, pid, line):
        clock = (~pid << 3) | 2  # As clock_getcpuclockid(3) makes it on Linux.
        module._connect(line, request["seconds"], lambda: time.clock_gettime(clock) if LINUX else 0.0)
        return module._line.receive()[0]


    def solution():
        ours, theirs = socket.socketpair()
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
    exec(apart.test_code, module.__dict__)
    while True:
        message, fds = receive(link, 1)
        if message is None:
            os._exit(0)
        begun, loaded = time.perf_counter(), None
        try:
            if fds:
                loaded = connect(far, message["pid"], socket.socket(fileno=fds[0]))
            else:
                loaded = far._again()
            if "error" in loaded:
                record = {**plainly(loaded["error"]), "loading": True}
            else:
                module.__dict__[message["go"]]()
                record = {"outcome": "passed"}
        except Gone:
            record = {"outcome": "died", "message": "", "line": None, "trace": []}
        except OutOfTime as error:
            record = {"outcome": "time", "message": str(error), "line": None, "trace": []}
        except BaseException as error:
            record = said(error, None, sources)
        flush()
        send(link, {**record, "unloaded": loaded is None, "ms": since(begun)})


def beside(apart, link, quiet):
    """In a fork for the answer: loads it and serves its functions."""
    worker = apart.worker
    silent = silence() if quiet else None
    own_streams()
    worker.cell.seal(worker.policy, [0, 1, 2, link.fileno(), *(silent or ())])
    serve(link, apart.code, "answer", silent, {"answer.py": apart.request["answer"].splitlines()})


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
