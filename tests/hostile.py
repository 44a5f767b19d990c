#!/usr/bin/env python3
"""Runs hostile answers against a judge and says which of them it did not hold.

    python3 tests/hostile.py --judge naive
    python3 tests/hostile.py --judge target/debug/hotseat --python ~/venv/bin/python --times 3 --warm

Every file below `tests/fixtures/hostile/` is one attack. Its first line says
what is due and how it attacks:

    # expect: holds; means: reads a private file in the home directory; from: 2

| expect | the verdict due |
| --- | --- |
| fails  | not passed, whatever else it is |
| time, memory, output, died | not passed, and for that reason; `a or b` where either will do |
| holds  | passed: the file tries, says itself if it got through, and else answers rightly |
| any    | whatever it is; only what is seen from outside counts |

`from: 3` marks what only that rung of isolation promises; `runs: 2` runs the
file twice in the same world. Whatever is due, the world must be whole
afterwards: canaries untouched, nothing received, the decoy as it was, no
process a second later, no file, limits kept, the verdict in time.
`tests/` are attacks by a bank's test code, with a right answer.

With `naive` the exit code says whether the attacks are still attacks: 0 if at
least 70 % of them beat it. Else 0 only if every one is held.
"""

import argparse
import concurrent.futures
import json
import os
import pathlib
import signal
import sys
import tempfile

import hostile_world

ROOT = pathlib.Path(__file__).resolve().parent.parent
FIXTURES = ROOT / "tests/fixtures/hostile"
GROUPS = ("resources", "containment", "integrity", "tests")
LEAST = {"resources": 14, "containment": 18, "integrity": 18}
WORDS = {"fails", "time", "memory", "output", "died", "holds", "any"}
WALL = 4.0  # seconds a test may take: 3 x `seconds` of the question + 1
CONTROL = 0.70


def header(file):
    """Returns the fields of a file's first line."""
    with open(file, encoding="utf-8") as opened:
        line = opened.readline().rstrip("\n")
    fields = dict(part.split(": ", 1) for part in line.removeprefix("# ").split("; "))
    expect = set(fields.get("expect", "").split(" or "))
    if not line.startswith("# expect: ") or not expect <= WORDS or not fields.get("means"):
        sys.exit(f"{file}: its first line has to be `# expect: VERDICT; means: …`, not `{line}`")
    return {"expect": expect, "means": fields["means"], "from": int(fields.get("from", 0)), "runs": int(fields.get("runs", 1))}


def verdicts(text):
    """Returns every object within a text of JSON, or of lines of it, that is a verdict."""
    found = []

    def walk(value):
        if isinstance(value, dict):
            if "ended" in value and "tests" in value:
                found.append(value)
                return
            value = list(value.values())
        if isinstance(value, list):
            for part in value:
                walk(part)

    try:
        walk(json.loads(text))
    except ValueError:
        for line in text.splitlines():
            try:
                walk(json.loads(line))
            except ValueError:
                pass
    return found


def words_of(seen, naive):
    """Returns whether a run passed, and the words that its verdicts use."""
    if naive:
        return seen["code"] == 0, {"passed" if seen["code"] == 0 else "failed"}
    told = verdicts(seen["out"])
    words = {verdict["ended"] for verdict in told} | {test["outcome"] for verdict in told for test in verdict["tests"]}
    whole = [verdict["ended"] == "whole" and verdict["tests"] and all(test["outcome"] == "passed" for test in verdict["tests"])
             for verdict in told]
    return bool(whole) and all(whole), words


def misses(due, seen, naive):
    """Returns in sentences what is not as it is due; empty where the attack is held."""
    wrong = list(seen["broken"])
    passed, words = words_of(seen, naive)
    if seen["code"] is None:
        return wrong or ["there was no run"]
    if not naive:
        if not verdicts(seen["out"]):
            wrong.append(f"no verdict, exit code {seen['code']}: {(seen['err'] or seen['out']).strip()[:200]}")
        elif passed != (seen["code"] == 0):
            wrong.append(f"exit code {seen['code']} does not go with the verdict")
        if "broken" in words:
            wrong.append("the judge itself failed")
        if any(ord(c) < 32 and c not in "\n\r\t" or 127 <= ord(c) < 160 or c in "\u202e\u2066" for c in seen["out"] + seen["err"]):
            wrong.append("control characters came through")
    wish = due["expect"]
    if "any" in wish or "holds" in wish and passed:
        return wrong
    if passed:
        wrong.append("it passed")
    elif wish == {"holds"} or naive and "holds" in wish:
        wrong.append("not passed: " + first_failure(seen))
    elif not naive and not wish & (words | {"fails"}):
        wrong.append(f"not for {' or '.join(sorted(wish))}, but {', '.join(sorted(words))}: {first_failure(seen)}")
    return wrong


def first_failure(seen):
    for verdict in verdicts(seen["out"]):
        for test in verdict["tests"]:
            if test["outcome"] != "passed" and (test.get("message") or not verdict.get("said")):
                return f"{test['name']} {test['outcome']}: {test.get('message', '')}"[:300].replace("\n", " / ")
        if verdict.get("said"):
            return f"{verdict['ended']}: {verdict['said']}"[:300]
    return (seen["out"] + seen["err"]).strip().replace("\n", " / ")[-300:]


