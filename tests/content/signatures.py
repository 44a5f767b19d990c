"""Compares the signatures of programming questions with the contracts of the syllabus.

    python tests/content/signatures.py [BANK.json ...]      (default: every bank of question_banks/)

`contracts.json` holds, for each question, what its files have to define, written as Python: functions with
the names and defaults of their parameters, classes with bases and methods, attributes and properties as
`name: type`. Each is looked for in starter.py and solution.py; attributes in solution.py alone, since a
starter need not set them. A solution may have parameters of its own after those of the contract, with
defaults. Annotations are not compared, and what a file defines besides is its own affair.
Exits with 1 if anything differs. Standard library only.
"""

import ast
import json
import sys
from pathlib import Path

HERE = Path(__file__).resolve()
CONTRACTS = HERE.with_name("contracts.json")
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


def parameters(function):
    """Returns the parameters as Python writes them, with defaults and without annotations."""
    given = function.args
    for argument in [*given.posonlyargs, *given.args, *given.kwonlyargs, given.vararg, given.kwarg]:
        if argument is not None:
            argument.annotation = None
    return f"({ast.unparse(given)})"


def attributes(cls):
    """Yields the names a class gives its objects: in its body, as properties, by `self.name = …`."""
    for node in cls.body:
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            yield node.target.id
        elif isinstance(node, ast.Assign):
            yield from (target.id for target in node.targets if isinstance(target, ast.Name))
        elif isinstance(node, FUNCTIONS) and any(ast.unparse(d) == "property" for d in node.decorator_list):
            yield node.name
    for node in ast.walk(cls):
        if (isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store)
                and isinstance(node.value, ast.Name) and node.value.id == "self"):
            yield node.attr


def described(text):
    """Returns what a text defines: names with what is compared of each."""
    found = {}
    for node in ast.parse(text).body:
        if isinstance(node, FUNCTIONS):
            found[node.name] = parameters(node)
        elif isinstance(node, ast.ClassDef):
            found[node.name] = "class " + ", ".join(ast.unparse(base).rpartition(".")[2] for base in node.bases)
            found.update({f"{node.name}.{name}": "attribute" for name in attributes(node)})
            for method in node.body:
                name = f"{node.name}.{getattr(method, 'name', '')}"
                if isinstance(method, FUNCTIONS) and name not in found:
                    found[name] = parameters(method)
    return found


def only_adds(signature, has):
    """Whether parameters come after those of a signature that no caller has to know: all with defaults."""
    def of(text):
        return ast.parse(f"def f{text}: ...").body[0].args

    try:
        own, more = of(signature), of(has)
    except SyntaxError:
        return False
    known = len(own.args)
    same = [a.arg for a in more.args[:known]] == [a.arg for a in own.args]
    less = len(more.args) - known
    defaults = [ast.unparse(d) for d in more.defaults]
    return same and less > 0 and defaults[:len(defaults) - less] == [ast.unparse(d) for d in own.defaults] and (
        len(defaults) >= less)


def problems_of(name, contract, folder):
    """Yields what the files of a question say that its contract does not."""
    due = described("\n".join(contract))
    for file in ("starter.py", "solution.py"):
        try:
            has = described((folder / file).read_text(encoding="utf-8"))
        except (OSError, SyntaxError, ValueError) as why:
            yield f"{name}: {file} cannot be read: {why}"
            continue
        for what, signature in due.items():
            if signature == "attribute" and file == "starter.py":
                continue
            # A method without parameters of its own need not be written: `__init__(self)` comes with every class.
            if what.endswith(".__init__") and signature == "(self)" and what not in has:
                continue
            if has.get(what) != signature and not (file == "solution.py" and only_adds(signature, has.get(what, ""))):
                yield f"{name}: {file} has {what}: {has.get(what, 'nothing')}; its contract says {signature}"


def main():
    contracts = {q["id"]: q["contract"] for q in json.loads(CONTRACTS.read_text(encoding="utf-8"))["programming"]}
    banks = [Path(path) for path in sys.argv[1:]] or sorted((HERE.parents[2] / "question_banks").glob("*.json"))
    problems, compared = [], 0
    for path in banks:
        bank = json.loads(path.read_text(encoding="utf-8"))
        for q in bank["questions"]:
            if q["round"] != "programming":
                continue
            name = f"{bank['id']}/{q['id']}"
            if q["id"] not in contracts:
                problems.append(f"{name}: contracts.json has no contract of it")
                continue
            compared += 1
            problems += problems_of(name, contracts[q["id"]], path.parent / bank["id"] / q["id"])
    print("\n".join(problems + [f"{compared} questions compared, {len(problems)} problems"]))
    return 1 if problems or not compared else 0


if __name__ == "__main__":
    sys.exit(main())
