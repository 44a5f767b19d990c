"""Runs the code of programming questions and checks it against what their banks promise.

    python tests/content/run_code.py [--python PY] [--helper DIR] [--need-torch] [--jobs N] [BANK.json ...]

By default every bank of question_banks/ that has programming questions, with the helper module of
assets/python/. For each question, whose files stand in `<bank id>/<question id>/` beside the bank:

  solution.py    passes every test of every stage
  starter.py     can be imported, and fails at least one test of every stage
  wrong/*.py     line 1 is `# fault: what; rejected by test_name`, and that test fails
  tests_N.py     plain top-level `def test_…():`, no two of one name in the question; `visible` ones exist
  code           `entry` is defined by solution and starter, `forbid` occurs in neither
  exemplars      the code of the one at level 4 is the solution

and `tests/fixtures/second_style/<bank id>/<question id>.py`, where there is one, passes every test too: right code
in another style than the solution's, so that a test which demands more than the question says is found.

Each test file runs in a process and folder of its own, with the answer as `answer.py` and the solution as
`solution.py` beside it; a test may take its stage's `seconds` of CPU time. Where PY lacks a module of
`requires` the code is not run, which is said aloud, and is a failure with --need-torch. Exits with 1 if
anything is wrong. Standard library only; it starts itself again under PY to run a test file.
"""

import argparse
import ast
import importlib
import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
import traceback
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

HERE = Path(__file__).resolve()
SECONDS = 2  # of CPU time a test, where the stage does not say
START = 60  # of wall time to start Python and import what is required
SECOND_STYLE = HERE.parents[1] / "fixtures/second_style"
WRONG_FILES = range(4, 9)
FIRST_LINE = re.compile(r"# fault: (?P<fault>.+); rejected by (?P<test>test_\w+)")
ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")


# ---------------------------------------------------------------- in the process that runs a test file
class OutOfTime(BaseException):
    """Not an Exception, so that an answer does not catch it by accident."""


def run_tests(helper, seconds, only, first=False):
    """Runs tests.py of the working directory and writes verdict.json: each test's message, null if it passed.

    With `first` no test is run after one that failed.
    """
    def stop(*_):
        raise OutOfTime(f"stopped at the limit of {seconds:g} s of CPU time")

    signal.signal(signal.SIGPROF, stop)
    sys.path[:1] = [os.getcwd(), helper]
    verdict = {"import": None, "tests": {}, "cpu": {}}
    try:
        importlib.import_module("answer")
        module = importlib.import_module("tests")
    except Exception:
        verdict["import"] = traceback.format_exc(limit=-2).strip()
    else:
        tests = {name: f for name, f in vars(module).items() if name.startswith("test_") and callable(f)}
        for name in [only] if only else tests:
            begun = time.process_time()
            signal.setitimer(signal.ITIMER_PROF, seconds)
            try:
                tests[name]()
                message = None
            except (Exception, OutOfTime) as failure:
                message = f"{type(failure).__name__}: {failure}"
            finally:
                signal.setitimer(signal.ITIMER_PROF, 0)
            verdict["tests"][name] = message
            verdict["cpu"][name] = time.process_time() - begun
            if first and message is not None:
                break
    Path("verdict.json").write_text(json.dumps(verdict), encoding="utf-8")


# ---------------------------------------------------------------- reading the files
def top_level_tests(tree):
    """Returns the names of the tests of a file, and what is wrong with how they are written."""
    plain = [n for n in tree.body if isinstance(n, ast.FunctionDef) and n.name.startswith("test_")]
    everywhere = [n for n in ast.walk(tree) if isinstance(n, (ast.FunctionDef, ast.AsyncFunctionDef))
                  and n.name.startswith("test_")]
    faults = [f"{n.name} is not a plain function at the top level" for n in everywhere if n not in plain]
    for n in plain:
        a = n.args
        if a.args or a.posonlyargs or a.kwonlyargs or a.vararg or a.kwarg or n.decorator_list:
            faults.append(f"{n.name} takes arguments or is decorated")
    names = [n.name for n in plain]
    faults += [f"{name} is defined {times} times" for name, times in Counter(names).items() if times > 1]
    return names, faults


def defines(tree, name):
    """Whether a file or class defines a name, dots leading into classes."""
    first, _, rest = name.partition(".")
    for node in tree.body:
        names = [node.name] if hasattr(node, "name") else [
            t.id for t in getattr(node, "targets", [getattr(node, "target", None)]) if isinstance(t, ast.Name)]
        if first in names:
            return not rest or isinstance(node, ast.ClassDef) and defines(node, rest)
    return False


def occurs(name, text):
    """Whether code has this name, as part of no longer one on its left (`np.dot` is not in `xnp.dot`)."""
    return re.search(rf"(?<![\w.]){re.escape(name)}(?!\w)", text) is not None


