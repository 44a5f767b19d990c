"""Checks that the tests of question banks share. Standard library and NumPy only.

A test is a plain function that imports `answer`, the candidate's file, and
calls these. What is wrong raises AssertionError with two or three short lines:
what it is about, what was expected, what was got.

    def test_rows_sum_to_one():
        with check.fresh_rng() as rng:
            x = rng.standard_normal((7, 5))
            with check.unchanged(x=x):
                p = answer.softmax(x)
            check.close(p.sum(axis=1), np.ones(7), "row sums")
"""

import contextlib
import importlib
import os
import time

import numpy as np

# Tolerances, to be handed on as `close(…, **GRADIENT)`.
FORWARD = {"rtol": 1e-7, "atol": 1e-10}
GRADIENT = {"rtol": 1e-6, "atol": 1e-9}
FLOAT32 = {"rtol": 1e-4, "atol": 1e-5, "dtype": np.float32}


@contextlib.contextmanager
def fresh_rng():
    """Yields a generator with a new seed, which is added to whatever fails inside.

    The environment variable HOTSEAT_SEED repeats a run.
    """
    seed = int(os.environ.get("HOTSEAT_SEED") or int.from_bytes(os.urandom(4), "little"))
    try:
        yield np.random.default_rng(seed)
    except Exception as failure:
        failure.args = (f"{failure}\nseed {seed}",)
        raise


@contextlib.contextmanager
def unchanged(**inputs):
    """Fails if arrays, lists or dicts, given by name, are other ones after the block."""
    before = {name: _frozen(value) for name, value in inputs.items()}
    yield
    for name, value in inputs.items():
        if _frozen(value) != before[name]:
            raise AssertionError(f"{name}: expected to stay as it was\ngot modified in place")


def results(value, *names):
    """Returns the parts of a result that has to be a tuple of as many as there are names."""
    wanted = f"({', '.join(names)})"
    if type(value) not in (tuple, list):
        raise AssertionError(f"result: expected {wanted}\ngot {_kind(value)}")
    if len(value) != len(names):
        raise AssertionError(f"result: expected {wanted}\ngot {len(value)} values, not {len(names)}")
    return tuple(value)


def array(got, name, shape=None, dtype=None):
    """Returns `got` if it is a plain array of numbers of this shape and dtype."""
    if type(got) is not np.ndarray:
        raise AssertionError(f"{name}: expected a NumPy array\ngot {_kind(got)}")
    if shape is not None and got.shape != tuple(shape):
        raise AssertionError(f"{name}: expected shape {tuple(shape)}\ngot shape {got.shape}")
    if got.dtype.kind not in "biuf" or dtype is not None and got.dtype != dtype:
        wanted = "real numbers" if dtype is None else f"dtype {np.dtype(dtype)}"
        raise AssertionError(f"{name}: expected {wanted}\ngot dtype {got.dtype}")
    return got


def number(got, name):
    """Returns `got` as an array without dims if it is one number; Python's and 0-d are alike."""
    if type(got) is np.ndarray and got.ndim == 0:
        return array(got, name)
    if type(got) not in (int, float) and not isinstance(got, (np.floating, np.integer)):
        raise AssertionError(f"{name}: expected a number\ngot {_kind(got)}")
    return np.asarray(got)


def close(got, want, name, rtol=FORWARD["rtol"], atol=FORWARD["atol"], dtype=None):
    """Compares shape, dtype where given, then every entry; NaN equals NaN, infinities by sign.

    Where one number is wanted (no dims), a float of Python or any of NumPy will do.
    """
    want = np.asarray(want, dtype=np.float64)
    got = array(got, name, want.shape, dtype) if want.ndim else number(got, name)
    got = got.astype(np.float64)
    with np.errstate(all="ignore"):
        wrong = ~np.isclose(got, want, rtol=rtol, atol=atol, equal_nan=True)
    if wrong.any():
        at = tuple(int(i) for i in np.argwhere(wrong)[0])
        many = f"\n{int(wrong.sum())} of {wrong.size} entries are wrong" if wrong.size > 1 else ""
        raise AssertionError(f"{_entry(name, at)}: expected {_digits(want[at], got[at])}"
                             f"\ngot {_digits(got[at], want[at])}{many}")


