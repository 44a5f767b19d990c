"""Mutations of Python code: small faults, each of one kind at one place. Standard library only.

`mutants(source)` lists every one that it knows how to make; `mutate.py` picks from them by seed.
"""

import ast
import copy
import difflib

SWAPS = {ast.Add: [ast.Sub], ast.Sub: [ast.Add], ast.Mult: [ast.Div], ast.Div: [ast.Mult], ast.FloorDiv: [ast.Div],
         ast.Mod: [ast.FloorDiv], ast.Pow: [ast.Mult], ast.BitAnd: [ast.BitOr], ast.BitOr: [ast.BitAnd],
         ast.LShift: [ast.RShift], ast.RShift: [ast.LShift]}
COMPARISONS = {ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq,
               ast.NotEq: ast.Eq, ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In}
PAIRS = [("min", "max"), ("minimum", "maximum"), ("argmin", "argmax"), ("amin", "amax"), ("sum", "mean"),
         ("any", "all"), ("floor", "ceil"), ("zeros", "ones"), ("zeros_like", "ones_like"), ("sin", "cos"),
         ("tril", "triu"), ("pop", "popleft"), ("append", "appendleft"), ("var", "std"), ("heappush", "append"),
         ("isfinite", "isnan"), ("logical_and", "logical_or"), ("bisect_left", "bisect_right")]
NAMES = {name: other for a, b in PAIRS for name, other in ((a, b), (b, a))}
# Calls that keep values as they are, or almost: without them something is shared, or of another type.
KEEPERS = {"copy", "clone", "detach", "astype", "contiguous", "clamp", "clip", "item", "double", "float"}
WRAPPERS = {"list", "array", "copy", "deepcopy", "asarray", "sqrt", "abs", "log", "exp", "int", "sorted", "reversed"}
AXES = {"axis", "dim", "axes"}


def _other_axes(value):
    if isinstance(value, ast.Constant) and type(value.value) is int:
        return [ast.Constant(1 if value.value == 0 else 0)]
    if isinstance(value, ast.UnaryOp) and isinstance(value.operand, ast.Constant):
        return [ast.Constant(0)]
    if isinstance(value, ast.Tuple):
        return [ast.Tuple(value.elts[:at] + value.elts[at + 1:], ast.Load()) for at in range(len(value.elts))]
    return []


def _constants(value):
    if type(value) is bool:
        return [not value]
    if type(value) is int:
        return [value + 1, value - 1]
    if type(value) is float:
        return [value * 2 if value else 1.0, -value if value else -1.0]
    return []


def _without(items, at):
    return items[:at] + items[at + 1:]


