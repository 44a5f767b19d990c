"""The answer in one process with its tests: where they use its classes, or hand tensors to and fro.

For each test a process that is shut off loads the answer and runs the test, behind a guard (`hotseat_guard`). A record reaches the supervisor over a socket of that test alone, with a key that no name
leads to and a nonce that is made after the test has ended. `docs/judge.md` says what that stops and what not.
"""

import json
import marshal
import os
import random
import select
import sys
import time
import _signal
from os import _exit, getpid as _getpid, read as _read, write as _write
from time import perf_counter as _perf_counter
from types import ModuleType as _Module
from _json import encode_basestring_ascii as _quoted

from hotseat_common import ANSWER, flush, said, signal_name, silence, since, unsilence


def script(run, code):
    """Runs the file as a script."""
    run.tell("start", index=None)
    test = Test(run, code, None, [])
    test.start()
    outcome = test.follow()
    test.stop()
    run.tell("script", **outcome)


def tests(run, code):
    """Runs the tests, each in a process of its own, or those that share one."""
    request = run.request
    names = list(enumerate(request["names"]))
    batches = [names] if request["shared"] else [[one] for one in names]
    # The control: the first test with the values of the answer taken away, which must not pass.
    if names:
        batches.insert(random.SystemRandom().randrange(len(batches) + 1), [(None, names[0][1])])
    quiet, ahead = False, {}
    while batches:
        batch = batches.pop(0)
        control = batch[0][0] is None
        test = ahead.pop(id(batch), None) or started(run, code, batch, quiet)
        if request["shared"] and batches and not ahead:
            # The other of the two, the control or all tests: beside this one it is not waited for.
            ahead[id(batches[0])] = started(run, code, batches[0], quiet or not control)
        done = 0
        for index, _ in batch:
            if index is not None:
                run.tell("start", index=index)
            outcome = test.follow()
            done += 1
            if outcome.pop("loading", False):
                test.stop()
                run.tell("not_loaded", **outcome)
                return
            if index is not None:
                run.tell("test", index=index, **outcome)
            elif outcome["outcome"] == "passed":
                test.stop()
                run.tell("tampered", message="A check that must fail was made to pass.")
                return
            if outcome["over"]:
                break
        if batch[done:]:
            batches.insert(0, batch[done:])
        if not batches:
            # All is known. A process of PyTorch takes milliseconds to end, and the end of the run ends all.
            return
        test.stop(alone=not ahead)
        quiet = quiet or not control


def started(run, code, batch, quiet):
    test = Test(run, code, run.request["plan"]["code"], batch, quiet or batch[0][0] is None)
    test.start()
    return test


class Test:
    """A process that loads the answer and runs one test, or those of a batch one after the other."""

    def __init__(self, run, code, test_code, batch, quiet=False):
        self.run, self.code, self.test_code, self.batch, self.quiet = run, code, test_code, batch, quiet

    def start(self):
        request = self.run.request
        told = {key: request[key] for key in ("answer", "tests_file", "tests", "solution")}
        told.update(code=self.code, test_code=self.test_code, batch=self.batch, quiet=self.quiet)
        self.pid, self.link = self.run.crew.take("both", told, self.run.output)
        self.key, self.rest = os.urandom(16).hex(), b""
        self.link.sendall(self.key.encode())

    def cpu(self):
        """Returns the CPU seconds of the fork so far; 0 where the system does not tell."""
        try:
            # The clock of another process by its id, as clock_getcpuclockid(3) makes it on Linux.
            return time.clock_gettime((~self.pid << 3) | 2) if sys.platform == "linux" else 0.0
        except OSError:
            return 0.0

    def follow(self):
        """Waits for the next test of the fork to end, or ends it at its limits."""
        seconds = self.run.request["seconds"]
        begun, cpu = time.monotonic(), self.cpu()
        wall = 3 * seconds + 1
        # In a batch the next test may have begun to talk already.
        link, got, self.rest = self.link, self.rest, b""
        link.setblocking(False)
        secret = None
        while True:
            if secret is None and got:
                if got != b"?":
                    return self.cut("tampered", "wrote where only the judge writes", 0)
                # Made only now: while the test ran, there was nothing to find.
                secret, got = os.urandom(16).hex(), b""
                link.setblocking(True)
                link.sendall(secret.encode())
                link.setblocking(False)
            elif b"\n" in got:
                record, _, self.rest = got.partition(b"\n")
                try:
                    record = json.loads(record.decode())
                    if (record.pop("secret"), record.pop("key")) != (secret, self.key):
                        raise ValueError
                except Exception:
                    return self.cut("tampered", "wrote where only the judge writes", 0)
                record["over"] = False
                return record
            passed = time.monotonic() - begun
            used = self.cpu() - cpu if passed > seconds * 0.5 else 0.0
            if used > seconds:
                return self.cut("time", f"stopped at the limit of {seconds:g} s of CPU time", passed)
            if passed > wall:
                return self.cut("time", f"stopped after {wall:g} s", passed)
            wait = min(wall - passed, max(seconds - used, 0.01) if passed > seconds * 0.5 else seconds * 0.5 + 0.001)
            ready, _, _ = select.select([link], [], [], max(wait, 0.0))
            if not ready:
                continue
            try:
                part = link.recv(1 << 16)
            except BlockingIOError:
                continue
            except ConnectionResetError:
                part = b""
            if not part:
                return self.died(time.monotonic() - begun)
            got += part
            if len(got) > 1 << 20:
                return self.cut("died", "wrote where only the judge writes", passed)

    def cut(self, outcome, message, passed):
        return {"outcome": outcome, "message": message, "ms": 1e3 * passed, "over": True}

    def died(self, passed):
        # The link is closed: the fork is ending, and its own status says more than our signal.
        for _ in range(200):
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self.pid = None
                break
            time.sleep(0.0005)
        else:
            status = 0
        if os.WIFSIGNALED(status):
            number = os.WTERMSIG(status)
            if number == _signal.SIGXCPU:
                return self.cut("time", "stopped at the limit of CPU time", passed)
            return self.cut("died", f"the process was ended by {signal_name(number)} before the test was over", passed)
        return self.cut("died", "the process exited before the test was over", passed)

    def stop(self, alone=True):
        """Ends the process and everything it started; where others are at work, what it started is ended later,
        and nobody waits until it is gone."""
        self.link.close()
        if self.pid is not None:
            os.kill(self.pid, _signal.SIGKILL)
        if alone:
            self.run.worker.cell.end_all(self.run.worker.policy, self.run.crew.pids())


