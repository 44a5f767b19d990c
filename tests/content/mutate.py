"""Makes small faults in the solutions of programming questions and sees whether their tests reject them.

    python tests/content/mutate.py [--python PY] [--seed N] [--count N] [--inputs N] [--only ID] [--jobs N] [BANK ...]

By default every programming question of question_banks/. For each, `mutants.py` makes faults in solution.py, one
at a time, in an order by seed: an operator or comparison another, an axis or constant off by one, a term or a
statement dropped. A mutant counts when it differs from the solution on at least one of 200 legal inputs. Of
those that differ, ten a question, the question's tests have to reject 95 %; each that survives is shown with its
difference and the first input that tells it apart.

Inputs come from `tests/fixtures/inputs/<bank id>/<question id>.py`, which defines one of

    cases(rng)           yields calls as (name, args, kwargs), endless or not; what is illegal only where the
                         contract names the error
    play(module, rng)    uses the module (several calls, objects, gradients) and returns what came of it as
                         numbers, arrays, tensors, strings, lists, tuples and dicts

with `rng` a NumPy generator, or a `random.Random` for questions that require no NumPy, the same for solution
and mutant. Results are compared by value at the judging tolerances (or the file's `TOLERANCE = (rtol, atol)`):
shapes, dtypes, NaN, kinds of exceptions, and what became of the arguments. A mutant may take five seconds and
some of the solution's time; one that takes more differs. Exits with 1 if fewer are rejected, or a question has
no inputs. Standard library only, beside what questions require; needs `os.fork`.
"""

import argparse
import ast
import copy
import importlib.util
import itertools
import json
import os
import random
import resource
import select
import signal
import subprocess
import sys
import time
import types
import warnings
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

HERE = Path(__file__).resolve()
sys.path.insert(0, str(HERE.parent))
import mutants  # noqa: E402
import run_code  # noqa: E402

INPUTS = HERE.parents[1] / "fixtures/inputs"
SHARE = 0.95  # of the mutants that differ have to be rejected
TRIES = 4  # so many mutants are tried for each that is to differ
SECONDS = 5  # of CPU time a mutant, and what the solution takes ten times over
WALL = 120  # seconds a mutant at most, whatever it waits for
MEMORY = 2 << 30
FLOAT64, FLOAT32 = (1e-6, 1e-9), (1e-4, 1e-5)


# ---------------------------------------------------------------- comparing results
def unlike(want, got, tolerance):
    """Returns in a few words how two results differ, or None. Objects of other kinds are not looked into."""
    if isinstance(want, BaseException) or isinstance(got, BaseException):
        return None if type(want) is type(got) else f"{brief(want)} became {brief(got)}"
    numpy, torch = sys.modules.get("numpy"), sys.modules.get("torch")
    if torch and isinstance(want, torch.Tensor):
        if not isinstance(got, torch.Tensor) or (want.shape, want.dtype) != (got.shape, got.dtype):
            return f"{brief(want)} became {brief(got)}"
        rtol, atol = FLOAT32 if want.dtype not in (torch.float64, torch.complex128) else tolerance
        same = (torch.equal(want, got) if not want.dtype.is_floating_point
                else torch.allclose(want.detach(), got.detach(), rtol, atol, equal_nan=True))
        return None if same else "values"
    if numpy and isinstance(want, numpy.ndarray) and want.ndim:
        if not isinstance(got, numpy.ndarray) or (want.shape, want.dtype) != (got.shape, got.dtype):
            return f"{brief(want)} became {brief(got)}"
        if want.dtype.kind not in "fc":
            return None if numpy.array_equal(want, got) else "values"
        rtol, atol = FLOAT32 if want.dtype.itemsize < 8 else tolerance
        return None if numpy.allclose(want, got, rtol, atol, equal_nan=True) else "values"
    if torch and isinstance(got, torch.Tensor) and got.ndim == 0 and not got.requires_grad:
        got = got.item()  # a scalar may be a number or 0-d
    if is_number(want):
        return None if is_number(got) and near(want, got, tolerance) else f"{brief(want)} became {brief(got)}"
    if isinstance(want, (list, tuple)):
        if type(want) is not type(got) or len(want) != len(got):
            return f"{brief(want)} became {brief(got)}"
        return next((found for pair in zip(want, got) if (found := unlike(*pair, tolerance))), None)
    if isinstance(want, dict):
        if not isinstance(got, dict) or want.keys() != got.keys():
            return f"{brief(want)} became {brief(got)}"
        return next((found for key in want if (found := unlike(want[key], got[key], tolerance))), None)
    if want is None or isinstance(want, (str, bytes, set, frozenset)):
        return None if type(want) is type(got) and want == got else f"{brief(want)} became {brief(got)}"
    return None if type(want).__name__ == type(got).__name__ else f"{brief(want)} became {brief(got)}"


