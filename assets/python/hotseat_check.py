"""Checks that the tests of question banks share. Standard library; NumPy and torch where they are imported.

A test is a plain function that imports `answer`, the candidate's file, and calls these. What is wrong raises
AssertionError with two or three short lines: what it is about, what was expected, what was got.

    def test_rows_sum_to_one():
        with check.fresh_rng() as rng:
            x = rng.standard_normal((7, 5))
            with check.unchanged(x=x):
                p = check.array(answer.softmax(x), "p", shape=(7, 5))
            check.close(p.sum(axis=1), np.ones(7), "row sums")

`docs/judge.md` shows each of them at work.

An answer shares the process with these checks, and the judge loads it after them. So whatever decides is bound
here at import, to what is written in C: a patched built-in, NumPy or contextlib changes nothing. Types are
compared by identity before any value is, as a type of the answer's own may equal anything.
"""

import importlib
import os
import random
import time
from builtins import (AssertionError, KeyError, ValueError, getattr, int, len, list, max, min, range, str, tuple, type,
                      vars)

from hotseat_check_values import (PARTS, copied, difference, digits, is_tensor, kind_of, one_of, part, part_of, place,
                                  short, shown)

# Tolerances, to be handed on as `close(…, **GRADIENT)`.
FORWARD = {"rtol": 1e-7, "atol": 1e-10}
GRADIENT = {"rtol": 1e-6, "atol": 1e-9}
FLOAT32 = {"rtol": 1e-4, "atol": 1e-5, "dtype": "float32"}

_import, _thread_time, _process_time = __import__, time.thread_time, time.process_time
_urandom, _fixed_seed = os.urandom, os.environ.get("HOTSEAT_SEED")


# ------------------------------------------------------------------------------------------- for the judge
def _solution():
    return importlib.import_module("solution")


def _answer():
    return _import("answer")


def provide(solution=None, answer=None):
    """Says where `fast` gets its two modules: from functions without arguments. For whoever runs the tests."""
    global _solution, _answer
    _solution, _answer = solution or _solution, answer or _answer


def controls(names=None):
    """Returns functions of which each must raise AssertionError: where one does not, the checks were changed.
    With the names that tests mention, of what is dear only those that try the checks which these can reach."""
    found = list(_CONTROLS)
    if names is not None and not names.isdisjoint(_AROUND):
        names = None
    for known in PARTS.values():
        if known is not None:
            found += _controls_of(known, names)
    return found


# ------------------------------------------------------------------------------------------- around a test
class _Seeded:
    """Adds the seed to whatever fails inside; lets everything through."""

    def __init__(self, make):
        self.seed = int(_fixed_seed) if _fixed_seed else int.from_bytes(_urandom(4), "little")
        self.made = make(self.seed)

    def __enter__(self):
        return self.made

    def __exit__(self, kind, failure, traceback):
        if failure is None:
            return
        if len(failure.args) == 1 and type(failure.args[0]) is str and kind is not KeyError:
            failure.args = (f"{failure.args[0]}\nseed {self.seed}",)
        elif getattr(failure, "add_note", None):
            failure.add_note(f"seed {self.seed}")


# With methods of its own, those that Random had at import; seeded by what is below it in C.
_Random = type("_Random", (random.Random,), {
    **{name: value for name, value in vars(random.Random).items() if type(value) is type(_solution)},
    "seed": random.Random.__base__.seed})


def fresh_rng():
    """For `with`: a NumPy generator with a new seed, which is added to whatever fails inside.

    The environment variable HOTSEAT_SEED, as it is when Python starts, repeats a run.
    """
    return _Seeded(part("numpy").default_rng)


def fresh_random():
    """For `with`: a `random.Random` with a new seed, as `fresh_rng`."""
    return _Seeded(_Random)


def fresh_seed():
    """For `with`: seeds torch's own generator anew, as `fresh_rng`; gives the seed."""
    return _Seeded(part("torch").seeded)


class _Unchanged:
    def __init__(self, inputs):
        self.inputs = inputs

    def __enter__(self):
        self.before = {name: copied(value) for name, value in self.inputs.items()}

    def __exit__(self, kind, failure, traceback):
        for name, value in self.inputs.items() if failure is None else ():
            if difference(value, self.before[name]) is not None:
                raise AssertionError(f"{name}: expected to stay as it was\ngot modified in place")


def unchanged(**inputs):
    """For `with`: fails if arrays, tensors, lists or dicts, given by name, are other ones after the block."""
    return _Unchanged(inputs)


