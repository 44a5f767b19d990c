"""Times the judge beside what a person would use instead, on the same eight NumPy tests.

    python3 tests/bench/judge.py HOTSEAT PYTHON [--torch PYTHON] [--runs N]

PYTHON has NumPy and pytest. The floor is a bare warm process that forks for each run (`floorbench.py` of the
shared tools), which isolates nothing, decides nothing and shares one fork among all tests. All take turns, so
that other load falls on all alike. Prints medians in milliseconds and their ratios.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "../../../shared/tools/bench"))
import floorbench  # noqa: E402

ENTRY = ["softmax", "cross_entropy", "grad"]


def tests():
    body = floorbench.BODY.split("\n", 2)[2].split("ALL =")[0].replace("def t_", "def test_")
    return "import numpy as np\nfrom answer import softmax, cross_entropy, grad\n" + body


def bank(folder, requires):
    """Writes a data directory with one bank of one question, which is the eight tests."""
    banks = os.path.join(folder, "banks")
    files = os.path.join(banks, "bench", "eight")
    os.makedirs(os.path.join(files, "wrong"))
    question = {
        "id": "eight", "round": "programming", "topic": "bench", "difficulty": "easy", "minutes": 5, "prompt": "Eight tests.",
        "rubric": [{"id": "correct", "criterion": "Correctness", "weight": 1, "tests": True}],
        "code": {"language": "python", "entry": ENTRY, "requires": requires,
                 "stages": [{"title": "all", "prompt": "", "tests": "tests_1.py", "visible": ["test_sums"]}]}}
    with open(os.path.join(banks, "bench.json"), "w") as out:
        json.dump({"format": 1, "id": "bench", "title": "Bench", "license": "CC-BY-4.0", "questions": [question]}, out)
    head = "import torch\n" if "torch" in requires else ""
    for name, text in (("starter.py", floorbench.SOL), ("solution.py", floorbench.SOL), ("tests_1.py", head + tests())):
        with open(os.path.join(files, name), "w") as out:
            out.write(text)


def timed(command, cwd):
    begun = time.perf_counter()
    subprocess.run(command, cwd=cwd, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return 1e3 * (time.perf_counter() - begun)


def repeated(hotseat, data, python, runs):
    """Returns the times of runs by one warm worker, the first left out."""
    env = {"HOME": data, "PATH": os.environ["PATH"], "HOTSEAT_DATA_DIR": data, "VIRTUAL_ENV": os.path.dirname(os.path.dirname(python))}
    subprocess.run([hotseat, "bank", "trust", "bench", "--yes"], env=env, check=True, capture_output=True)
    out = subprocess.run([hotseat, "judge", "bench/eight", os.path.join(data, "banks/bench/eight/solution.py"),
                          "--repeat", str(runs), "--json"], env=env, capture_output=True, text=True)
    if out.returncode:
        raise SystemExit(out.stdout[-2000:] + out.stderr[-2000:])
    return times(json.loads(out.stdout)), env


def times(told):
    """Returns the times of all runs but the first, which had to wait for its worker."""
    return told["stages"][0]["runs"][1:]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("hotseat")
    parser.add_argument("python")
    parser.add_argument("--torch")
    parser.add_argument("--runs", type=int, default=15)
    options = parser.parse_args()
    hotseat, python = os.path.abspath(options.hotseat), os.path.abspath(options.python)
    with tempfile.TemporaryDirectory() as folder:
        peers = os.path.join(folder, "peers")
        os.makedirs(peers)
        pt = floorbench.BODY.replace("def t_", "def test_").split("ALL =")[0]
        for name, text in (("sol.py", floorbench.SOL), ("plain.py", floorbench.PLAIN), ("test_pt.py", pt)):
            with open(os.path.join(peers, name), "w") as out:
                out.write(text)
        data = os.path.join(folder, "data")
        bank(data, ["numpy"])
        zygote = floorbench.Zygote(python, "numpy", 0, peers)
        rows = {"floor": [], "judge, warm": [], "judge, cold": [], "python test.py": [], "pytest": []}
        for _ in range(options.runs):
            rows["floor"].append(zygote.run()[0])
            warm, env = repeated(hotseat, data, python, 4)
            rows["judge, warm"] += warm
            begun = time.perf_counter()
            subprocess.run([hotseat, "judge", "bench/eight", os.path.join(data, "banks/bench/eight/solution.py")],
                           env=env, check=True, capture_output=True)
            rows["judge, cold"].append(1e3 * (time.perf_counter() - begun))
            rows["python test.py"].append(timed([python, "plain.py"], peers))
            rows["pytest"].append(timed([python, "-m", "pytest", "-q", "test_pt.py"], peers))
        zygote.end()
        if options.torch:
            torch = os.path.join(folder, "torch")
            bank(torch, ["torch"])
            zygote = floorbench.Zygote(options.torch, "torch", 0, peers)
            rows["floor, torch"], rows["judge, torch, warm"] = [], []
            for _ in range(options.runs):
                rows["floor, torch"].append(zygote.run()[0])
                warm, _ = repeated(hotseat, torch, options.torch, 3)
                rows["judge, torch, warm"] += warm
            zygote.end()
    for name, values in rows.items():
        print(f"{name:20} {statistics.median(values):8.1f} ms  ({min(values):.1f} to {max(values):.1f}, {len(values)} runs)")
    middle = {name: statistics.median(values) for name, values in rows.items()}
    for what, beside in (("judge, warm", "floor"), ("judge, warm", "python test.py"), ("judge, warm", "pytest"),
                         ("judge, cold", "python test.py"), ("judge, torch, warm", "floor, torch")):
        if what in middle:
            print(f"{what} / {beside}: {middle[what] / middle[beside]:.3f}")


if __name__ == "__main__":
    main()
