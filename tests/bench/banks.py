#!/usr/bin/env python3
"""banks.py HOTSEAT FLOOR [--questions 5000,100000] [--rounds 7] [--work DIR]: loading question banks, beside a plain typed parse.

Makes banks of 100 questions in hotseat's own format, and the same texts in that of FLOOR (`jsonfloor` of
../shared/tools/bench/floors: serde into structs that are dropped as they are read, no check, two threads). Then, in
turn: FLOOR; `hotseat bank list` without a cache (every bank read and checked, counted by bank) and once more with
what the first left there; `hotseat start --dry-run` with it (drawn from). Python's own json over the same files is what a script would use. Whole processes, median
milliseconds (lowest to highest), and the most memory each held. DIR is kept if it is given."""
import argparse, json, os, random, shutil, statistics, subprocess, tempfile, time

SYLLABLES = "ba be bi bo ca ce co da de di do fa fe ga ge go ha he la le li lo ma me mi mo na ne ni no pa pe po ra re ri ro sa se si so ta te ti to va ve vo".split()


def make(work, count):
    r = random.Random(20)
    words = ["".join(r.choice(SYLLABLES) for _ in range(r.randint(2, 4))) for _ in range(8000)]
    pool = [" ".join(r.choices(words, k=40)) for _ in range(20000)]
    own, floor = work + "/data/banks", work + "/floor"
    os.makedirs(own)
    os.makedirs(floor)
    for at in range(0, count, 100):
        mine, plain = [], []
        for number in range(at, at + 100):
            prompt, reference = r.choice(pool), "\n".join(r.choices(pool, k=2))
            asks, hint, tags = [r.choice(pool)[:90] for _ in range(2)], r.choice(pool)[:60], r.choices(words, k=3)
            levels, topic = [r.choice(pool)[:40] for _ in range(5)], r.choice(["losses", "attention", "speech", "scaling"])
            name = "q%06d" % number
            mine.append({"id": name, "round": "ml_theory", "topic": topic, "tags": tags, "difficulty": "medium", "minutes": 10, "prompt": prompt,
                         "hints": [hint], "rubric": [{"id": "core", "criterion": topic, "weight": 1, "levels": levels}],
                         "follow_ups": [{"id": "f%d" % i, "ask": ask} for i, ask in enumerate(asks)],
                         "exemplars": [{"level": 4, "answer": reference}]})
            plain.append({"id": name, "topic": topic, "difficulty": 3, "prompt": prompt, "follow_ups": asks, "hints": [hint],
                          "rubric": [{"name": topic, "weight": 1.0, "levels": levels}], "reference": reference, "tags": tags})
        with open("%s/made-%05d.json" % (own, at // 100), "w") as f:
            json.dump({"format": 1, "id": "made-%05d" % (at // 100), "title": "Made %d" % (at // 100), "license": "CC0-1.0", "questions": mine}, f)
        with open("%s/made-%05d.json" % (floor, at // 100), "w") as f:
            json.dump({"questions": plain}, f)
    size = lambda folder: sum(os.path.getsize(folder + "/" + name) for name in os.listdir(folder)) / 1e6
    return size(own), size(floor)


def timed(command, env):
    begin = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=env)
    said = process.stderr.read()
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit("%s: %d\n%s" % (" ".join(command), process.returncode, said.decode()[-2000:]))
    return (time.perf_counter() - begin) * 1e3, used.ru_maxrss / 1024


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("hotseat")
    ap.add_argument("floor")
    ap.add_argument("--questions", default="5000,100000")
    ap.add_argument("--rounds", type=int, default=7)
    ap.add_argument("--work")
    a = ap.parse_args()
    for count in map(int, a.questions.split(",")):
        work = os.path.join(a.work, str(count)) if a.work else tempfile.mkdtemp()
        if os.path.isdir(work + "/data"):
            sizes = (0, 0)
        else:
            sizes = make(work, count)
            # What was made of a file counts only once the file is older than a moment.
            time.sleep(3)
        env = dict(os.environ, HOTSEAT_DATA_DIR=work + "/data", XDG_CACHE_HOME=work + "/cache", HOME=work)
        read = "import json, glob, sys; [json.load(open(f)) for f in glob.glob(sys.argv[1] + '/*.json')]"
        ways = {"floor": [a.floor, "parse", work + "/floor", "2"], "first time": [a.hotseat, "bank", "list"], "bank list": [a.hotseat, "bank", "list"],
                "dry run": [a.hotseat, "start", "theory", "--dry-run", "--seed", "1"], "python": ["python3", "-c", read, work + "/data/banks"]}
        taken = {way: [] for way in ways}
        for _ in range(a.rounds):
            for way, command in ways.items():
                if way == "first time":
                    shutil.rmtree(work + "/cache", ignore_errors=True)
                taken[way].append(timed(command, env))
        print("%d questions, %.1f MB (floor %.1f MB)" % (count, *sizes))
        floor = statistics.median(ms for ms, _ in taken["floor"])
        for way, runs in taken.items():
            each, most = [ms for ms, _ in runs], max(mb for _, mb in runs)
            print("  %-10s %7.1f (%.1f-%.1f) ms  %5.2f x floor  %6.1f MB" % (way, statistics.median(each), min(each), max(each), statistics.median(each) / floor, most))
        if not a.work:
            shutil.rmtree(work)


if __name__ == "__main__":
    main()