# ------------------------------------------------------------------------------------------- of any kind
def results(value, *names):
    """Returns the parts of a result that has to be a tuple of as many as there are names."""
    wanted = f"({', '.join(names)})"
    if type(value) not in (tuple, list):
        raise AssertionError(f"result: expected {wanted}\ngot {kind_of(value)}")
    if len(value) != len(names):
        raise AssertionError(f"result: expected {wanted}\ngot {len(value)} values, not {len(names)}")
    return tuple(value)


def equal(got, want, name):
    """Compares exactly, types included: numbers, texts, None, and lists, tuples, dicts, sets, arrays of those."""
    found = difference(got, want)
    if found is None:
        return
    at, expected, seen = found
    if at and len(shown(want)) <= 60 and len(shown(got)) <= 60:
        at, expected, seen = "", shown(want), shown(got)
    raise AssertionError(f"{name}{at}: expected {expected}\ngot {seen}")


def rejects(call, what, error=ValueError):
    """Fails unless `call()` raises this error."""
    try:
        value = call()
    except error:
        return
    raise AssertionError(f"{what}: expected {error.__name__}\ngot {short(value)}")


def repeats(call, name, rtol=1e-6, atol=1e-9):
    """Returns what `call()` gives; fails if a second call gives another result or changes the first one."""
    first = call()
    kept = copied(first)
    for value, which in ((call(), "a second call"), (first, "the first result, after a second call")):
        found = difference(value, kept, rtol, atol)
        if found is not None:
            raise AssertionError(f"{name}{found[0]}, {which}: expected {found[1]}, as at first\ngot {found[2]}")
    return first


def fast(work, times=20):
    """Fails if `work(answer)` takes over `times` the CPU time of `work(solution)` here, and over 5 ms.

    `work` gets a module and calls it. The bank's own solution is loaded only if it is needed.
    """
    answer, limit = _answer(), 0.005
    took = _cpu_seconds(work, answer)
    if took > limit:
        solution = _solution()
        limit = max(limit, times * min(_cpu_seconds(work, solution) for _ in range(5)))
    for _ in range(2):
        if limit < took <= 3 * limit:
            took = min(took, _cpu_seconds(work, answer))
    if took > limit:
        raise AssertionError(f"CPU time: expected at most {1e3 * limit:.0f} ms, {times} x the reference's"
                             f"\ngot {1e3 * took:.0f} ms")


def _cpu_seconds(work, module):
    # Of the thread: under a limit of CPU time Linux counts that of the process in steps of 4 ms. Beyond those
    # it shows what other threads took.
    far = getattr(type(module), "_cpu_used", None)
    if far is not None:
        # In a process of its own, whose time is told there.
        used = far(module)
        work(module)
        return far(module) - used
    thread, process = _thread_time(), _process_time()
    work(module)
    return max(_thread_time() - thread, _process_time() - process - 0.012)


# ------------------------------------------------------------------------------------------- of numbers
def array(got, name, shape=None, dtype=None):
    """Returns `got` if it is a plain NumPy array of real numbers, of this shape and dtype."""
    return _sound(part("numpy").fault(got, shape, dtype, None, False), got, name)


def tensor(got, name, shape=None, dtype=None, device=None, parameter=False):
    """Returns `got` if it is a plain tensor (a Parameter, if so told) of this shape, dtype and type of device."""
    return _sound(part("torch").fault(got, shape, dtype, device, parameter), got, name)


def number(got, name):
    """Returns `got` as an array without dims if it is one number; Python's and 0-d are alike."""
    known = part("numpy")
    if type(got) is known.ndarray and got.ndim == 0:
        return array(got, name)
    if not one_of(type(got), known.NUMBERS):
        raise AssertionError(f"{name}: expected a number\ngot {kind_of(got)}")
    return known.asarray(got)


def close(got, want, name, rtol=FORWARD["rtol"], atol=FORWARD["atol"], dtype=None):
    """Compares shape, dtype where given, then every entry; NaN equals NaN, infinities by sign.

    Where one number is wanted (no dims), a float of Python or any of NumPy will do. Where a tensor is wanted,
    a tensor on its device and of its dtype (or the given one) has to come, a Parameter or not.
    """
    if is_tensor(want):
        known = part("torch")
        _sound(known.fault(got, *known.asked(want, dtype)), got, name)
    else:
        known = part("numpy")
        want = known.asarray(want, dtype="float64")
        got = array(got, name, want.shape, dtype) if want.ndim else number(got, name)
    found = known.first_wrong(got, want, rtol, atol)
    if found is not None:
        at, expected, seen, many, of = found
        more = f"\n{many} of {of} entries are wrong" if of > 1 else ""
        raise AssertionError(f"{name}{place(at)}: expected {digits(expected, seen)}"
                             f"\ngot {digits(seen, expected)}{more}")