def equal(got, want, name):
    """Compares exactly, types included: for lists, tuples, numbers, texts."""
    if type(got) is not type(want) or got != want:
        raise AssertionError(f"{name}: expected {_short(want)}\ngot {_short(got)}")


def rejects(call, what, error=ValueError):
    """Fails unless `call()` raises this error."""
    try:
        value = call()
    except error:
        return
    raise AssertionError(f"{what}: expected {error.__name__}\ngot {_short(value)}")


def gradient(f, x, got, name, h=1e-5, limit=1e-5):
    """Compares `got` with central differences of the scalar function `f` at the float64 array `x`."""
    x = np.array(x, dtype=np.float64)
    array(got, name, x.shape)
    want = np.empty_like(x)
    for at in np.ndindex(x.shape):
        up, down = x.copy(), x.copy()
        up[at] += h
        down[at] -= h
        want[at] = (float(f(up)) - float(f(down))) / (2 * h)
    if not x.size:
        return
    gap = np.where(np.isfinite(got), np.abs(got - want), np.inf)
    error = gap.max() / max(1e-8, (np.abs(got) + np.abs(want)).max()) if np.isfinite(gap).all() else np.inf
    if error >= limit:
        at = np.unravel_index(int(gap.argmax()), gap.shape)
        raise AssertionError(f"{_entry(name, at)}: central differences give {want[at]:.8g}"
                             f"\ngot {got[at]:.8g}; relative error {error:.1g}, limit {limit:.0g}")


def strided(x):
    """Returns an equal array that is not contiguous; what lies between its entries is NaN or -1."""
    room = np.full([2 * n + 1 for n in x.shape], np.nan if x.dtype.kind == "f" else -1).astype(x.dtype)
    view = room[tuple(slice(1, None, 2) for _ in x.shape)]
    view[...] = x
    return view


def fast(work, times=20):
    """Fails if `work(answer)` takes over `times` the CPU time of `work(solution)` here, and over 5 ms.

    `work` gets a module and calls it; `solution` is the bank's own, which
    whoever runs the tests has put on the path.
    """
    solution, answer = importlib.import_module("solution"), importlib.import_module("answer")
    reference = min(_cpu_seconds(work, solution) for _ in range(5))
    limit = max(times * reference, 0.005)
    for _ in range(3):
        took = _cpu_seconds(work, answer)
        if took <= limit:
            return
        if took > 3 * limit:
            break
    raise AssertionError(f"CPU time: expected at most {1e3 * limit:.0f} ms, {times} x the reference's"
                         f"\ngot {1e3 * took:.0f} ms")


def _cpu_seconds(work, module):
    # Of the thread: under a limit of CPU time Linux counts that of the process in steps of 4 ms.
    begun = time.thread_time()
    work(module)
    return time.thread_time() - begun


def _frozen(value):
    if isinstance(value, np.ndarray):
        return value.shape, str(value.dtype), value.tobytes()
    if isinstance(value, dict):
        return [(key, _frozen(item)) for key, item in value.items()]
    if isinstance(value, (list, tuple)):
        return [type(value).__name__] + [_frozen(item) for item in value]
    return repr(value)


def _kind(value):
    return "None (is a return missing?)" if value is None else f"a value of type {type(value).__name__}"


def _short(value):
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."


def _entry(name, at):
    return f"{name}[{', '.join(map(str, at))}]" if at else name


def _digits(value, other):
    """The value, with as many digits as tell it from the other one."""
    text = f"{value:.6g}"
    return text if text != f"{other:.6g}" else f"{value:.17g}"
