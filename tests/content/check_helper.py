"""Checks the helper module of bank tests: what it passes, what it says, and that an answer cannot talk it round.

    python tests/content/check_helper.py [--need NAME …]

The modules of assets/python/hotseat_check*.py are loaded as the judge loads them: with what is imported by then,
with built-ins of their own, and out of the reach of an `import`. Every attack is run in a process of its own, before
comparisons that must fail and some that must hold. Without NumPy or torch their parts are left out, which is said
aloud, and is a failure if they are named with --need. Exits with 1 if anything is wrong. Needs `os.fork`.
"""

import argparse
import builtins
import importlib
import importlib.machinery
import importlib.util
import os
import sys
from pathlib import Path

HELPERS = Path(__file__).resolve().parents[2] / "assets/python"
PARTS = "numpy", "torch"


class Apart:
    """Finds the helper's modules while it is on the path of finders; each is made with built-ins of its own."""

    def find_spec(self, name, path=None, target=None):
        return importlib.machinery.ModuleSpec(name, self) if name.startswith("hotseat_check") else None

    def create_module(self, spec):
        return None

    def exec_module(self, module):
        name = module.__name__
        module.__dict__["__builtins__"] = dict(vars(builtins))
        exec(compile((HELPERS / f"{name}.py").read_text(encoding="utf-8"), f"<{name}>", "exec"), module.__dict__)


def load_apart():
    """Returns the helper, which no import finds any more."""
    sys.meta_path.insert(0, Apart())
    check = importlib.import_module("hotseat_check")
    del sys.meta_path[0]
    for name in [name for name in sys.modules if name.startswith("hotseat_check")]:
        del sys.modules[name]
    return check


class Alike:
    """Equals anything, and is of any size."""

    shape, ndim, dtype = (3,), 1, "float64"

    def __eq__(self, other):
        return True

    def __len__(self):
        return 3

    def __getattr__(self, name):
        return lambda *_, **__: self

    __lt__ = __le__ = __gt__ = __ge__ = __eq__
    __hash__ = None


class AlikeKind(type):
    """A class whose class says that it is any other."""

    def __eq__(cls, other):
        return True

    def __hash__(cls):
        return hash(int)


def modify(check, value, change):
    with check.unchanged(value=value):
        change(value)


# ---------------------------------------------------------------- what must hold, what must fail and with which words
def plain_cases(check):
    deep = [1, (2.5, "x"), {"a": [None, True]}, {3}]
    number = AlikeKind("int", (), {"__eq__": lambda *_: True, "__hash__": lambda _: 1})()
    yield lambda: check.equal(deep, [1, (2.5, "x"), {"a": [None, True]}, {3}], "v"), None
    yield lambda: check.equal([float("nan")], [float("nan")], "v"), None
    yield lambda: check.equal(4, 3, "v"), "v: expected 3\ngot 4"
    yield lambda: check.equal(1, True, "v"), "v: expected True\ngot 1"
    yield lambda: check.equal(None, (1, 2), "v"), "v: expected (1, 2)\ngot None"
    yield lambda: check.equal([1, 2], [1, 2, 3], "v"), "v: expected [1, 2, 3] (3 entries)\ngot [1, 2] (2 entries)"
    yield lambda: check.equal([1, 5], [1, 2], "v"), "v: expected [1, 2]\ngot [1, 5]"
    yield lambda: check.equal([*range(99), 7], [*range(100)], "v"), "v[99]: expected 99\ngot 7"
    yield lambda: check.equal({"a": 1}, {"b": 1}, "v"), "v: expected {'b': 1}\ngot {'a': 1}"
    yield lambda: check.equal([1, 2.0], [1, 2], "v"), "v: expected [1, 2]\ngot [1, 2.0]"
    yield lambda: check.equal(Alike(), 3, "v"), "v: expected 3"
    yield lambda: check.equal([Alike()], [3], "v"), "v: expected [3]"
    yield lambda: check.equal([number], [3], "v"), "v: expected [3]"
    yield lambda: check.equal({Alike: 3}, {3: 3}, "v"), "v"
    yield lambda: check.equal({number}, {1}, "v"), "v"
    yield lambda: check.equal(10 ** 9999, 1, "v"), "v: expected 1\ngot "
    yield lambda: check.rejects(lambda: int("x"), "int of x"), None
    yield lambda: check.rejects(lambda: 5, "a 5"), "a 5: expected ValueError\ngot 5"
    yield lambda: check.results((1, 2), "y", "cache"), None
    yield lambda: check.results(None, "y", "cache"), "result: expected (y, cache)\ngot None (is a return missing?)"
    yield lambda: check.results((1,), "y", "cache"), "result: expected (y, cache)\ngot 1 values, not 2"
    yield lambda: check.repeats(lambda: [1, 2], "v"), None
    yield lambda: check.repeats([1, 2].pop, "v"), "v, a second call: expected 2, as at first\ngot 1"
    yield lambda: modify(check, [1, [2]], lambda v: v[1].append(3)), "value: expected to stay as it was"
    yield lambda: modify(check, {"m": 1}, lambda v: v.update(m=2)), "value: expected to stay as it was"
    yield lambda: modify(check, [1], lambda v: v), None
    yield lambda: seeded(check.fresh_random()), "\nseed "
    yield lambda: timed(check, 1000, 1000), None
    yield lambda: timed(check, 1_000_000, 1_000_000), None
    yield lambda: timed(check, 1_000_000, 1000), "CPU time: expected at most 5 ms, 3 x the reference's\ngot "