def gradient(f, x, got, name, h=1e-5, limit=1e-5):
    """Compares `got` with central differences of the scalar function `f` at `x`, an array or tensor of float64."""
    known = part_of(x)
    _sound(known.fault(got, known.asked(x, None)[0], None, None, False), got, name)
    error, at, want, seen = known.slope_error(f, x, got, h)
    if not error < limit:
        raise AssertionError(f"{name}{place(at)}: central differences give {want:.8g}"
                             f"\ngot {seen:.8g}; relative error {error:.1g}, limit {limit:.0g}")


def autograd_gradient(f, inputs, want, name="gradient", cotangent=None, rtol=GRADIENT["rtol"], atol=GRADIENT["atol"]):
    """Compares the gradients that autograd finds through `f` with those through `want`.

    `inputs` are tensors by name; `f` gets copies of them, in this order, and gives one tensor. `want` is another
    such function, or the gradients themselves, by name. The gradient of the result is `cotangent`, random unless
    given. An input that `want` does not reach may go without a gradient, or have zeros.
    """
    for key, got, wanted in part("torch").gradients(f, inputs, want, cotangent, name):
        if got is None:
            raise AssertionError(f"{name} of {key}: expected one\ngot none, cut off from the result")
        close(got, wanted, f"{name} of {key}", rtol, atol)


def gradcheck(f, inputs, name="gradient", second=False):
    """Runs torch's gradcheck, with `second` gradgradcheck too, on `f` and float64 copies of the tensors `inputs`."""
    told = part("torch").gradcheck_fault(f, inputs, second)
    if told is not None:
        raise AssertionError(f"{name}{told[0]}: expected {told[1]}\ngot {told[2]}")


def strided(x):
    """Returns an equal array or tensor that is not contiguous; between its entries lies NaN, -1 or True."""
    return part_of(x).strided(x)


def _sound(fault, got, name):
    if fault is not None:
        expected, seen = fault
        raise AssertionError(f"{name}: expected {expected}\ngot {kind_of(got) if seen is None else seen}")
    return got


# ------------------------------------------------------------------------------------------- controls
class _Alike:
    """What says that it equals anything."""

    def __eq__(self, other):
        return True

    __hash__ = None


def _failing_inside(around):
    with around:
        raise AssertionError("control")


def _modified(value, change):
    with unchanged(value=value):
        change(value)


_CONTROLS = (
    lambda: equal(3, 4, "control"),
    lambda: equal(1, True, "control"),
    lambda: equal([1, 2, 3], [1, 2, 4], "control"),
    lambda: equal([1, _Alike()], [1, 2], "control"),
    lambda: equal(_Alike(), (1, 2), "control"),
    lambda: rejects(lambda: None, "control"),
    lambda: results((1,), "a", "b"),
    lambda: repeats([1, 2].pop, "control"),
    lambda: _modified([1, 2], list.clear),
    lambda: _failing_inside(fresh_random()),
)


def _still(known):
    """Raises, as every control, where nothing has changed: here in what tests themselves compute with."""
    if known.still():
        raise AssertionError("control")


# By these, tests can reach a check that they do not mention.
_AROUND = frozenset(("getattr", "vars", "globals", "locals", "eval", "exec", "compile", "attrgetter", "methodcaller",
                     "__dict__", "__getattribute__", "import_module", "__import__", "modules"))
# What takes and compares arrays or tensors; all rest on the same.
_VALUES = frozenset(("array", "tensor", "number", "close", "equal", "unchanged", "repeats", "gradient",
                     "autograd_gradient"))


def _controls_of(known, names=None):
    found = [lambda: _still(known)]
    if names is not None and names.isdisjoint(_VALUES):
        return found
    one, other, single, odd = known.samples()
    found += (
        lambda: close(one, other, "control"),
        lambda: close(one[1:], other, "control"),
        lambda: close(single, one, "control", dtype="float64"),
        lambda: close(odd, one, "control"),
        lambda: close(_Alike(), one, "control"),
    )
    if names is None or "gradient" in names:
        found.append(lambda: gradient(known.squares, one, one, "control"))
    if names is None or "unchanged" in names:
        found.append(lambda: _modified(known.copied(one), known.add_one))
    if names is None or "repeats" in names:
        found.append(lambda: repeats(lambda: known.add_one(one), "control"))
    return found
