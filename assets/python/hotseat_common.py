"""What every fork of a run uses: its streams, its clock, the words for an error.

Next to an answer only what was bound before it is called: nothing that an answer can exchange.
"""

import io
import os
import sys
from os import close as _close, dup as _dup, dup2 as _dup2, open as _open
from time import perf_counter as _perf_counter

ANSWER = "answer.py"
LONGEST = 2000  # characters of a message


def silence():
    """Sends what is printed nowhere; returns where it went."""
    kept = _dup(1), _dup(2)
    nowhere = _open(os.devnull, os.O_WRONLY)
    _dup2(nowhere, 1)
    _dup2(nowhere, 2)
    _close(nowhere)
    return kept


def unsilence(kept):
    flush()
    _dup2(kept[0], 1)
    _dup2(kept[1], 2)


def own_streams():
    sys.stdin = io.StringIO()
    sys.stdout = io.TextIOWrapper(io.FileIO(1, "w", closefd=False), "utf-8", "replace", line_buffering=True)
    sys.stderr = io.TextIOWrapper(io.FileIO(2, "w", closefd=False), "utf-8", "replace", line_buffering=True)
    sys.argv = [ANSWER]


def signal_name(number):
    """Returns what a signal is called. For the supervisor, which nothing of an answer runs in."""
    # It makes an enumeration of every signal first, which no other run has to wait for.
    import signal
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"


def flush():
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except BaseException:
            pass


def since(begun):
    return 1e3 * (_perf_counter() - begun)


def plainly(told):
    """Returns what the process of an answer says of an error, as far as it is of the kinds it should be: the
    answer can speak there too."""
    def number(value):
        return value if type(value) is int and 0 < value < 1 << 31 else None

    def call(at):
        return {"file": str(at["file"])[:300], "line": number(at["line"]) or 0, "function": str(at["function"])[:300],
                "source": str(at["source"])[:300]}
    try:
        return {"outcome": "memory" if told.get("outcome") == "memory" else "error",
                "message": str(told["message"])[:LONGEST], "line": number(told["line"]),
                "trace": [call(at) for at in told["trace"][:40]]}
    except Exception:
        return {"outcome": "error", "message": "an error that cannot be shown", "line": None, "trace": []}


def said(error, switch, sources):
    """Returns outcome, message, line and trace of what was raised. Of what belongs to the answer nothing is
    called while frames may be looked at, which `switch` lets the judge do where the answer may not."""
    kind, far = str(type(error).__name__), None
    if switch is None:
        far = getattr(error, "far", None)
    if far is not None:
        # Raised beside the answer, where it was told as a candidate wants to know it.
        own = []
        at = error.__traceback__
        while at is not None:
            file = at.tb_frame.f_code.co_filename
            if file in sources:
                source = sources[file][at.tb_lineno - 1:at.tb_lineno]
                own.append({"file": file, "line": at.tb_lineno, "function": at.tb_frame.f_code.co_name,
                            "source": source[0].strip()[:300] if source else ""})
            at = at.tb_next
        told = plainly(far)
        return {**told, "trace": own + told["trace"]}
    try:
        text = str.__getitem__(str(error), slice(LONGEST))
    except BaseException:
        text = "(its message cannot be shown)"
    calls, trace, line, in_answer = [], [], None, False
    if switch is not None:
        switch(False)
    try:
        at = BaseException.__traceback__.__get__(error)
        while at is not None:
            calls.append((at.tb_frame.f_code, at.tb_lineno))
            at = at.tb_next
    finally:
        if switch is not None:
            switch(True)
    for code, number in calls:
        file = "".join(("", str(code.co_filename)))
        if file.startswith(("<hotseat", "<string>", "<frozen")):
            continue
        in_answer = file == ANSWER
        if in_answer:
            line = number
        known = sources.get(file, ())
        source = known[number - 1] if 0 < number <= len(known) else ""
        trace.append({"file": file.rpartition("/")[2], "line": number, "function": code.co_name,
                      "source": source.strip()[:300]})
    if len(trace) > 40:
        trace = trace[:20] + trace[-20:]
    if isinstance(error, MemoryError):
        outcome, text = "memory", f"{kind}: {text}" if text else "out of memory"
    elif isinstance(error, AssertionError) and not in_answer:
        outcome = "failed"
        text = text or "a check of the test does not hold"
    elif isinstance(error, KeyboardInterrupt):
        # What a numerical library raises in itself when a limit stops its threads.
        outcome, text = "error", "stopped by a limit of the judge (threads or memory)"
    else:
        outcome, text = "error", f"{kind}: {text}" if text else kind
    return {"outcome": outcome, "message": text[:LONGEST], "line": line, "trace": trace}
