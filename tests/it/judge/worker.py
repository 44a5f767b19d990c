"""A worker as small as can be: reads what to try from its control socket and tries it as a test of a run."""

import json
import os
import struct
import sys
import time
import types


def receive(descriptor):
    size = struct.unpack("<I", exactly(descriptor, 4))[0]
    return json.loads(exactly(descriptor, size))


def exactly(descriptor, size):
    data = b""
    while len(data) < size:
        part = os.read(descriptor, size - len(data))
        if not part:
            os._exit(0)
        data += part
    return data


def send(descriptor, value):
    data = json.dumps(value).encode()
    data = struct.pack("<I", len(data)) + data
    while data:
        data = data[os.write(descriptor, data) :]


def since(start):
    return (time.perf_counter() - start) * 1000


def run(cell, policy, request, report):
    start = time.perf_counter()
    cell.open_run(policy)
    opened = since(start)
    answers, answer = os.pipe()
    exec(request.get("supervisor", ""), {"os": os})
    test = os.fork()
    if not test:
        out = {}
        try:
            start = time.perf_counter()
            cell.seal(policy, [answer])
            out["seal_ms"] = since(start)
            exec(request["code"], {"out": out, "policy": policy})
        except BaseException as error:
            out["raised"] = f"{type(error).__name__}: {error}"
        send(answer, out)
        os._exit(0)
    result = receive(answers)
    os.waitpid(test, 0)
    start = time.perf_counter()
    result["left"] = cell.end_all(policy)
    result["end_ms"] = since(start)
    result["open_ms"] = opened
    send(report, result)
    os._exit(0)


def main():
    first = receive(3)
    for name in first.get("without", ()):
        sys.modules[name] = None  # as a Python that was built without it
    cell = types.ModuleType("hotseat_cell")
    exec(compile(first["cell"], "hotseat_cell.py", "exec"), cell.__dict__)
    policy = first["policy"]
    for name in first["imports"]:
        __import__(name)
    send(3, {**cell.prepare(policy), "pid": os.getpid(), "environ": dict(os.environ)})
    while True:
        request = receive(3)
        reports, report = os.pipe()
        child = os.fork()
        if not child:
            try:
                os.close(reports)
                run(cell, policy, request, report)
            except BaseException as error:
                send(report, {"raised": f"{type(error).__name__}: {error}"})
            os._exit(0)
        os.close(report)
        result = receive(reports)
        os.close(reports)
        os.waitpid(child, 0)
        send(3, result)


main()
