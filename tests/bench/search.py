#!/usr/bin/env python3
"""search.py HOTSEAT [--sessions 1000,10000] [--rounds 15] [--work DIR]: searching past sessions, beside SQLite FTS5 and rg.

Makes sessions of about 20 KB in hotseat's own format (journal lines and a snapshot of each question), an FTS5
index of the same texts, one row a question, and has each find the best 20 with snippets for a word that stands in
three sessions, in one of a hundred, and in every one; `rg -l` lists the files. Processes are started in turn;
medians in milliseconds (lowest to highest). `in process` is the search alone, with index or database open. Needs
rg and sqlite3; DIR is kept if it is given."""
import argparse, datetime, itertools, json, os, random, shutil, sqlite3, statistics, subprocess, tempfile, time

WORDS = {"rare": "zyzzyva", "1 in 100": "kvcache", "every session": "gradient"}
SYLLABLES = "ba be bi bo ca ce co da de di do fa fe ga ge go ha he la le li lo ma me mi mo na ne ni no pa pe po ra re ri ro sa se si so ta te ti to va ve vo".split()


def sentences(r):
    """Sentences of about 140 characters, of words as unequally common as those of a language."""
    words = ["".join(r.choice(SYLLABLES) for _ in range(r.randint(2, 5))) for _ in range(20000)]
    weights = list(itertools.accumulate(1 / (rank + 8) for rank in range(len(words))))
    return [" ".join(r.choices(words, cum_weights=weights, k=20)) + ". " for _ in range(30000)]


def questions(r, pool):
    made = []
    for number in range(60):
        name, prompt = "th-made-%02d" % number, "".join(r.choices(pool, k=2)) + "What is its gradient?"
        question = {"id": name, "round": "ml_theory", "topic": r.choice(["losses", "attention", "speech"]), "difficulty": "medium",
                    "minutes": 10, "prompt": prompt,
                    "rubric": [{"id": "core", "criterion": "Why", "weight": 3, "ideas": [
                        {"id": "i%d" % i, "idea": r.choice(pool)[:80], "signs": ["a"]} for i in range(6)]}],
                    "follow_ups": [{"id": "why", "ask": r.choice(pool)[:90]}], "exemplars": [{"level": 4, "answer": "".join(r.choices(pool, k=4))}]}
        snapshot = {"format": 1, "bank": {"id": "made", "title": "Made", "license": None}, "question": question, "files": {}}
        made.append((name, "made.%s.%08x.json" % (name, number), json.dumps(snapshot, indent=2), prompt, question["topic"]))
    return made


