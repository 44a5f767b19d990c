"""What `hotseat_check` knows of tensors. Loaded by it, where torch is.

`torch.Tensor` is a class in Python, whose methods an answer can replace; its base and torch's functions are in C.
What decides uses those alone.
"""

import re
from builtins import (AssertionError, all, callable, divmod, float, getattr, int, len, list, map, max, range, reversed,
                      slice, str, tuple, type, vars, zip)
from os import urandom as _urandom

import torch as _torch
from torch.autograd import grad as _grad
from torch.autograd.gradcheck import (GradcheckError as _GradcheckError, gradcheck as _gradcheck,
                                      gradgradcheck as _gradgradcheck)

from hotseat_check_values import as_before, names_of

Tensor, Parameter = _torch.Tensor, _torch.nn.Parameter
KINDS = Tensor, Parameter
_base = _torch._C._TensorBase
_shape, _dtype, _device, _layout, _needs = (getattr(_base, name).__get__ for name in
                                            ("shape", "dtype", "device", "layout", "requires_grad"))
_to, _item, _reshape, _size, _as_subclass = _base.to, _base.item, _base.reshape, _base.numel, _base.as_subclass
_detach, _clone, _isclose, _not, _any = _torch.detach, _torch.clone, _torch.isclose, _torch.logical_not, _torch.any
_ne, _abs, _add, _sub, _mul, _sum = _torch.ne, _torch.abs, _torch.add, _torch.sub, _torch.mul, _torch.sum
_argmax, _max, _select = _torch.argmax, _torch.max, _torch.select
_full, _empty, _randn, _tensor, _no_grad = _torch.full, _torch.empty, _torch.randn, _torch.tensor, _torch.no_grad
_float64, _float32, _int64, _strided = _torch.float64, _torch.float32, _torch.int64, _torch.strided
_seed = _torch.default_generator.manual_seed
_modes = [count for count in (getattr(_torch._C, name, None) for name in
                              ("_len_torch_function_stack", "_len_torch_dispatch_stack")) if count is not None]
_DTYPES = {str(value): value for value in vars(_torch).values() if type(value) is _torch.dtype}


def seeded(seed):
    _seed(seed)
    return seed


def fault(got, shape, dtype, device, parameter):
    """Returns what was expected and what came (None: another kind of thing), or None if it is sound."""
    if not (type(got) is Parameter or type(got) is Tensor and not parameter):
        return ("an nn.Parameter" if parameter else "a tensor"), None
    seen = tuple(_shape(got))
    if shape is not None and seen != tuple(shape):
        return f"shape {tuple(shape)}", f"shape {seen}"
    if dtype is not None and _dtype(got) is not _dtype_of(dtype):
        return str(_dtype_of(dtype)), str(_dtype(got))
    if device is not None and _device(got).type != device:
        return f"a tensor on device '{device}'", f"one on '{_device(got).type}'"
    if _layout(got) is not _strided:
        return "a dense tensor", f"layout {_layout(got)}"
    return None


def asked(want, dtype, whole=False):
    """Returns what `fault` asks of a value that shall be like `want`."""
    return tuple(_shape(want)), dtype or _dtype(want), _device(want).type, False


def first_wrong(got, want, rtol, atol):
    """Returns index, wanted and got number, count and size where entries differ; None where none does."""
    for count in _modes:
        if count():
            raise AssertionError("torch: expected no function or dispatch mode\ngot one that is still on")
    shape = tuple(_shape(want))
    got, want = _reshape(_detach(got), (-1,)), _reshape(_detach(want), (-1,))
    if not rtol and not atol and not _dtype(want).is_floating_point:
        wrong = _ne(got, want)
    else:
        got, want = _to(got, _float64), _to(want, _float64)
        wrong = _not(_isclose(got, want, rtol=rtol, atol=atol, equal_nan=True))
    if not _item(_any(wrong)):
        return None
    wrong = _to(wrong, _int64)
    first = _item(_argmax(wrong))
    return _index(first, shape), _entry(want, first), _entry(got, first), _item(_sum(wrong)), _size(wrong)