def seeded(around):
    with around:
        raise AssertionError("v")


def timed(check, answer, solution):
    """Has `fast` compare an answer with a solution that count so far."""
    check.provide(lambda: solution, lambda: answer)
    check.fast(lambda count: sum(range(count)), times=3)


def numeric_cases(check, part):
    if part == "numpy":
        import numpy as np
        one, change = np.array([1.0, 2.0, 3.0]), lambda v: np.add(v, 1, out=v)
        make, whole, single, kind, other = np.array, np.array([1, 2, 3]), np.float32, "a NumPy array", [1.0, 2.0, 3.0]

        class Odd(np.ndarray):
            pass
        odd, double = one.view(Odd), "dtype float64"
        yield lambda: check.close(6.0, 6, "v"), None
        yield lambda: check.close(np.float32(6), 6, "v"), None
        yield lambda: check.close(True, 1, "v"), "v: expected a number"
        yield lambda: check.close(one.astype(object), one, "v"), "v: expected real numbers\ngot dtype object"
        yield lambda: check.equal([np.int64(3)], [3], "v"), "v: expected [3]"
        yield lambda: check.array(one, "v", (3,), np.float32), "v: expected dtype float32\ngot dtype float64"
    else:
        import torch
        one, change = torch.tensor([1.0, 2.0, 3.0], dtype=torch.float64), lambda v: v.add_(1)
        make, whole, single, kind = torch.tensor, torch.tensor([1, 2, 3]), torch.float32, "a tensor"
        other = [1.0, 2.0, 3.0]

        class Odd(torch.Tensor):
            pass
        odd, double = one.as_subclass(Odd), "torch.float64"
        square = {"x": one}
        yield lambda: check.tensor(torch.nn.Parameter(one), "v", parameter=True), None
        yield lambda: check.tensor(one, "v", parameter=True), "v: expected an nn.Parameter"
        yield lambda: check.tensor(one, "v", device="meta"), "v: expected a tensor on device 'meta'\ngot one on '"
        yield lambda: check.tensor(one.to_sparse(), "v"), "v: expected a dense tensor"
        yield lambda: check.autograd_gradient(lambda x: x ** 3, square, lambda x: x * x * x), None
        yield lambda: check.autograd_gradient(lambda x: x ** 2, square, {"x": 2 * one}, cotangent=one * 0 + 1), None
        yield lambda: check.autograd_gradient(lambda x: x ** 2, square, lambda x: x ** 3), "gradient of x[0]: expected"
        yield lambda: check.autograd_gradient(lambda x: x.detach(), square, lambda x: x), "one cut off from all"
        yield (lambda: check.autograd_gradient(lambda x, y: x.detach() + y, {"x": one, "y": one}, torch.add),
               "gradient of x: expected one\ngot none, cut off from the result")
        yield lambda: check.gradcheck(lambda x: x ** 3, square), None
        yield lambda: check.gradcheck(lambda x: x ** 3, square, second=True), None

        class Wrong(torch.autograd.Function):
            @staticmethod
            def forward(context, x):
                return x * 2

            @staticmethod
            def backward(context, g):
                return g * 3
        yield lambda: check.gradcheck(Wrong.apply, square), "gradient by x: expected what central differences give"
    nan, inf = make([float("nan")] * 3), make([float("inf")] * 3)
    yield lambda: check.close(one, one + 1e-12, "v"), None
    yield lambda: check.close(nan, nan, "v"), None
    yield lambda: check.close(inf, inf, "v"), None
    yield lambda: check.close(-inf, inf, "v"), "v[0]: expected inf\ngot -inf\n3 of 3 entries are wrong"
    yield lambda: check.close(nan, inf, "v"), "v[0]: expected inf\ngot nan"
    yield lambda: check.close(one, one + make([0, 0, 1e-6]), "v"), "v[2]: expected 3.00000"
    yield lambda: check.close(one[:2], one, "v"), "v: expected shape (3,)\ngot shape (2,)"
    yield lambda: check.close(odd, one, "v"), f"v: expected {kind}\ngot a value of type Odd"
    yield lambda: check.close(other, one, "v"), f"v: expected {kind}\ngot a value of type list"
    yield lambda: check.close(Alike(), one, "v"), f"v: expected {kind}"
    yield lambda: check.close(make([1, 2, 3], dtype=single), one, "v", dtype="float64"), f"v: expected {double}"
    yield lambda: check.gradient(lambda x: (x * x).sum(), one, 2 * one, "v"), None
    yield lambda: check.gradient(lambda x: (x * x).sum(), one, one, "v"), "v[2]: central differences give 6\ngot 3"
    yield lambda: check.gradient(lambda x: (x * x).sum(), one, nan, "v"), "v[0]: central differences give 2\ngot nan"
    yield lambda: check.equal([whole], [whole * 1], "v"), None
    yield lambda: check.equal([whole], [whole + 1], "v"), "v: expected ["
    yield lambda: check.equal(whole + 2 ** 60, whole + 2 ** 60 + 1, "v"), "v[0]: expected"
    yield lambda: check.close(check.strided(one), one, "v"), None
    yield lambda: modify(check, one * 1, change), "value: expected to stay as it was"
    yield lambda: modify(check, [one * 1], lambda v: change(v[0])), "value: expected to stay as it was"
    yield lambda: modify(check, one, lambda v: v), None
    kept = one * 1
    yield lambda: check.repeats(lambda: change(kept), "v"), "v[0], a second call: expected 2, as at first\ngot 3"
    yield lambda: check.repeats(lambda: (one * 2, [3.0]), "v"), None
    around = check.fresh_rng if part == "numpy" else check.fresh_seed
    yield lambda: seeded(around()), "\nseed "


