"""Finds the uses of names that a question forbids, in the syntax tree of an answer.

A forbidden name is dotted as people write it (`np.linalg.inv`, `sorted`, `scipy`); `.sort` means that
attribute of anything. What an answer imports under another name is followed, `getattr` with a written name
too. It keeps honest people honest; what runs is decided elsewhere.
"""

import ast

# As banks abbreviate modules.
ALIASES = {"np": "numpy", "nn": "torch.nn", "F": "torch.nn.functional"}


def _whole(name):
    first, dot, rest = name.partition(".")
    return ALIASES.get(first, first) + dot + rest


class _Uses(ast.NodeVisitor):
    def __init__(self, forbidden):
        self.wanted = {_whole(name): name for name in forbidden if not name.startswith(".")}
        self.attributes = {name[1:]: name for name in forbidden if name.startswith(".")}
        self.known, self.found = {}, []

    def see(self, path, line, how):
        parts = path.split(".")
        for end in range(len(parts), 0, -1):
            name = self.wanted.get(".".join(parts[:end]))
            if name is not None:
                self.add(name, line, how)
                return

    def add(self, name, line, how):
        if (name, line) not in [(one["name"], one["line"]) for one in self.found]:
            self.found.append({"name": name, "line": line, "reason": how})

    def dotted(self, node):
        """Returns the full path a chain of attributes stands for, None where it begins with no name."""
        if isinstance(node, ast.Name):
            return self.known.get(node.id, node.id)
        if isinstance(node, ast.Attribute):
            base = self.dotted(node.value)
            return None if base is None else f"{base}.{node.attr}"
        return None

    def visit_Import(self, node):
        for one in node.names:
            self.see(one.name, node.lineno, "is imported")
            if one.asname:
                self.known[one.asname] = one.name
            else:
                first = one.name.split(".")[0]
                self.known[first] = first

    def visit_ImportFrom(self, node):
        for one in node.names:
            path = f"{node.module or ''}.{one.name}"
            self.see(node.module if one.name == "*" else path, node.lineno, "is imported")
            self.known[one.asname or one.name] = path

    def visit_Attribute(self, node):
        if node.attr in self.attributes:
            self.add(self.attributes[node.attr], node.lineno, "is used")
        path = self.dotted(node)
        if path is not None:
            self.see(path, node.lineno, "is used")
        self.visit(node.value)

    def visit_Name(self, node):
        if isinstance(node.ctx, ast.Load):
            self.see(self.dotted(node), node.lineno, "is used")

    def visit_Call(self, node):
        if isinstance(node.func, ast.Name) and node.func.id == "getattr" and len(node.args) > 1:
            name, base = node.args[1], self.dotted(node.args[0])
            if isinstance(name, ast.Constant) and isinstance(name.value, str):
                if name.value in self.attributes:
                    self.add(self.attributes[name.value], node.lineno, "is used")
                if base is not None:
                    self.see(f"{base}.{name.value}", node.lineno, "is used")
        self.generic_visit(node)


def uses(tree, forbidden):
    """Returns each use as `{"name", "line", "reason"}`, in the order of the lines."""
    if not forbidden:
        return []
    visitor = _Uses(forbidden)
    # Imports first, wherever they stand: a name may be used above the line that is run before it.
    for node in ast.walk(tree):
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            visitor.visit(node)
    visitor.visit(tree)
    return sorted(visitor.found, key=lambda one: one["line"])
