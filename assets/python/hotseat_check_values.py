"""Exact values for `hotseat_check`: which two differ, and where; how one is shown; who knows of arrays and tensors.

Whatever decides is bound at import (see there).
"""

import importlib
import sys
from builtins import (Exception, abs, all, any, bool, bytes, complex, dict, dir, enumerate, float, frozenset, int, len,
                      list, map, repr, set, str, tuple, type, vars, zip)
from operator import is_ as _is

_FLOATS = (float,)
_PLAIN = int, float, str, bool, type(None), bytes, complex
# What is known of arrays and of tensors, in modules of their own; None until NumPy or torch is there.
PARTS = {"numpy": None, "torch": None}


def part(name):
    if PARTS[name] is None:
        PARTS[name] = importlib.import_module(f"hotseat_check_{name}")
    return PARTS[name]


def is_tensor(value):
    known = PARTS["torch"] is not None or type(value).__module__.startswith("torch")
    return known and one_of(type(value), part("torch").KINDS)


def part_of(value):
    return part("torch" if is_tensor(value) else "numpy")


def one_of(kind, kinds):
    return any(kind is one for one in kinds)


def _numeric(value):
    """Returns the part that a value of an array or tensor belongs to, or None."""
    if is_tensor(value):
        return PARTS["torch"]
    known = PARTS["numpy"]
    return known if known is not None and type(value) is known.ndarray else None


def copied(value):
    kind = type(value)
    if kind is list or kind is tuple:
        return kind(map(copied, value))
    if kind is dict:
        return {key: copied(item) for key, item in value.items()}
    if kind is set:
        return set(value)
    known = _numeric(value)
    return value if known is None else known.copied(value)


def difference(got, want, rtol=0, atol=0):
    """Returns place, expected and got of the first difference, None if there is none; NaN is like NaN."""
    kind = type(want)
    if type(got) is not kind:
        return "", short(want), short(got)
    if kind is list or kind is tuple:
        if len(got) != len(want):
            return "", f"{short(want)} ({len(want)} entries)", f"{short(got)} ({len(got)} entries)"
        types = set(map(type, want))
        if not rtol and all(one_of(one, _PLAIN) for one in types) and all(map(_is, map(type, got), map(type, want))):
            if got == want:
                return None
        return _first(((f"[{at}]", *pair) for at, pair in enumerate(zip(got, want))), rtol, atol)
    if kind is dict:
        if not all(map(_hashed, got)) or got.keys() != want.keys():
            return " keys", short(list(want)), short(list(got))
        return _first(((f"[{short(key)}]", got[key], want[key]) for key in want), rtol, atol)
    if kind is set or kind is frozenset:
        return None if all(map(_hashed, got)) and got == want else ("", short(want), short(got))
    known = _numeric(want)
    if known is not None:
        fault = known.fault(got, *known.asked(want, None, True))
        if fault is not None:
            return "", *fault
        found = known.first_wrong(got, want, rtol, atol)
        return found and (place(found[0]), digits(found[1], found[2]), digits(found[2], found[1]))
    if one_of(kind, _FLOATS if PARTS["numpy"] is None else PARTS["numpy"].FLOATS):
        one, other = float(got), float(want)
        if one != one and other != other or abs(one - other) <= atol + rtol * abs(other):
            return None
    return None if got == want else ("", short(want), short(got))


def _first(triples, rtol, atol):
    for at, got, want in triples:
        found = difference(got, want, rtol, atol)
        if found is not None:
            return (at + found[0], *found[1:])
    return None


def _hashed(value):
    """Whether it is plain all through, so that a look-up tells the truth."""
    kind = type(value)
    return one_of(kind, _PLAIN) or (kind is tuple or kind is frozenset) and all(map(_hashed, value))


def kind_of(value):
    return "None (is a return missing?)" if value is None else f"a value of type {type(value).__name__}"


def shown(value):
    try:
        return repr(value)
    except Exception:
        return f"{kind_of(value)} that cannot be shown"


def short(value):
    text = shown(value)
    return text if len(text) <= 60 else f"{text[:57]}..."


def place(at):
    return f"[{', '.join(map(str, at))}]" if at else ""


def digits(value, other):
    """The value, with as many digits as tell it from the other one."""
    text = f"{value:.6g}"
    return text if text != f"{other:.6g}" else f"{value:.17g}"


def names_of(owner, hidden, *begins):
    """Returns names of a module or class, those that begin so, as they are now, for `as_before`. One that is added
    later matters only if it hides one of those of `hidden`: of the built-ins, or of the base class."""
    begins = begins or ("",)
    return (vars(owner), {name: value for name, value in vars(owner).items() if name.startswith(begins)},
            frozenset(dir(hidden)) - frozenset(vars(owner)))


def as_before(kept):
    now, before, hidden = kept
    return (all(now.get(name, kept) is value for name, value in before.items())
            and not any(name in hidden for name in now))


for _name in PARTS:
    if _name in sys.modules:
        part(_name)