class Question:
    """One programming question: its files, what is wrong with it, what was counted."""

    def __init__(self, options, bank_path, bank_id, q):
        self.name, self.q, self.code = f"{bank_id}/{q['id']}", q, q["code"]
        self.folder = bank_path.parent / bank_id / q["id"]
        self.problems, self.counts, self.not_run = [], Counter(questions=1), None
        self.texts, self.stage_tests, self.slowest = {}, [], (0.0, "", "", 0.0)
        self.second = options.second_style / bank_id / f"{q['id']}.py"

    def need(self, condition, text):
        if not condition:
            self.problems.append(f"{self.name}: {text}")
        return bool(condition)

    def read(self, file):
        """Returns the syntax tree of a file of the folder, or None with a problem."""
        try:
            self.texts[file] = (self.folder / file).read_text(encoding="utf-8")
            return ast.parse(self.texts[file])
        except (OSError, SyntaxError, ValueError) as why:
            self.need(False, f"{file} cannot be read: {why}")
            return None

    # ------------------------------------------------------------ what can be said without running anything
    def check_files(self):
        """Returns whether the files are whole enough to be run."""
        trees = {file: self.read(file) for file in ("solution.py", "starter.py")}
        for file, tree in trees.items():
            for name in self.code["entry"] if tree else []:
                self.need(defines(tree, name), f"{file} does not define {name}")
            for name in self.code.get("forbid", []):
                self.need(not occurs(name, self.texts.get(file, "")), f"{file} has {name}, which is forbidden")
        for exemplar in self.q.get("exemplars", []):
            if exemplar["level"] == 4 and isinstance(exemplar["answer"], dict):
                same = exemplar["answer"].get("code", "").strip() == self.texts.get("solution.py", "").strip()
                self.need(same, "the code of the exemplar at level 4 is not solution.py")
        for stage in self.code["stages"]:
            tree = self.read(stage["tests"])
            names, faults = top_level_tests(tree) if tree else ([], [])
            for fault in faults + [f"{n} is visible, but there is no such test"
                                   for n in stage.get("visible", []) if n not in names]:
                self.need(False, f"{stage['tests']}: {fault}")
            self.need(names, f"{stage['tests']} has no tests")
            self.stage_tests.append(names)
            self.counts.update(stages=1, tests=len(names), visible=len(stage.get("visible", [])))
        times = Counter(name for names in self.stage_tests for name in names)
        self.need(max(times.values(), default=0) <= 1, "two stages have a test of one name, so a fault cannot name it")
        return all(trees.values()) and all(self.stage_tests)

    def wrong_files(self):
        """Yields each file of wrong/ with the stage and name of the test that must reject it."""
        files = sorted((self.folder / "wrong").glob("*.py"))
        self.need(len(files) in WRONG_FILES, f"{len(files)} files in wrong/, not {WRONG_FILES[0]} to {WRONG_FILES[-1]}")
        for path in files:
            file = f"wrong/{path.name}"
            if self.read(file) is None:
                continue
            first = FIRST_LINE.fullmatch(self.texts[file].partition("\n")[0].rstrip())
            if not self.need(first, f"{file}: line 1 is not `# fault: …; rejected by test_…`"):
                continue
            stages = [n for n, names in enumerate(self.stage_tests) if first["test"] in names]
            if self.need(stages, f"{file} names {first['test']}, and there is no such test"):
                yield file, stages[0], first["test"]

    # ------------------------------------------------------------ running
    def run(self, options, file, stage, only=None, first=False):
        """Runs a stage's tests on a file, with `first` up to the first that fails.

        Returns their messages by name, or None with a problem.
        """
        seconds = self.code["stages"][stage].get("seconds") or SECONDS
        tests = self.code["stages"][stage]["tests"]
        names = [only] if only else self.stage_tests[stage]
        with tempfile.TemporaryDirectory(prefix="hotseat-code-") as scratch:
            for name, source in (("answer.py", file), ("solution.py", "solution.py"), ("tests.py", tests)):
                (Path(scratch) / name).write_text(self.texts[source], encoding="utf-8")
            command = [options.python, "-B", str(HERE), "--child", str(options.helper), str(seconds), only or "",
                       "first" if first else ""]
            try:
                done = subprocess.run(command, cwd=scratch, env={**os.environ, **ONE_THREAD}, capture_output=True,
                                      text=True, errors="replace", timeout=START + len(names) * (3 * seconds + 1))
                verdict = json.loads((Path(scratch) / "verdict.json").read_text(encoding="utf-8"))
            except subprocess.TimeoutExpired:
                self.need(False, f"{file}, {tests}: was stopped at the limit of wall time")
                return None
            except (OSError, ValueError):
                self.need(False, f"{file}, {tests}: ended with {done.returncode} and no verdict: {done.stderr[-500:]}")
                return None
        if not self.need(verdict["import"] is None, f"{file}, {tests}: cannot be imported:\n{verdict['import']}"):
            return None
        ran = list(verdict["tests"])
        if not self.need(ran == names or first and ran == names[:len(ran)], f"{tests}: the tests that ran are not those in the file"):
            return None
        if file == "solution.py":
            slowest = max(verdict["cpu"], key=verdict["cpu"].get)
            spent = verdict["cpu"][slowest]
            self.slowest = max(self.slowest, (spent, tests, slowest, seconds))
            self.need(spent <= seconds / 2, f"{tests}: {slowest} takes {spent:.2f} of {seconds:g} s with the solution")
        return verdict["tests"]

    def check_runs(self, options):
        right = ["solution.py"]
        if self.second.is_file():
            right.append("in second style")
            self.texts[right[1]] = self.second.read_text(encoding="utf-8")
            for name in self.code.get("forbid", []):
                self.need(not occurs(name, self.texts[right[1]]), f"{self.second.name} has {name}, which is forbidden")
            self.counts["in second style"] += 1
        for stage, names in enumerate(self.stage_tests):
            for file in right:
                for name, message in (self.run(options, file, stage) or {}).items():
                    self.need(message is None, f"{file} fails {name}: {message}")
            failed = self.run(options, "starter.py", stage)
            self.need(failed is None or any(failed.values()), f"starter.py passes all of stage {stage + 1}")
        for file, stage, test in self.wrong_files():
            verdict = self.run(options, file, stage, only=test)
            self.need(verdict is None or verdict[test] is not None, f"{file} is not rejected by {test}")
            self.counts["wrong solutions"] += 1

    def check(self, options, can_import):
        if not self.folder.is_dir():
            self.need(False, f"there is no folder {self.folder}")
        elif self.check_files():
            missing = [name for name in self.code.get("requires", []) if not can_import(name)]
            if missing:
                self.not_run = f"NOT RUN: {self.name}: {options.python} cannot import {', '.join(missing)}"
                list(self.wrong_files())
            else:
                self.check_runs(options)
                self.counts["run"] = 1
        return self