# ---------------------------------------------------------------- what an answer might do when it is loaded
ATTACKS = {
    "nothing": "",
    "built-ins": """
import builtins
for name in ("type len any all abs isinstance issubclass map zip min max repr getattr tuple list set range "
             "float").split():
    setattr(builtins, name, lambda *_, **__: True)
builtins.AssertionError = KeyboardInterrupt
builtins.__import__ = lambda *_, **__: None
""",
    "a forged helper": """
import sys, types, importlib
fake = types.ModuleType("hotseat_check")
fake.__getattr__ = lambda name: lambda *_, **__: None
for name in "hotseat_check", "hotseat_check_values", "hotseat_check_numpy", "hotseat_check_torch":
    sys.modules[name] = fake
importlib.import_module = lambda name: fake
sys.meta_path.clear()
""",
    "contexts": """
import contextlib
contextlib._GeneratorContextManager.__exit__ = lambda *_: True
contextlib.contextmanager = lambda f: f
""",
    "chance": """
import os, random, time
random.Random.randint = lambda *_: 0
random.Random.sample = lambda *_, **__: []
random.Random.seed = lambda *_, **__: None
os.urandom = lambda n: b"0" * n
os.environ["HOTSEAT_SEED"] = "0"
time.thread_time = time.process_time = time.perf_counter = lambda: 0.0
""",
    "operators": """
import operator
for name in "is_ eq ne lt le gt ge".split():
    setattr(operator, name, lambda *_: True)
""",
    "numpy: functions": """
import numpy as np
def yes(*args, **_):
    return np.True_
for name in ("isclose allclose array_equal any all absolute abs add subtract multiply equal not_equal less_equal "
             "isfinite isnan logical_and logical_or logical_not maximum asarray array empty errstate dtype "
             "ndarray").split():
    setattr(np, name, yes)
np.testing.assert_allclose = np.testing.assert_array_equal = yes
np.random.default_rng = lambda *_: None
""",
    "numpy: methods": """
import numpy as np
core = getattr(np, "_core", None) or np.core
for name in "umr_any umr_all umr_sum umr_maximum umr_minimum".split():
    setattr(core._methods, name, lambda *_, **__: False)
core._methods._any = core._methods._all = lambda *_, **__: False
core._methods._amax = core._methods._sum = lambda *_, **__: 0.0
""",
    "numpy: loops": """
import numpy as np
np.ndindex.__iter__ = lambda self: iter(())
""",
    "numpy: operators": """
import numpy as np
if hasattr(np, "set_numeric_ops"):
    np.set_numeric_ops(subtract=np.minimum)
""",
    "torch: a deep copy": """
import copy, torch
copy.deepcopy(torch.nn.Linear(2, 3))
copy.deepcopy(torch.ones(3))
""",
    "numpy: warnings": """
import numpy as np
np.array([1.0, np.inf]).mean() - np.array([np.inf]).mean()
np.array([]).mean()
np.zeros(3).std(ddof=3)
""",
    "numpy: errors raised": """
import numpy as np, warnings
np.seterr(all="raise")
warnings.simplefilter("error")
""",
    "torch: functions": """
import torch
def yes(*_, **__):
    return torch.ones((), dtype=torch.bool)
for name in ("isclose allclose equal eq ne any all logical_not detach clone abs add sub mul sum argmax max full empty "
             "randn tensor isnan no_grad").split():
    setattr(torch, name, yes)
torch.testing.assert_close = torch.autograd.grad = torch.autograd.gradcheck = yes
torch.manual_seed = lambda *_: None
""",
    "torch: methods": """
import torch
for name in ("__eq__ __ne__ __lt__ __le__ __bool__ any all item isclose allclose equal eq ne to detach clone "
             "reshape").split():
    setattr(torch.Tensor, name, lambda self, *_, **__: True)
torch.Tensor.shape = torch.Tensor.dtype = torch.Tensor.device = torch.Tensor.layout = property(lambda self: Alike())
""",
    "torch: operators": """
import torch
torch.Tensor.__sub__ = lambda self, other: torch.zeros_like(self)
""",
    "torch: a mode": """
import torch
from torch.overrides import TorchFunctionMode
class Mode(TorchFunctionMode):
    def __torch_function__(self, function, types, args=(), kwargs=None):
        if getattr(function, "__name__", "") == "isclose":
            return torch._C._VariableFunctions.ones_like(args[0], dtype=torch.bool)
        return function(*args, **(kwargs or {}))
Mode().__enter__()
""",
}
# These are noticed by a control: tests compute with what they change.
DETECTED = {"numpy: methods", "numpy: loops", "numpy: operators", "torch: methods", "torch: operators"}
# NumPy 2 has operators that cannot be exchanged.
OPERATORS = (importlib.util.find_spec("numpy") is not None
             and hasattr(importlib.import_module("numpy"), "set_numeric_ops"))