def _changes(node):
    """Yields (kind, change): `change` turns a copy of the node into what replaces it, None for nothing."""
    def becomes(kind, **fields):
        def change(n):
            for name, make in fields.items():
                setattr(n, name, make(n))
            return n
        return kind, change

    if isinstance(node, ast.BinOp):
        for other in SWAPS.get(type(node.op), []):
            yield becomes("operator", op=lambda n, other=other: other())
        if isinstance(node.op, ast.MatMult):
            yield becomes("operator", left=lambda n: n.right, right=lambda n, keep=node: copy.deepcopy(keep.left))
        else:
            yield "dropped term", lambda n: n.left
            yield "dropped term", lambda n: n.right
    if isinstance(node, ast.AugAssign):
        for other in SWAPS.get(type(node.op), []):
            yield becomes("operator", op=lambda n, other=other: other())
        yield "accumulation", lambda n: ast.Assign([n.target], n.value, lineno=n.lineno)
        yield "statement", lambda n: ast.Pass()
    if isinstance(node, ast.Compare):
        for at, op in enumerate(node.ops):
            if type(op) in COMPARISONS:
                yield becomes("comparison", ops=lambda n, at=at: n.ops[:at] + [COMPARISONS[type(n.ops[at])]()] + n.ops[at + 1:])
    if isinstance(node, ast.BoolOp):
        yield becomes("comparison", op=lambda n: ast.Or() if isinstance(n.op, ast.And) else ast.And())
        for at in range(len(node.values)):
            yield "dropped term", lambda n, at=at: (
                n.values[1 - at] if len(n.values) == 2 else ast.BoolOp(n.op, _without(n.values, at)))
    if isinstance(node, ast.UnaryOp):
        yield "negation", lambda n: n.operand
    if isinstance(node, ast.Constant):
        for other in _constants(node.value):
            yield becomes("constant", value=lambda n, other=other: other)
    if isinstance(node, ast.Name) and node.id in NAMES and isinstance(node.ctx, ast.Load):
        yield becomes("function", id=lambda n: NAMES[n.id])
    if isinstance(node, ast.Attribute):
        if node.attr in NAMES:
            yield becomes("function", attr=lambda n: NAMES[n.attr])
        if node.attr in ("T", "mT"):
            yield "transpose", lambda n: n.value
    if isinstance(node, ast.Call):
        for at, keyword in enumerate(node.keywords):
            if keyword.arg in AXES:
                for other in _other_axes(keyword.value):
                    yield becomes("axis", keywords=lambda n, at=at, other=other: (
                        n.keywords[:at] + [ast.keyword(n.keywords[at].arg, other)] + n.keywords[at + 1:]))
            if keyword.arg is not None:
                yield becomes("keyword" if keyword.arg != "keepdims" else "keepdims",
                              keywords=lambda n, at=at: _without(n.keywords, at))
        called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", None)
        if isinstance(node.func, ast.Attribute) and called in KEEPERS:
            yield "copy", lambda n: n.func.value
        if called in WRAPPERS and len(node.args) == 1:
            yield "copy", lambda n: n.args[0]
        if len(node.args) > 1 and not any(isinstance(arg, ast.Starred) for arg in node.args[:2]):
            yield becomes("order", args=lambda n: n.args[1::-1] + n.args[2:])
        if called == "range":
            last = min(len(node.args), 2) - 1
            yield becomes("range", args=lambda n, last=last: n.args[:last] + [
                ast.BinOp(n.args[last], ast.Sub(), ast.Constant(1))] + n.args[last + 1:])
    if isinstance(node, ast.Tuple) and isinstance(node.ctx, ast.Load) and len(node.elts) > 1:
        yield becomes("order", elts=lambda n: n.elts[1::-1] + n.elts[2:])
    if isinstance(node, ast.comprehension):
        for at in range(len(node.ifs)):
            yield becomes("guard", ifs=lambda n, at=at: _without(n.ifs, at))
    if isinstance(node, (ast.If, ast.IfExp, ast.While)):
        yield becomes("guard", test=lambda n: ast.UnaryOp(ast.Not(), n.test))
    if isinstance(node, ast.If):
        yield "guard", lambda n: n.orelse or ast.Pass()
        yield "guard", lambda n: n.body
    if isinstance(node, ast.Expr) and not isinstance(node.value, ast.Constant):
        yield "statement", lambda n: ast.Pass()
    if isinstance(node, ast.Assign) and not isinstance(node.targets[0], (ast.Name, ast.Tuple)):
        yield "statement", lambda n: ast.Pass()
    if isinstance(node, (ast.Break, ast.Continue)):
        yield "statement", lambda n: ast.Pass()


class _Replace(ast.NodeTransformer):
    def __init__(self, target, change):
        self.target, self.change = target, change

    def visit(self, node):
        return self.change(node) if node is self.target else self.generic_visit(node)


def mutants(source):
    """Returns every mutant as (kind, code), by kind and place; the code is as `ast.unparse` writes it."""
    tree, found, seen = ast.parse(source), [], set()
    usual = ast.unparse(tree)
    for at, node in enumerate(ast.walk(tree)):
        for kind, change in _changes(node):
            changed = copy.deepcopy(tree)
            target = list(ast.walk(changed))[at]
            try:
                text = ast.unparse(ast.fix_missing_locations(_Replace(target, change).visit(changed)))
                ast.parse(text)
            except (SyntaxError, ValueError, TypeError, AttributeError):
                continue
            if text != usual and text not in seen:
                seen.add(text)
                found.append((kind, text))
    return found


def picked(source, rng):
    """Returns all mutants in an order by chance in which every kind comes up early: of each kind one, then another."""
    kinds = {}
    for kind, text in mutants(source):
        kinds.setdefault(kind, []).append((kind, text))
    rows = []
    for kind in sorted(kinds):
        rng.shuffle(kinds[kind])
        rows += [(at, rng.random(), mutant) for at, mutant in enumerate(kinds[kind])]
    return [mutant for _, _, mutant in sorted(rows)]


def difference(source, mutant):
    """Returns the lines that a mutant has otherwise, `-` as they were and `+` as they are."""
    lines = difflib.unified_diff(ast.unparse(ast.parse(source)).splitlines(), mutant.splitlines(), n=0, lineterm="")
    return [line for line in list(lines)[2:]]
