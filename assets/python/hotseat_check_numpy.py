"""What `hotseat_check` knows of arrays. Loaded by it, where NumPy is.

Only ufuncs, their methods and what else NumPy has in C: `np.isclose`, `x.any()` or `x.max()` are Python that looks
its parts up at every call, where an answer may have put others.
"""

import builtins
from builtins import (all, any, divmod, float, getattr, hasattr, int, len, map, max, range, reversed, slice, tuple, type,
                      zip)

from math import nan
from os import urandom as _urandom

import numpy as _np

from hotseat_check_values import as_before, names_of

ndarray, asarray, default_rng = _np.ndarray, _np.asarray, _np.random.default_rng
FLOATS = float, _np.float16, _np.float32, _np.float64, _np.longdouble
NUMBERS = (int, *FLOATS, _np.int8, _np.int16, _np.int32, _np.int64, _np.longlong, _np.uint8, _np.uint16, _np.uint32,
           _np.uint64, _np.ulonglong)
_dtype, _array, _empty, _errstate = _np.dtype, _np.array, _np.empty, _np.errstate
_abs, _add, _subtract, _multiply, _maximum = _np.absolute, _np.add, _np.subtract, _np.multiply, _np.maximum
_divide, _power, _negative, _less, _matmul = _np.divide, _np.power, _np.negative, _np.less, _np.matmul
_equal, _not_equal, _less_equal, _finite = _np.equal, _np.not_equal, _np.less_equal, _np.isfinite
_and, _or, _not, _any, _total, _largest = (_np.logical_and, _np.logical_or, _np.logical_not, _np.logical_or.reduce,
                                           _np.add.reduce, _np.maximum.reduce)


def fault(got, shape, dtype, device, parameter):
    """Returns what was expected and what came (None: another kind of thing), or None if it is sound."""
    if type(got) is not ndarray:
        return "a NumPy array", None
    if shape is not None and got.shape != tuple(shape):
        return f"shape {tuple(shape)}", f"shape {got.shape}"
    if got.dtype.kind not in "biuf" and got.dtype != dtype:
        return "real numbers", f"dtype {got.dtype}"
    if dtype is not None and got.dtype != dtype:
        return f"dtype {_dtype(dtype)}", f"dtype {got.dtype}"
    return None


def asked(want, dtype, whole=False):
    """Returns what `fault` asks of a value that shall be like `want`; its dtype too if `whole`."""
    return want.shape, want.dtype if whole else dtype, None, False


def first_wrong(got, want, rtol, atol):
    """Returns index, wanted and got number, count and size where entries differ; None where none does."""
    shape, kind = want.shape, want.dtype.kind
    if kind not in "biuf":
        return None if got.tobytes() == want.tobytes() else ((), nan, nan, 1, 1)
    if not rtol and not atol and kind != "f":
        wrong = _not_equal(got, want).ravel()
    else:
        wrong = _far(got.astype("float64").ravel(), want.astype("float64").ravel(), rtol, atol)
    if not _any(wrong):
        return None
    first, got, want = int(wrong.argmax()), got.ravel(), want.ravel()
    return _index(first, shape), want.item(first), got.item(first), int(_total(wrong)), len(want)


def _far(got, want, rtol, atol):
    with _errstate(all="ignore"):
        near = _less_equal(_abs(_subtract(got, want)), _add(atol, _multiply(rtol, _abs(want))))
        near = _and(near, _and(_finite(got), _finite(want)))
        both_nan = _and(_not_equal(got, got), _not_equal(want, want))
        return _not(_or(_or(near, _equal(got, want)), both_nan))


def slope_error(f, x, got, h):
    """Returns the relative error of a gradient, and where it is greatest: index, wanted, got."""
    x = _array(x, dtype="float64", order="C")
    want, flat = _empty(x.size), got.astype("float64").ravel()
    for at in range(x.size):
        up, down = x.copy(), x.copy()
        up.reshape(-1)[at] += h
        down.reshape(-1)[at] -= h
        want[at] = (float(f(up)) - float(f(down))) / (2 * h)
    if not x.size:
        return 0.0, (), 0.0, 0.0
    with _errstate(all="ignore"):
        gap, size = _abs(_subtract(flat, want)), _add(_abs(flat), _abs(want))
        worst = int(gap.argmax())  # A NaN, where there is one.
        error = float(gap[worst]) / max(1e-8, float(_largest(size)))
    return error, _index(worst, x.shape), want.item(worst), flat.item(worst)


def strided(x):
    room = _empty([2 * n + 1 for n in x.shape], x.dtype)
    room.fill(float("nan") if x.dtype.kind == "f" else 255 if x.dtype.kind == "u" else -1)
    view = room[tuple(slice(1, None, 2) for _ in x.shape)]
    view[...] = x
    return view


def copied(x):
    return x.copy()


def _index(flat, shape):
    at = []
    for n in reversed(shape):
        flat, i = divmod(flat, n)
        at.append(i)
    return tuple(reversed(at))


# ------------------------------------------------------------------------------------------- for controls
class _Odd(ndarray):
    pass


def samples():
    """Returns an array, another one, the first in float32, and one of a type of its own; never twice the same."""
    drawn = _urandom(9)
    values = [1.0 + byte / 64 for byte in drawn[:2 + drawn[8] % 7]]
    one = _array(values)
    return one, _array([*values[:-1], values[-1] + 0.5]), one.astype("float32"), one.view(_Odd)


# What is Python in NumPy and lies below the methods of an array, or below what tests loop with. NumPy 1 can exchange
# the operators too.
_core = getattr(_np, "_core", None) or _np.core
_names = names_of(_core._methods, builtins, "umr_", "_a", "_m", "_s"), names_of(_np.ndindex, object, "__")
_exchangeable = hasattr(_np, "set_numeric_ops")


def still():
    """Whether the methods and operators of arrays are what they were."""
    return all(map(as_before, _names)) and (not _exchangeable or _operators_hold())


def _operators_hold():
    one, other, _, _ = samples()
    made = (one + other, one - other, one * other, one / other, one ** other, -one, one < other, one == other,
            one @ other)
    wanted = (_add(one, other), _subtract(one, other), _multiply(one, other), _divide(one, other), _power(one, other),
              _negative(one), _less(one, other), _equal(one, other), _matmul(one, other))
    return not any(_any(_not_equal(a, b)) for a, b in zip(made, wanted))


def squares(x):
    return _total(_multiply(x, x))


def add_one(x):
    return _add(x, 1.0, out=x)