# After these the cases themselves cannot be computed; the controls still can, and must fail.
CONTROLS_ONLY = DETECTED | {"built-ins", "numpy: functions", "numpy: methods", "numpy: operators", "torch: functions",
                 "torch: methods", "torch: a mode"}


def fault_of(call, want):
    """Returns what is wrong with how a call ends, or None."""
    try:
        call()
        got = None
    except AssertionError as failure:
        got = str(failure)
    except BaseException as failure:
        got = f"{type(failure).__name__}: {failure}"
        return f"raised {got}"
    if want is None or got is None:
        return None if got is want else f"expected {want!r}, got {got!r}"
    return None if want in got else f"expected {want!r}, got {got!r}"


def in_a_fork(work):
    """Returns the lines that `work` gives, run in a process of its own."""
    read, write = os.pipe()
    pid, kept, write_to, leave = os.fork(), dict(vars(builtins)), os.write, os._exit
    if pid == 0:
        lines = []
        try:
            for line in work():
                lines.append(line)
            lines.append("the end")
        except BaseException as failure:
            lines.append(f"{failure.__class__.__name__}: {failure}")
        finally:
            vars(builtins).update(kept)
            write_to(write, "\n".join(map(repr, lines)).encode()[-60000:])
            leave(0)
    os.close(write)
    with os.fdopen(read) as pipe:
        told = pipe.read().splitlines()
    os.waitpid(pid, 0)
    return told[:-1] if told[-1:] == ["'the end'"] else [*told, "it ended before the last check"]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--need", action="append", default=[], choices=PARTS, help="a module that has to be there")
    options = parser.parse_args()
    parts, problems, count = [], [], 0
    for part in PARTS:
        if importlib.util.find_spec(part) is not None:
            __import__(part)
            parts.append(part)
        else:
            print(f"NOT RUN: {sys.executable} cannot import {part}; its checks are left out")
            if part in options.need:
                problems.append(f"{part} is needed")
    check = load_apart()

    def cases():
        found = list(plain_cases(check))
        for part in parts:
            found += numeric_cases(check, part)
        return found

    for name, code in ATTACKS.items():
        needs = name.partition(":")[0]
        if needs in PARTS and needs not in parts:
            continue
        ready, controls, compiled = cases(), check.controls(), compile(code, "answer.py", "exec")
        count += (0 if name in CONTROLS_ONLY else len(ready)) + len(controls)

        def attacked():
            exec(compiled, {"__name__": "answer", "Alike": Alike})
            at, detected, seen_bare = 0, False, False
            # What tests compute with is looked at whatever they mention.
            for control in (*controls, *check.controls(), *check.controls(frozenset())):
                at += 1
                try:
                    control()
                except BaseException as failure:
                    if failure.__class__.__name__ != "AssertionError":
                        yield f"control {at} raised {failure.__class__.__name__}: {failure}"
                else:
                    if "still" not in control.__code__.co_names and "_still" not in control.__code__.co_names:
                        yield f"control {at} passed"
                    detected = True
                    seen_bare = seen_bare or at > len(controls) + len(check.controls())
            if detected is not seen_bare:
                yield "a change is found by the controls of what tests mention alone"
            if detected is not (name in DETECTED) and (name != "numpy: operators" or OPERATORS):
                told = "changed" if name in DETECTED else "as it was"
                yield f"expected that what tests compute with is found {told}"
            for at, (call, want) in enumerate(ready) if name not in CONTROLS_ONLY else ():
                fault = fault_of(call, want)
                if fault:
                    yield f"case {at} (line {call.__code__.co_firstlineno}) {fault}"

        problems += [f"{name}: {line}" for line in in_a_fork(attacked)]
    # Each check that tests mention is tried after them, and all are where tests may reach one without its name.
    least, most = len(check.controls(frozenset())), len(check.controls())
    for mentioned in ("close", "tensor", "unchanged", "repeats", "gradient", "autograd_gradient"):
        found = len(check.controls(frozenset((mentioned, "assert_close"))))
        more = mentioned in ("unchanged", "repeats", "gradient")
        if found != least + len(parts) * (6 if more else 5):
            problems.append(f"{found} controls are made, of {least} to {most}, where tests mention {mentioned}")
    for around in ("getattr", "__dict__", "vars"):
        if len(check.controls(frozenset((around,)))) != most:
            problems.append(f"not all controls are made where tests mention {around}")
    for problem in problems:
        print(problem)
    print(f"{count} checks under {len(ATTACKS)} attacks with {sys.executable} ({', '.join(parts) or 'neither'}):",
          f"{len(problems)} problems" if problems else "clean")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