def is_number(value):
    numpy = sys.modules.get("numpy")
    return isinstance(value, (bool, int, float)) or bool(numpy) and (
        isinstance(value, numpy.generic) or isinstance(value, numpy.ndarray) and value.ndim == 0)


def near(want, got, tolerance):
    """Whole numbers are told from others: a contract says which of the two comes."""
    def whole(value):
        return isinstance(value, int) or getattr(getattr(value, "dtype", None), "kind", "f") in "biu"

    if whole(want) and not whole(got):
        return False
    if getattr(want, "itemsize", 8) < 8 and not whole(want):
        tolerance = FLOAT32
    if want != want or got != got:
        return want != want and got != got
    if whole(want) or want in (float("inf"), float("-inf")) or got in (float("inf"), float("-inf")):
        return bool(want == got)
    return abs(float(want) - float(got)) <= tolerance[1] + tolerance[0] * abs(float(want))


def brief(value):
    if hasattr(value, "shape") and hasattr(value, "dtype") and getattr(value, "ndim", 0):
        return f"{value.dtype}{list(value.shape)}"
    text = f"{type(value).__name__}({value})" if isinstance(value, BaseException) else repr(value)
    return text if len(text) <= 60 else text[:57] + "…"


# ---------------------------------------------------------------- in the process that compares
def loaded(text, name="answer"):
    module = types.ModuleType(name)
    sys.modules[name] = module
    exec(compile(text, f"{name}.py", "exec"), vars(module))
    return module


class Inputs:
    """What is done with a module: the calls or the play of a question's file, by seed."""

    def __init__(self, path, seed, number, has_numpy):
        spec = importlib.util.spec_from_file_location("inputs", path)
        self.module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(self.module)
        self.seed, self.number, self.has_numpy = seed, number, has_numpy
        self.tolerance = getattr(self.module, "TOLERANCE", FLOAT64)
        self.play = getattr(self.module, "play", None)
        calls = [] if self.play else self.module.cases(self.rng(0))
        self.cases = list(itertools.islice(calls, number))
        self.size = number if self.play else len(self.cases)

    def rng(self, at):
        if self.has_numpy:
            import numpy
            return numpy.random.default_rng([self.seed, at])
        return random.Random(f"{self.seed} {at}")

    def told(self, at):
        if self.play:
            return f"play {at}"
        name, args, kwargs = self.cases[at]
        return f"{name}({', '.join([*map(brief, args), *(f'{k}={brief(v)}' for k, v in kwargs.items())])})"

    def outcome(self, module, at):
        """Returns what comes of input `at`: the result or the exception, and the arguments as they are then."""
        if "torch" in sys.modules:
            sys.modules["torch"].manual_seed(at)
        try:
            if self.play:
                return self.play(module, self.rng(at)), None
            name, args, kwargs = copy.deepcopy(self.cases[at])
            return getattr(module, name)(*args, **kwargs), (args, kwargs)
        except Exception as failure:
            return failure, None


def compare(text, inputs, wants):
    """Returns how a mutant differs from the solution's outcomes, or "" where it does not."""
    try:
        module = loaded(text)
    except Exception as failure:
        return f"cannot be imported: {type(failure).__name__}"
    for at, (want, left) in enumerate(wants):
        got, leaves = inputs.outcome(module, at)
        found = unlike(want, got, inputs.tolerance)
        if not found and left is not None and leaves is not None:
            found = unlike(left, leaves, inputs.tolerance) and "arguments are changed"
        if found:
            return f"{inputs.told(at)}: {found}"
    return ""