def slope_error(f, x, got, h):
    """Returns the relative error of a gradient, and where it is greatest: index, wanted, got."""
    x, shape = _reshape(_to(_clone(_detach(x)), _float64), (-1,)), tuple(_shape(x))
    flat, want = _reshape(_to(_detach(got), _float64), (-1,)), _empty(_size(x), dtype=_float64)
    with _no_grad():
        for at in range(_size(x)):
            up, down = _clone(x), _clone(x)
            for moved, by in (up, h), (down, -h):
                one = _select(moved, 0, at)
                _add(one, by, out=one)
            slope = (float(f(_reshape(up, shape))) - float(f(_reshape(down, shape)))) / (2 * h)
            _full((), slope, out=_select(want, 0, at))
    if not _size(x):
        return 0.0, (), 0.0, 0.0
    gap, size = _abs(_sub(flat, want)), _add(_abs(flat), _abs(want))
    worst = _item(_argmax(gap))  # A NaN, where there is one.
    error = _entry(gap, worst) / max(1e-8, _item(_max(size)))
    return error, _index(worst, shape), _entry(want, worst), _entry(flat, worst)


def gradients(f, inputs, want, cotangent, name):
    """Yields name, got and wanted gradient of every input; got is None where there is none but a zero will not do."""
    leaves = _leaves(inputs)
    result = f(*leaves)
    if type(result) is not Tensor:
        raise AssertionError(f"{name}: expected a tensor to take it of\ngot a value of type {type(result).__name__}")
    if not _needs(result):
        raise AssertionError(f"{name}: expected a result that depends on {', '.join(inputs)}\ngot one cut off from all")
    if cotangent is None:
        cotangent = _randn(_shape(result), dtype=_dtype(result))
    found = _grad(result, leaves, cotangent, allow_unused=True)
    if callable(want):
        others = _leaves(inputs)
        wanted = _grad(want(*others), others, cotangent, allow_unused=True)
    else:
        wanted = [want[key] for key in inputs]
    for key, leaf, got, expected in zip(inputs, leaves, found, wanted):
        if expected is None:
            expected = _full(_shape(leaf), 0.0, dtype=_dtype(leaf))
        if got is not None or _item(_any(expected)):
            yield key, got, expected


def gradcheck_fault(f, inputs, second):
    """Returns place, expected and got where a check of torch fails, None where it passes."""
    leaves = [leaf.requires_grad_() for leaf in (_to(_clone(_detach(x)), _float64) for x in inputs.values())]
    for which, run in ("", _gradcheck), (" of the gradient", _gradgradcheck if second else None):
        try:
            if run is None or run(f, leaves, raise_exception=True) is True:
                continue
            told = "it fails"
        except _GradcheckError as failure:
            told = str(failure).strip()
        by = re.search(r"with respect to input (\d+)", told)
        if by:
            names = list(inputs)
            return f"{which} by {names[int(by[1])]}", "what central differences give", "another Jacobian"
        return which, "torch's gradcheck to pass", told.partition("\n")[0][:200]
    return None


def strided(x):
    shape, dtype = tuple(_shape(x)), _dtype(x)
    room = _full([2 * n + 1 for n in shape], float("nan") if dtype.is_floating_point else -1).to(dtype)
    view = room[tuple(slice(1, None, 2) for _ in shape)]
    view.copy_(_detach(x))
    return view


def copied(x):
    return _clone(_detach(x))


def _entry(flat, at):
    return _item(_select(flat, 0, at))


def _leaves(inputs):
    return [_clone(_detach(x)).requires_grad_(_dtype(x).is_floating_point) for x in inputs.values()]


def _dtype_of(dtype):
    return _DTYPES[f"torch.{dtype}"] if type(dtype) is str else dtype


def _index(flat, shape):
    at = []
    for n in reversed(shape):
        flat, i = divmod(flat, n)
        at.append(i)
    return tuple(reversed(at))


# ------------------------------------------------------------------------------------------- for controls
class _Odd(Tensor):
    pass


def samples():
    """Returns a tensor, another one, the first in float32, and one of a type of its own; never twice the same."""
    drawn = _urandom(9)
    values = [1.0 + byte / 64 for byte in drawn[:2 + drawn[8] % 7]]
    one, other = _tensor(values, dtype=_float64), _tensor([*values[:-1], values[-1] + 0.5], dtype=_float64)
    return one, other, _to(one, _float32), _as_subclass(one, _Odd)


# Methods and operators of the class in Python; what is added to it hides those of its base.
_names = names_of(Tensor, _base), names_of(Parameter, Tensor)


def still():
    """Whether the methods and operators of tensors are what they were."""
    return all(map(as_before, _names))


def squares(x):
    return _sum(_mul(x, x))


def add_one(x):
    return _add(x, 1.0, out=x)