def importable(python):
    """Returns whether that Python can import a module, asking it once each."""
    known = {}

    def can(name):
        if name not in known:
            done = subprocess.run([python, "-c", f"import {name}"], capture_output=True)
            known[name] = done.returncode == 0
        return known[name]
    return can


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("banks", nargs="*", type=Path, metavar="BANK.json")
    parser.add_argument("--python", default=sys.executable, help="the Python that runs the code")
    parser.add_argument("--helper", type=Path, default=HERE.parents[2] / "assets/python",
                        help="the folder of hotseat_check.py")
    parser.add_argument("--need-torch", action="store_true", help="code that could not be run is a failure")
    parser.add_argument("--second-style", type=Path, default=SECOND_STYLE, metavar="DIR",
                        help="the folder of right code in another style")
    parser.add_argument("--slowest", action="store_true", help="tell each question's slowest test with its solution")
    parser.add_argument("--jobs", type=int, default=1, help="questions run side by side")
    options = parser.parse_args()
    options.helper = options.helper.resolve()
    if not (options.helper / "hotseat_check.py").is_file():
        sys.exit(f"There is no hotseat_check.py in {options.helper}; name its folder with --helper.")

    questions = []
    for path in options.banks or sorted((HERE.parents[2] / "question_banks").glob("*.json")):
        bank = json.loads(path.read_text(encoding="utf-8"))
        questions += [Question(options, path.resolve(), bank["id"], q)
                      for q in bank["questions"] if q["round"] == "programming"]
    problems, not_run, counts = [], [], Counter()
    can_import = importable(options.python)
    with ThreadPoolExecutor(options.jobs) as pool:
        for q in pool.map(lambda q: q.check(options, can_import), questions):
            problems += q.problems
            not_run += [q.not_run] if q.not_run else []
            counts.update(q.counts)
            print("\n".join(q.problems + ([q.not_run] if q.not_run else []) or [f"{q.name}: as promised"]), flush=True)
            if options.slowest and q.slowest[0]:
                spent, tests, name, seconds = q.slowest
                print(f"  slowest: {name} in {tests}, {spent:.2f} of {seconds:g} s of CPU time")
    if not questions:
        problems.append("no programming question was found")
        print(problems[-1])
    whole = ("questions", "run", "stages", "tests", "visible", "wrong solutions", "in second style")
    found = f"{len(problems)} problems" if problems else "no problems" if not_run else "clean"
    print(", ".join(f"{counts[what]} {what}" for what in whole), f"with {options.python}:", found
          + (f", but {len(not_run)} NOT RUN" if not_run else ""))
    return 1 if problems or not_run and options.need_torch else 0


if __name__ == "__main__":
    if sys.argv[1:2] == ["--child"]:
        run_tests(sys.argv[2], float(sys.argv[3]), sys.argv[4] or None, sys.argv[5] == "first")
    else:
        sys.exit(main())