def apart(work, seconds):
    """Runs `work` in a fork that may take so many seconds of CPU time. Returns its text."""
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            # The default action ends the process, whatever the mutant catches.
            signal.setitimer(signal.ITIMER_PROF, seconds)
            resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))
            os.write(writing, work().encode()[:4000])
        except Exception as failure:
            os.write(writing, f"cannot be compared: {failure!r}".encode()[:4000])
        finally:
            os._exit(0)
    os.close(writing)
    said, until = b"", time.monotonic() + WALL
    while select.select([reading], [], [], max(0, until - time.monotonic()))[0]:
        part = os.read(reading, 4096)
        if not part:
            break
        said += part
    else:
        os.kill(pid, signal.SIGKILL)
    os.close(reading)
    _, status = os.waitpid(pid, 0)
    return "takes too long" if os.WIFSIGNALED(status) else said.decode(errors="replace") or "\0"


def differing(job):
    """Returns the first mutants of a job that differ as [index, how], and how many were looked at."""
    sys.stdout = open(os.devnull, "w", encoding="utf-8")
    warnings.simplefilter("ignore")
    if "torch" in job["requires"]:
        importlib.import_module("torch").set_num_threads(1)
    inputs = Inputs(Path(job["inputs"]), job["seed"], job["number"], bool(job["requires"]))
    begun = time.process_time()
    module = loaded(job["solution"])
    wants = [inputs.outcome(module, at) for at in range(inputs.size)]
    broken = [f"{inputs.told(at)}: {brief(want)}" for at, (want, _) in enumerate(wants)
              if isinstance(want, Exception) and not isinstance(want, (ValueError, StopIteration))]
    again = compare(job["solution"], inputs, wants)
    if broken or again or not wants:
        return {"problem": f"the solution does not come to the same twice: {again or broken[:1] or 'no inputs'}"}
    raising = [inputs.told(at) for at, (want, _) in enumerate(wants) if isinstance(want, Exception)]
    if 2 * len(raising) > len(wants):
        return {"problem": f"{len(raising)} of {len(wants)} inputs raise errors, such as {raising[0]}"}
    seconds, found, tried = SECONDS + 10 * (time.process_time() - begun), [], 0
    for index, text in enumerate(job["mutants"]):
        if len(found) == job["count"]:
            break
        tried += 1
        # A byte no description has stands for "the same": a fork that said nothing differs.
        how = apart(lambda text=text: compare(text, inputs, wants) or "=", seconds)
        if how != "=":
            found.append([index, how if how != "\0" else "ends the process"])
    return {"found": found, "tried": tried, "raising": len(raising)}