def controls(check, names=None):
    """Returns the name of a check that passes what it must not, or None: of those that these names lead to."""
    for attempt in check.controls(names):
        try:
            attempt()
        except AssertionError:
            continue
        except Exception as error:
            return f"{type(error).__name__}: {error}"
        return "a comparison"
    return None


def nothing(entry):
    """Returns a stand-in for a function of the answer: it is called, and its value is taken away."""
    def stand_in(*args, **kwargs):
        try:
            entry(*args, **kwargs)
        except Exception:
            pass
        return object()
    return stand_in


def seated(worker, link, request):
    """In the process: loads the answer, runs its batch. Never returns."""
    me, link = _getpid(), link.detach()
    # Known to whoever holds this frame, and to nobody by name.
    key = exactly(link, 32)
    code, test_code = (marshal.loads(bytes.fromhex(one)) if one else None for one in (request["code"], request["test_code"]))
    if test_code is not None:
        worker.guard.narrow(test_code)
    # What an answer prints while it is loaded is shown once.
    silent = silence() if request["quiet"] else None
    # Held on to: what it knows by its identity must stay what it was.
    watch = worker.watch or worker.guards.Watch()
    switch = watch.begin()
    module = _Module("__main__" if test_code is None else "answer")
    module.__file__ = ANSWER
    sys.modules[module.__name__] = module

    def answer(record, last=True):
        report(link, key, me, record, last)

    sources = {ANSWER: request["answer"].splitlines(), request.get("tests_file"): (request.get("tests") or "").splitlines()}
    begun = _perf_counter()
    try:
        exec(code, vars(module))
    except SystemExit as error:
        if test_code is not None:
            answer({**said(error, switch, sources), "outcome": "died", "loading": True})
        error = None
    except BaseException as error:
        loading = {"loading": True} if test_code is not None else {}
        answer({**said(error, switch, sources), **loading, "ms": since(begun)})
    if test_code is None:
        answer({"outcome": "passed", "ms": since(begun)})
    batch = request["batch"]
    control = bool(batch) and batch[0][0] is None
    if silent and not control:
        unsilence(silent)
    tests = {"__name__": "tests", "__file__": request["tests_file"],
             "__builtins__": worker.guard.builtins_for({"answer": module, "hotseat_check": worker.check})}
    worker.check.provide(solution=lambda: solution(request["solution"], tests["__builtins__"]),
                         answer=lambda: module)
    if control:
        for name, value in list(vars(module).items()):
            if callable(value) and getattr(value, "__module__", None) == "answer":
                setattr(module, name, nothing(value))
    exec(test_code, tests)
    for _, name in batch:
        answer(one(worker, tests[name], switch, sources), last=name == batch[-1][1])


def one(worker, test, switch, sources):
    """Runs one test; returns its record."""
    begun = _perf_counter()
    try:
        test()
        record = {"outcome": "passed"}
    except BaseException as error:
        record = said(error, switch, sources)
    record["ms"] = since(begun)
    if record["outcome"] == "passed":
        changed = worker.guard.changed() or controls(worker.check, worker.guard.names)
        if changed:
            record.update(outcome="tampered", message=f"{changed} is not what it was before the answer was loaded")
    return record


def solution(source, own_builtins):
    """Returns the bank's own solution as a module; it is not to be imported by an answer."""
    made = _Module("solution")
    made.__dict__["__builtins__"] = own_builtins
    sys.modules["solution"] = made
    try:
        exec(compile(source, "solution.py", "exec", dont_inherit=True), made.__dict__)
    finally:
        del sys.modules["solution"]
    return made


def report(link, key, me, record, last):
    """Hands a record to the supervisor, and ends the process if it is the last."""
    flush()
    if _getpid() != me:
        _exit(72)  # A fork that the answer made is not its test.
    told(link, b"?")
    secret = exactly(link, 32)
    told(link, (encoded({"secret": secret.decode(), "key": key.decode(), **record}) + "\n").encode())
    secret = None
    if last:
        _exit(0)


def exactly(link, count):
    got = b""
    while len(got) < count:
        part = _read(link, count - len(got))
        if not part:
            _exit(71)
        got += part
    return got


def told(link, data):
    while data:
        data = data[_write(link, data):]


def encoded(value):
    """Returns the JSON of a record. The library's encoder is made of parts that anybody may exchange."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return _quoted(value)
    if isinstance(value, dict):
        return "{" + ",".join([_quoted(name) + ":" + encoded(part) for name, part in value.items()]) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ",".join([encoded(part) for part in value]) + "]"
    return repr(value)