def session(r, pool, made, number, count):
    """Returns its folder, its journal, its snapshots and its texts by question."""
    began = datetime.datetime(2024, 1, 1) + datetime.timedelta(minutes=97 * number)
    lines, rows, clock = [], [], [0]

    def line(ev, d, after=2000):
        clock[0] += after
        at = (began + datetime.timedelta(milliseconds=clock[0])).isoformat(timespec="milliseconds")
        lines.append(json.dumps({"v": 1, "seq": len(lines) + 1, "at": at + "+00:00[UTC]", "mono_ms": clock[0], "ev": ev, "d": d}, separators=(",", ":")))

    asked = r.sample(made, 3)
    line("opened", {"pid": 4711, "host": "desk", "version": "0.1.0"})
    plan = [{"round": "ml_theory", "minutes": 30, "questions": [
        {"name": "made/" + name, "round": "ml_theory", "topic": topic, "minutes": 10, "reason": "not seen yet"} for name, _, _, _, topic in asked]}]
    line("session_started", {"kind": "interview", "loop": "theory", "title": "Theory", "seed": number, "draw": "balanced", "draw_version": 1,
                             "extra_time": 1.0, "pressure": "relaxed", "score_after": "round",
                             "abilities": {"python": True, "numpy": True, "torch": False}, "plan": plan})
    line("round_started", {"round": 0})
    for index, (name, file, _, prompt, topic) in enumerate(asked):
        line("question_asked", {"round": 0, "question": "made/" + name, "snapshot": file, "budget_ms": 600000})
        line("entered", {"field": "main"})
        texts = r.choices(pool, k=16)
        if index == 1 and number % 100 == 7:
            texts.append("the kvcache grows with the context. ")
        if index == 2 and number in (count // 9, count // 2, count - 5):
            texts.append("zyzzyva. ")
        texts.append("The gradient is small. ")
        at = 0
        for text in texts:
            line("edited", {"field": "main", "edit": {"at": at, "del": "", "ins": text}})
            at += len(text)
        line("submitted", {"cause": "done"})
        note = r.choice(pool)
        line("noted", {"question": "made/" + name, "text": note})
        line("scored", {"question": "made/" + name, "score": 2.5, "by": "self", "kind": "first"})
        rows.append(("made/" + name, topic, prompt, "".join(texts), note))
    line("session_ended", {"cause": "done"})
    return began.strftime("%Y-%m-%d-%H%M") + "-theory-%04x" % (number % 65536), "\n".join(lines) + "\n", asked, rows


def make(folder, count):
    """Writes the sessions and the FTS5 index; returns what is known of both."""
    r = random.Random(20)
    pool, size, rows = sentences(r), 0, []
    made = questions(r, pool)
    for number in range(count):
        name, journal, asked, texts = session(r, pool, made, number, count)
        dir = os.path.join(folder, "data", "sessions", name)
        os.makedirs(os.path.join(dir, "questions"))
        with open(os.path.join(dir, "journal.jsonl"), "w") as file:
            size += file.write(journal)
        for _, snapshot, text, _, _ in asked:
            with open(os.path.join(dir, "questions", snapshot), "w") as file:
                file.write(text)
        rows.extend((name,) + row for row in texts)
    database = os.path.join(folder, "fts.db")
    began = time.perf_counter()
    connection = sqlite3.connect(database)
    connection.execute("create virtual table s using fts5(session unindexed, question, topic, prompt, answer, note, tokenize='unicode61 remove_diacritics 2')")
    connection.executemany("insert into s values (?,?,?,?,?,?)", rows)
    connection.commit()
    connection.close()
    return {"kb": size / count / 1e3, "fts_ms": (time.perf_counter() - began) * 1e3, "fts_mb": os.path.getsize(database) / 1e6}


def run(command, env):
    """Returns milliseconds, peak memory in MB, and what was printed."""
    began = time.perf_counter()
    child = subprocess.Popen(command, env=env, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    out = child.stdout.read()
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    return (time.perf_counter() - began) * 1e3, usage.ru_maxrss / 1e3, out


def told(times):
    return "%.2f (%.2f–%.2f)" % (statistics.median(times), min(times), max(times))


TOP = "select session, question, snippet(s, -1, '[', ']', '…', 16) from s where s match ? order by rank limit 20"


def measure(hotseat, folder, count, rounds):
    known = make(folder, count)
    env = dict(os.environ, HOTSEAT_DATA_DIR=os.path.join(folder, "data"), XDG_CACHE_HOME=os.path.join(folder, "cache"))
    env.pop("HOTSEAT_TEST_PANIC", None)
    search = [hotseat, "sessions", "search", "--json"]
    ms, mb, _ = run(search + ["gradient"], env)
    cache = os.path.join(folder, "cache", "hotseat")
    index = sum(os.path.getsize(os.path.join(cache, name)) for name in os.listdir(cache)) / 1e6
    print("\n## %d sessions, a journal of %.1f KB each\n" % (count, known["kb"]))
    print("index made in %.0f ms, %.0f MB, peak memory %.1f MB; FTS5 in %.0f ms, %.0f MB; ratio %.2f\n"
          % (ms, index, mb, known["fts_ms"], known["fts_mb"], ms / known["fts_ms"]))
    print("| ms | " + " | ".join(WORDS) + " |\n| --- | --- | --- | --- |")
    table = {}
    connection = sqlite3.connect(os.path.join(folder, "fts.db"))
    peak, freshness = 0, []
    for label, word in WORDS.items():
        times = {name: [] for name in ("hotseat, the whole command", "hotseat, in process", "FTS5 top 20, the whole command",
                                        "FTS5 top 20, in process", "rg -l")}
        for _ in range(rounds):
            ms, mb, out = run(search + [word], env)
            times["hotseat, the whole command"].append(ms)
            peak = max(peak, mb)
            out = json.loads(run(search + [word, "--repeat", "20"], env)[2])["times"]
            times["hotseat, in process"].append(statistics.median(out["searched"]))
            freshness.append(out["opened"] + out["read"])
            command = ["sqlite3", os.path.join(folder, "fts.db"), TOP.replace("?", "'%s'" % word)]
            times["FTS5 top 20, the whole command"].append(run(command, env)[0])
            began = time.perf_counter()
            connection.execute(TOP, (word,)).fetchall()
            times["FTS5 top 20, in process"].append((time.perf_counter() - began) * 1e3)
            times["rg -l"].append(run(["rg", "-l", "--no-config", word, os.path.join(folder, "data", "sessions")], env)[0])
        for name, values in times.items():
            table.setdefault(name, []).append(values)
    for name, values in table.items():
        print("| %s | %s |" % (name, " | ".join(told(value) for value in values)))
    ratio = lambda one, other: " | ".join("%.2f" % (statistics.median(a) / statistics.median(b)) for a, b in zip(table[one], table[other]))
    print("| in process, beside FTS5 | %s |" % ratio("hotseat, in process", "FTS5 top 20, in process"))
    print("| in process, beside rg | %s |" % ratio("hotseat, in process", "rg -l"))
    print("| the whole command, beside FTS5 | %s |" % ratio("hotseat, the whole command", "FTS5 top 20, the whole command"))
    print("| the whole command, beside rg | %s |" % ratio("hotseat, the whole command", "rg -l"))
    print("\nto open the index and look at every session for changes: %s ms; peak memory of a search %.1f MB" % (told(freshness), peak))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("hotseat")
    parser.add_argument("--sessions", default="1000,10000")
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--work")
    args = parser.parse_args()
    for count in map(int, args.sessions.split(",")):
        folder = os.path.join(args.work, str(count)) if args.work else tempfile.mkdtemp()
        try:
            measure(os.path.abspath(args.hotseat), folder, count, args.rounds)
        finally:
            if not args.work:
                shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