# ---------------------------------------------------------------- one question
class Mutated:
    """What became of the mutants of one question."""

    def __init__(self, question, options):
        self.question, self.options = question, options
        self.problems, self.survivors, self.different, self.tried, self.possible, self.raising = [], [], 0, 0, 0, 0
        bank, _, name = question.name.partition("/")
        self.inputs = options.inputs_dir / bank / f"{name}.py"

    def run(self, can_import):
        q, options = self.question, self.options
        requires = q.code.get("requires", [])
        missing = [name for name in requires if not can_import(name)]
        if missing:
            q.not_run = f"NOT RUN: {q.name}: {options.python} cannot import {', '.join(missing)}"
        elif not q.check_files():
            self.problems += q.problems
        elif not self.inputs.is_file():
            self.problems.append(f"{q.name}: there are no inputs for it, {self.inputs}")
        else:
            self.judge(requires)
        return self

    def judge(self, requires):
        q, options = self.question, self.options
        solution = q.texts["solution.py"]
        every = mutants.picked(solution, random.Random(f"{options.seed} {q.name}"))
        self.possible = len(every)
        every = every[:TRIES * options.count]
        job = {"solution": solution, "inputs": str(self.inputs), "seed": options.seed, "number": options.inputs,
               "requires": requires, "count": options.count, "mutants": [text for _, text in every]}
        done = subprocess.run([options.python, "-B", str(HERE), "--child"], input=json.dumps(job), text=True,
                              capture_output=True, env={**os.environ, **run_code.ONE_THREAD})
        try:
            answer = json.loads(done.stdout)
        except ValueError:
            answer = {"problem": f"its inputs cannot be compared: {done.stderr[-800:]}"}
        if "problem" in answer:
            self.problems.append(f"{q.name}: {answer['problem']}")
            return
        control = None if options.no_control else self.rejected(ast.unparse(ast.parse(solution)))
        if control:
            self.problems.append(f"{q.name}: its tests reject the solution too: {control}")
            return
        self.tried, self.different, self.raising = answer["tried"], len(answer["found"]), answer["raising"]
        for index, how in answer["found"]:
            kind, text = every[index]
            if not self.rejected(text):
                shown = "\n".join("    " + line for line in mutants.difference(solution, text))
                self.survivors.append(f"{q.name}: survives ({kind}):\n{shown}\n    told apart by {how}")

    def rejected(self, text):
        """Returns what the first test that fails says, or None."""
        q = self.question
        q.texts["a mutant"] = text
        for stage in range(len(q.stage_tests)):
            verdict = q.run(self.options, "a mutant", stage, first=True)
            said = ["cannot be run"] if verdict is None else [each for each in verdict.values() if each is not None]
            if said:
                return said[0]
        return None

    def told(self):
        if self.question.not_run or self.problems:
            return "\n".join(self.problems) or self.question.not_run
        rejected = self.different - len(self.survivors)
        line = (f"{self.question.name}: {rejected} of {self.different} rejected ({self.tried} tried, "
                f"{self.possible} possible; {self.raising} inputs raise errors)")
        return "\n".join([line, *self.survivors])


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("banks", nargs="*", type=Path, metavar="BANK.json")
    parser.add_argument("--python", default=sys.executable, help="the Python that runs the code")
    parser.add_argument("--helper", type=Path, default=HERE.parents[2] / "assets/python",
                        help="the folder of hotseat_check.py")
    parser.add_argument("--inputs-dir", type=Path, default=INPUTS, metavar="DIR", help="the folder of inputs")
    parser.add_argument("--second-style", type=Path, default=run_code.SECOND_STYLE, help=argparse.SUPPRESS)
    parser.add_argument("--need-torch", action="store_true", help="code that could not be run is a failure")
    parser.add_argument("--only", action="append", metavar="ID", help="this question alone; may be repeated")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=10, help="mutants a question that differ from its solution")
    parser.add_argument("--inputs", type=int, default=200, help="inputs that they are compared on")
    parser.add_argument("--no-control", action="store_true",
                        help="do not see first that the solution passes: run_code.py did")
    parser.add_argument("--jobs", type=int, default=1, help="questions side by side")
    options = parser.parse_args()
    options.helper = options.helper.resolve()

    questions = []
    for path in options.banks or sorted((HERE.parents[2] / "question_banks").glob("*.json")):
        bank = json.loads(path.read_text(encoding="utf-8"))
        questions += [run_code.Question(options, path.resolve(), bank["id"], q) for q in bank["questions"]
                      if q["round"] == "programming" and (not options.only or q["id"] in options.only)]
    can_import = run_code.importable(options.python)
    results = []
    with ThreadPoolExecutor(options.jobs) as pool:
        for result in pool.map(lambda q: Mutated(q, options).run(can_import), questions):
            results.append(result)
            print(result.told(), flush=True)
    problems = sum(len(result.problems) for result in results)
    not_run = sum(result.question.not_run is not None for result in results)
    different = sum(result.different for result in results)
    rejected = different - sum(len(result.survivors) for result in results)
    enough = different > 0 and rejected >= SHARE * different
    print(f"{rejected} of {different} mutants rejected, {100 * rejected / max(different, 1):.1f} %, with seed "
          f"{options.seed} and {options.python}: {problems} problems" + (f", {not_run} NOT RUN" if not_run else ""))
    return 1 if problems or not enough and not_run < len(results) or not_run and options.need_torch else 0


if __name__ == "__main__":
    if sys.argv[1:2] == ["--child"]:
        out = sys.stdout
        json.dump(differing(json.load(sys.stdin)), out)
    else:
        sys.exit(main())