def job_of(options, file, due):
    """Returns what a world needs to know for one run."""
    naive = options.judge == "naive"
    environment = {}
    if naive:
        command = [options.python or sys.executable, str(FIXTURES / "naive.py"), "QUESTION", str(ROOT / "assets/python"), "FILE"]
    else:
        judge = options.judge.split()
        judge[0] = str(pathlib.Path(judge[0]).resolve()) if "/" in judge[0] else judge[0]
        command = [*judge, "judge", "hostile/softmax", "FILE", "--json", *(["--repeat", "2"] if options.warm else [])]
        if options.python:
            environment["VIRTUAL_ENV"] = str(pathlib.Path(options.python).absolute().parent.parent)
    return {
        "file": str(file), "bank": str(FIXTURES / "question"), "runs": due["runs"],
        "as_tests": file.parent.name == "tests", "command": command, "environment": environment,
        "prepare": [] if naive else [[*judge, "bank", "trust", "hostile", "--yes"]],
        # The control is not waited for longer than any real judge would be.
        "seconds": options.seconds * (2 if options.warm else 1),
        "kill": options.kill, "signal": getattr(signal, options.signal),
        "most_mib": 1024 * 1.1 + 150, "most_tasks": 64 + 16, "most_output": 2 << 20,
    }


def one(task):
    options, file, due = task
    return hostile_world.run(job_of(options, file, due))


def main():
    parser = argparse.ArgumentParser(description="Runs hostile answers against a judge.")
    parser.add_argument("--judge", default="naive", help="`naive`, or the command that starts hotseat")
    parser.add_argument("--python", help="an interpreter with NumPy, in an environment of its own")
    parser.add_argument("--times", type=int, default=1)
    parser.add_argument("--warm", action="store_true", help="two runs in one worker instead of one")
    parser.add_argument("--rung", type=int, default=3, help="the rung of isolation that is there: what it does not promise is left out")
    parser.add_argument("--seconds", type=float, default=WALL + 1 + 2, help="within which a verdict is due, start included")
    parser.add_argument("--kill", type=float, help="end the judge after so many seconds; then only what is left counts")
    parser.add_argument("--signal", default="SIGKILL", help="by which --kill ends it")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--out", help="write every run to this file, a line of JSON each")
    parser.add_argument("only", nargs="*", help="parts of names: `resources/`, `fork`")
    options = parser.parse_args()
    files = [file for group in GROUPS for file in sorted((FIXTURES / group).glob("*.py"))]
    due = {file: header(file) for file in files}
    for group, least in LEAST.items():
        if len(list((FIXTURES / group).glob("*.py"))) < least:
            sys.exit(f"There are fewer than {least} attacks in {group}.")
    wanted = [file for file in files if due[file]["from"] <= options.rung and
              (not options.only or any(part in f"{file.parent.name}/{file.stem}" for part in options.only))]
    # Where a right answer does not pass, everything hostile seems to be held.
    right = FIXTURES / "question/hostile/softmax/solution.py"
    plain = {"expect": {"holds"}, "means": "none", "from": 0, "runs": 1}
    if wrong := misses(plain, one((argparse.Namespace(**{**vars(options), "kill": None}), right, plain)), options.judge == "naive"):
        sys.exit(f"The solution itself is not passed: {'; '.join(wrong)}")
    tasks = [(options, file, due[file]) for _ in range(options.times) for file in wanted]
    naive, held, lost = options.judge == "naive", {}, {}
    print(f"{'attack':44} {'due':16} {'seen':28} {'s':>5} {'MiB':>5} {'tasks':>5}")
    with open(options.out or os.devnull, "w") as out, concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        for (_, file, fields), seen in zip(tasks, pool.map(one, tasks)):
            name = f"{file.parent.name}/{file.stem}"
            wrong = list(seen["broken"]) if options.kill else misses(fields, seen, naive)
            passed, words = words_of(seen, naive)
            told = "passed" if passed else ", ".join(sorted(words - {"passed", "whole", "not_run"})) or "nothing"
            print(f"{name:44} {' or '.join(sorted(fields['expect'])):16} {told:28.28} {seen['seconds']:5.1f} {seen['mib']:5} {seen['tasks']:5}"
                  + "".join(f"\n    {'beaten' if naive else 'NOT HELD'}: {sentence}" for sentence in wrong), flush=True)
            (lost if wrong else held).setdefault(name, []).append(wrong)
            out.write(json.dumps({"name": name, "due": sorted(fields["expect"]), "wrong": wrong, **seen}) + "\n")
    total, beaten = len(wanted), len(lost)
    for group in GROUPS:
        of = [file for file in wanted if file.parent.name == group]
        print(f"{group}: {len(of)} attacks, {sum(f'{group}/{file.stem}' not in lost for file in of)} held")
    print(f"{options.judge} as user {os.getuid()}: {total - beaten} of {total} held in {options.times} x {'warm' if options.warm else 'cold'},"
          f" {beaten} not ({100 * beaten / max(total, 1):.0f} %)")
    if naive:
        return 0 if beaten >= CONTROL * total else 1
    return 1 if lost else 0


if __name__ == "__main__":
    sys.exit(main())
