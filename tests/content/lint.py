"""Checks the texts of question banks, beyond what the program itself demands.

    python tests/content/lint.py [--notes] [BANK.json ...]      (default: every bank and the shared assets)

For each bank: structure and limits; every idea has a sign that is found in the reference (the
exemplar at level 4) and no exemplar at level 2 has them all; every probe names an idea; weights;
lengths; mathematics that the terminal can show; no run of twelve words that two questions share.
At the end every TeX command in use is listed. With --notes it also lists signs that a prompt contains and
expected answers without a sign of what they probe. Exits with 1 if anything is wrong. Standard library only.
"""

import json
import re
import sys
import unicodedata
from collections import Counter, defaultdict
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
GAP = 5
RUN = 12
IDEA_LENGTH = 60
PACE = 140  # words a minute, of an answer that is spoken
ROUNDS = {"programming", "culture", "ml_theory", "system_design"}
PHASES = {"scope", "metrics", "data", "features", "model", "training", "serving", "monitoring"}
SLUG = re.compile(r"[a-z0-9-]{1,64}\Z")
BANK_KEYS = {"$schema", "format", "id", "title", "description", "license", "authors", "source", "questions"}
QUESTION_KEYS = {
    "id", "round", "topic", "tags", "difficulty", "minutes", "prompt", "clarifications", "estimate", "hints",
    "rubric", "follow_ups", "exemplars", "pitfalls", "resources", "competencies", "code",
}
KEYS = {
    "clarification": {"ask", "signs", "answer"},
    "follow-up": {"id", "ask", "expect", "minutes", "probes", "phase", "stage", "twist"},
    "criterion": {"id", "criterion", "weight", "ideas", "axis", "levels", "tests"},
    "idea": {"id", "idea", "weight", "signs", "same_as"},
    "exemplar": {"level", "answer"},
    "pitfall": {"id", "wrong", "right"},
}
# Unpaired braces, two dollars in a row and arguments the terminal cannot lay out.
NOT_SHOWN = {"begin", "end", "left", "right", "matrix", "cases", "align", "overset", "underset", "substack"}


# ---------------------------------------------------------------- the sign rule, as in src/domain/signs.rs
def classify(c):
    if c in "-−" or "\u2010" <= c <= "\u2015":
        return "dash"
    if c in "<>":
        return "symbol"
    if c.isascii():
        return "letter" if c.isalnum() else "break"
    if c in "\u00ad\u2060\ufeff" or "\u200b" <= c <= "\u200d" or "\ufe00" <= c <= "\ufe0f":
        return "nothing"
    if c in "⋅∙∗∣∥∶∕":
        return "break"
    if "\u2190" <= c <= "\u22ff" or "\u27c0" <= c <= "\u27ff" or "\u2900" <= c <= "\u2aff":
        return "symbol"
    return "letter" if c.isalnum() or unicodedata.category(c).startswith("M") else "break"


def fold(text):
    for typed, meant in ((">=", "≥"), ("<=", "≤"), ("->", "→"), ("!=", "≠")):
        text = text.replace(typed, meant)
    out = []
    for at, c in enumerate(text):
        around = text[max(at - 1, 0):at] + text[at + 1:at + 2]
        big = c in "ΣΠ" and not any("\u0370" <= n <= "\u03ff" for n in around)
        for d in unicodedata.normalize("NFKC", c).upper().lower():
            out.append(("σ" if d == "ς" else d, "symbol" if big else classify(d)))
    return out


def joined(chars, at):
    def letter(i):
        return i < len(chars) and chars[i][1] == "letter"

    following = at + 1 + (at + 1 < len(chars) and chars[at + 1][0] == "{")
    mark = chars[at][0]
    if mark == "^" and letter(following) or mark == "_" and letter(following) and not letter(following + 1):
        return following
    return None


def words_of(text):
    """Words as [text, dashed]."""
    chars, words, at, is_open, dashed = fold(text), [], 0, False, False
    while at < len(chars):
        c, kind = chars[at]
        at += 1
        if kind == "letter":
            if is_open:
                words[-1][0] += c
            else:
                words.append([c, dashed])
                is_open, dashed = True, False
        elif kind == "symbol":
            words.append([c, dashed])
            is_open = dashed = False
        elif kind == "dash":
            is_open, dashed = False, True
        elif kind == "break":
            following = joined(chars, at - 1)
            if following is not None and is_open:
                at = following
            else:
                is_open = False
    return words


def parse_sign(sign):
    words, gaps = [], set()
    for index, part in enumerate(sign.replace("...", "…").split("…")):
        if index and words:
            gaps.add(len(words))
        words += words_of(part)
    for word in words[1:]:
        word[1] = False
    return words, gaps


def fits(want, word):
    return (not want[1] or word[1]) and word[0].startswith(want[0]) and (len(want[0]) > 1 or len(word[0]) <= 2)


def sign_found(sign, words):
    wants, gaps = parse_sign(sign)
    if not wants:
        return False
    for start in range(len(words)):
        ends = {start} if fits(wants[0], words[start]) else set()
        for index in range(1, len(wants)):
            reach = GAP if index in gaps else 0
            ends = {at for end in ends for at in range(end + 1, min(end + 2 + reach, len(words)))
                    if fits(wants[index], words[at])}
        if ends:
            return True
    return False


def check_sign_rule():
    cases = [
        ("maximum likelihood", "By Maximum Likelihood we", True), ("calibrat", "calibration", True),
        ("likelihood", "unlikelihood", False), ("log sum exp", "log-sum-exp", True), ("O(n²)", "O(n^2)", True),
        ("∂L/∂z", "so ∂L / ∂z = p", True), ("p − y", "p-y", True), ("−log p", "we take log p", False),
        ("−log p", "= -log p", True), ("p", "probability", False), ("xₜ", "x_{t}", True), ("Σ p log p", "∑ p log p", False),
        ("log-softmax", "log_softmax(x)", True), ("a1 … b1", "a1 1 2 3 4 5 b1", True),
        ("a1 … b1", "a1 1 2 3 4 5 6 b1", False), ("KL ≥ 0", "KL >= 0", True),
    ]
    return [f"the sign rule: {s!r} in {a!r}" for s, a, want in cases if sign_found(s, words_of(a)) != want]


# ---------------------------------------------------------------- texts
MATH = re.compile(r"\$([^$]+)\$")


def strings(value, path=""):
    """Every text that people read, with its place."""
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from strings(item, f"{path}[{index}]")
    elif isinstance(value, dict):
        for key, item in value.items():
            if key not in ("id", "signs", "url", "same_as", "probes", "tags", "code"):
                yield from strings(item, f"{path}.{key}")


def word_count(text):
    return len(re.findall(r"\w[\w'’-]*", MATH.sub(" m ", text)))


def answer_text(answer):
    return answer if isinstance(answer, str) else "\n\n".join(answer.values())


def plain_words(text):
    return re.findall(r"[^\W_]+", MATH.sub(" ", text).lower())


class Lint:
    def __init__(self, resources, axes):
        self.problems, self.notes, self.commands, self.ideas, self.same_as = [], [], Counter(), set(), []
        self.resources, self.axes = resources, axes
        self.runs = defaultdict(set)
        self.counts = Counter()

    def say(self, place, text):
        self.problems.append(f"{place}: {text}")

    def need(self, condition, place, text):
        if not condition:
            self.say(place, text)

    def note(self, condition, place, text):
        """Worth a look, not a fault: a sign may stand in a prompt, a follow-up may go round its idea."""
        if not condition:
            self.notes.append(f"{place}: {text}")

    def keys(self, value, allowed, place):
        for key in value:
            self.need(key in allowed or key.startswith("x-"), place, f"unknown field {key!r}")

    def unique_ids(self, items, place, what):
        ids = [item.get("id", "") for item in items]
        for item_id in ids:
            self.need(SLUG.match(item_id or ""), place, f"{what} without a good id: {item_id!r}")
        for item_id, times in Counter(ids).items():
            self.need(times == 1, place, f"{what} {item_id!r} occurs {times} times")

    # ------------------------------------------------------------ parts
    def bank(self, path):
        raw = path.read_text(encoding="utf-8")
        bank = json.loads(raw, object_pairs_hook=self.no_repeats(path.name))
        self.need(raw == json.dumps(bank, ensure_ascii=False, indent=2) + "\n", path.name,
                  "is not in the usual form: two spaces, real characters, one final line feed")
        self.keys(bank, BANK_KEYS, path.name)
        self.need(bank.get("format") == 1, path.name, "format is not 1")
        self.need(bank.get("id") == path.stem, path.name, "the id is not the file's name")
        for key in ("title", "description", "license", "authors"):
            self.need(bank.get(key), path.name, f"{key} is missing")
        self.unique_ids(bank["questions"], path.name, "question")
        for question in bank["questions"]:
            self.question(bank["id"], question)

    def no_repeats(self, name):
        def build(pairs):
            for key, times in Counter(k for k, _ in pairs).items():
                self.need(times == 1, name, f"the key {key!r} occurs {times} times in one object")
            return dict(pairs)
        return build

    def question(self, bank_id, q):
        place = f"{bank_id}/{q.get('id')}"
        self.counts["questions"] += 1
        self.keys(q, QUESTION_KEYS, place)
        for key in ("id", "round", "topic", "difficulty", "minutes", "prompt", "rubric"):
            self.need(q.get(key), place, f"{key} is missing")
        self.need(q["round"] in ROUNDS, place, f"round {q['round']!r}")
        self.need(q["difficulty"] in ("easy", "medium", "hard"), place, f"difficulty {q['difficulty']!r}")
        self.need(0.5 <= q["minutes"] <= 240, place, "minutes out of range")
        self.need(q["topic"] == q["topic"].lower() and len(q["topic"]) <= 32, place, "topic: short, lower case")
        for at, text in strings({k: v for k, v in q.items() if k != "code"}):
            self.text(place + at, text)
        self.prompt(place, q["prompt"])
        self.clarifications(place, q)
        ideas = self.rubric(bank_id, place, q)
        self.follow_ups(place, q, ideas)
        self.exemplars(place, q, ideas)
        self.pitfalls(place, q)
        self.resource_list(place, q)
        self.note_runs(place, q)

    def text(self, place, text):
        self.need(text == text.strip(), place, "begins or ends with a space")
        self.need(text.count("$") % 2 == 0, place, "an unpaired $")
        self.need("$$" not in text, place, "$$; use $…$")
        for c in text:
            control = unicodedata.category(c) in ("Cc", "Cf") and c != "\n"
            self.need(not control, place, f"holds U+{ord(c):04X}")
        math = MATH.findall(text)
        for formula in math:
            self.counts["formulas"] += 1
            self.need(formula == formula.strip() and "\n" not in formula, place, f"spaces at the edge of ${formula}$")
            depth = 0
            for c in re.sub(r"\\[{}]", "", formula):
                depth += (c == "{") - (c == "}")
                self.need(depth >= 0, place, f"braces of ${formula}$")
            self.need(depth == 0, place, f"braces of ${formula}$")
            for command in re.findall(r"\\([A-Za-z]+|.)", formula):
                self.commands[command] += 1
                self.need(command not in NOT_SHOWN, place, f"\\{command} cannot be shown on one line")
        self.need("\\" not in MATH.sub("", text), place, "a backslash outside $…$")
        for line in re.findall(r"```.*?```", text, re.S):
            for code in line.split("\n"):
                self.need(len(code) <= 72, place, "code wider than 72 columns")

    def prompt(self, place, prompt):
        first = prompt.split("\n\n")[0]
        ends = len(re.findall(r"[.?!](?=\s|$)", MATH.sub("m", first)))
        self.need(1 <= ends <= 2, place, "the prompt's first paragraph is the question in one or two sentences")

    def clarifications(self, place, q):
        for c in q.get("clarifications", []):
            self.keys(c, KEYS["clarification"], place)
            self.need(c.get("ask") and c.get("answer") and c.get("signs"), place, "a clarification lacks a part")
            self.need(any(sign_found(s, words_of(c["ask"])) for s in c["signs"]), place,
                      f"no sign finds the clarification {c['ask']!r}")
        hints = q.get("hints", [])
        self.need(2 <= len(hints) <= 4 or q["round"] == "programming", place, f"{len(hints)} hints")

    def rubric(self, bank_id, place, q):
        rubric, ideas = q["rubric"], {}
        self.unique_ids(rubric, place, "criterion")
        for criterion in rubric:
            at = f"{place} {criterion.get('id')}"
            self.keys(criterion, KEYS["criterion"], at)
            self.need(0 < criterion["weight"] <= 3, at, "weight is not within 1 to 3")
            kinds = [k for k in ("ideas", "levels", "tests") if criterion.get(k) is not None]
            self.need(len(kinds) == 1, at, f"is scored by {kinds}, not by exactly one way")
            for level in strings(criterion.get("criterion", "")):
                self.need("$" not in level[1], at, "mathematics in a criterion's name; write Unicode")
            if "levels" in kinds:
                self.levels(at, criterion, q["round"])
            for idea in criterion.get("ideas") or []:
                self.idea(bank_id, at, q, idea, ideas)
        self.unique_ids(list(ideas.values()), place, "idea")
        if q["round"] == "ml_theory":
            kinds = ["ideas" if c.get("ideas") else "levels" if c.get("levels") else "tests" for c in rubric]
            self.need(kinds == ["ideas"] * 3 + ["levels"], place, f"theory has three criteria of ideas, one of levels: {kinds}")
            self.need([c["weight"] for c in rubric] == [3, 2, 2, 1], place, "theory weighs 3, 2, 2, 1")
            self.need(5 <= len(ideas) <= 9, place, f"{len(ideas)} ideas, not 5 to 9")
        if q["round"] in ("culture", "system_design") and self.axes:
            want = {a["id"] for a in self.axes if a["round"] == q["round"]}
            have = {c.get("axis") for c in rubric}
            self.need(have == want, place, f"axes: {sorted(map(str, have ^ want))} missing or too many")
        return ideas

    def levels(self, at, criterion, kind):
        levels = criterion["levels"]
        self.need(len(levels) == 5, at, f"{len(levels)} levels")
        for index, level in enumerate(levels):
            if level is None:
                self.need(criterion.get("axis"), at, "null levels need an axis")
                self.need(index not in (2, 4), at, f"level {index} has to be written for this question")
                continue
            self.need("$" not in level, at, "mathematics in a level; write Unicode")
            self.need(len(level) <= 130, at, f"level {index} has {len(level)} characters")
            self.need(not re.search(r"\b(good|excellent|great|poor|weak)\b", level.lower()), at,
                      f"level {index} judges instead of describing")

    def idea(self, bank_id, at, q, idea, ideas):
        self.counts["ideas"] += 1
        at = f"{at}#{idea.get('id')}"
        self.keys(idea, KEYS["idea"], at)
        self.need(idea["id"] not in ideas, at, "the id is used twice")
        ideas[idea["id"]] = idea
        self.ideas.add(f"{bank_id}/{q['id']}#{idea['id']}")
        if idea.get("same_as"):
            self.same_as.append((at, idea["same_as"]))
        self.need(len(idea["idea"]) <= IDEA_LENGTH, at, f"{len(idea['idea'])} characters: {idea['idea']!r}")
        self.need("$" not in idea["idea"], at, "mathematics in an idea; write Unicode")
        self.need(0 < idea.get("weight", 1) <= 3, at, "weight is not within 1 to 3")
        signs = idea.get("signs", [])
        self.need(2 <= len(signs) <= 12, at, f"{len(signs)} signs")
        self.need(len(set(signs)) == len(signs), at, "a sign occurs twice")
        for sign in signs:
            self.need(sign == sign.lower(), at, f"sign {sign!r} is not in lower case")
            wants, _ = parse_sign(sign)
            self.need(wants, at, f"sign {sign!r} has no words")
            self.need(len(wants) != 1 or len(wants[0][0]) > 1 or not sign.isascii(), at, f"sign {sign!r} is a single letter")
            self.note(not sign_found(sign, words_of(q["prompt"])), at, f"sign {sign!r} is in the prompt: repeating it would match")
        read = Counter(str(parse_sign(sign)) for sign in signs)
        self.need(all(times == 1 for times in read.values()), at, "two signs are the same to the sign rule")

    def follow_ups(self, place, q, ideas):
        follow_ups = q.get("follow_ups", [])
        self.unique_ids(follow_ups, place, "follow-up")
        low = {"ml_theory": 3, "culture": 3, "system_design": 4, "programming": 0}[q["round"]]
        self.need(low <= len(follow_ups) <= 5, place, f"{len(follow_ups)} follow-ups")
        for f in follow_ups:
            self.counts["follow-ups"] += 1
            at = f"{place} follow-up {f.get('id')}"
            self.keys(f, KEYS["follow-up"], at)
            self.need(f.get("ask") and f.get("expect"), at, "lacks ask or expect")
            self.need(not re.search(r"good answer|strong answer|should mention|candidate", f.get("expect", "").lower()), at,
                      "describes an answer instead of giving it")
            self.need(0.5 <= (f.get("minutes") or 1) <= 15, at, "minutes out of range")
            for probe in f.get("probes", []):
                self.need(probe in ideas, at, f"probes {probe!r}, which is no idea here")
                said = any(sign_found(s, words_of(f.get("expect", ""))) for s in ideas.get(probe, {}).get("signs", []))
                self.note(said, at, f"no sign of {probe!r} in the answer that is expected")
            if q["round"] == "ml_theory":
                self.need(f.get("probes"), at, "probes nothing")
            if q["round"] == "system_design":
                self.need(f.get("phase") in PHASES, at, f"phase {f.get('phase')!r}")
        if q["round"] == "ml_theory":
            total = sum(f.get("minutes") or 0 for f in follow_ups)
            words = max((word_count(answer_text(e["answer"])) for e in q.get("exemplars", [])), default=0)
            self.need(total + words / PACE <= q["minutes"], place,
                      f"follow-ups take {total} of {q['minutes']} minutes, and the reference has {words} words")

    def exemplars(self, place, q, ideas):
        exemplars = q.get("exemplars", [])
        levels = [e["level"] for e in exemplars]
        self.need(4 in levels, place, "no exemplar at level 4")
        if q["round"] != "programming":
            self.need(2 in levels, place, "no exemplar at level 2")
        for e in exemplars:
            self.keys(e, KEYS["exemplar"], place)
            text = answer_text(e["answer"])
            words, count = words_of(text), word_count(text)
            missed = [i for i, idea in ideas.items() if not any(sign_found(s, words) for s in idea.get("signs", []))]
            if q["round"] == "ml_theory":
                low, high = {4: (150, 450), 2: (60, 120)}.get(e["level"], (40, 450))
                self.need(low <= count <= high, place, f"the exemplar at level {e['level']} has {count} words")
            if e["level"] == 4:
                self.need(not missed, place, f"no sign found in the reference for {missed}")
            if e["level"] == 2 and ideas:
                self.need(missed, place, "the exemplar at level 2 has every idea")
                said = len(ideas) - len(missed)
                self.need(said >= 2, place, f"the exemplar at level 2 has {said} ideas: a straw man")

    def pitfalls(self, place, q):
        pitfalls = q.get("pitfalls", [])
        self.unique_ids(pitfalls, place, "pitfall")
        self.need(3 <= len(pitfalls) <= 6, place, f"{len(pitfalls)} pitfalls")
        for p in pitfalls:
            self.keys(p, KEYS["pitfall"], place)
            self.need(p.get("wrong") and p.get("right"), place, "a pitfall lacks a part")

    def resource_list(self, place, q):
        listed = q.get("resources", [])
        self.need(1 <= len(listed) <= 3 or q["round"] == "programming", place, f"{len(listed)} resources")
        self.need(any(isinstance(r, str) for r in listed), place, "no resource of the shared list")
        for r in listed:
            if isinstance(r, str):
                self.need(r in self.resources, place, f"resource {r!r} is not in assets/resources.json")
            else:
                self.need(r.get("title") and str(r.get("url", "")).startswith("https://"), place, f"resource {r}")

    # ------------------------------------------------------------ over all
    def note_runs(self, place, q):
        for at, text in strings({k: v for k, v in q.items() if k not in ("code", "resources")}):
            words = plain_words(text)
            for start in range(len(words) - RUN + 1):
                self.runs[" ".join(words[start:start + RUN])].add(place)

    def finish(self):
        for run, places in self.runs.items():
            self.need(len(places) == 1, " and ".join(sorted(places)), f"share the words: {run}")
        banks = {name.split("/")[0] for name in self.ideas}
        for at, name in self.same_as:
            if name.split("/")[0] in banks:
                self.need(name in self.ideas, at, f"same_as {name!r} does not exist")


def shared(problems):
    def load(name):
        path = ROOT / "assets" / name
        return json.loads(path.read_text(encoding="utf-8")) if path.exists() else None

    resources, axes = load("resources.json"), load("axes.json")
    if resources:
        ids = [r["id"] for r in resources["resources"]]
        if len(set(ids)) != len(ids) or not all(SLUG.match(i) for i in ids):
            problems.append("resources.json: ids")
        problems += [f"resources.json: {r}" for r in resources["resources"] if set(r) != {"id", "title", "url"}]
    if axes:
        entries = axes["axes"]
        if axes.get("format") != 1 or len({a.get("id") for a in entries}) != len(entries):
            problems.append("axes.json: the format is not 1, or an id is missing or used twice")
        rounds = Counter(a.get("round") for a in entries)
        if rounds != {"culture": 5, "system_design": 8}:
            problems.append(f"axes.json: {dict(rounds)} axes, not 5 of culture and 8 of system_design")
        problems += [f"axes.json: {a.get('id')}" for a in entries
                     if set(a) != {"id", "round", "title", "weight", "levels"} or not SLUG.match(a["id"])
                     or len(a["levels"]) != 5 or not all(a["levels"]) or a["weight"] not in (1, 2, 3)]
    return {r["id"] for r in resources["resources"]} if resources else set(), axes["axes"] if axes else None


def main(arguments):
    problems = check_sign_rule()
    resources, axes = shared(problems)
    lint = Lint(resources, axes)
    paths = [Path(a) for a in arguments if a != "--notes"] or sorted((ROOT / "question_banks").glob("*.json"))
    for path in paths:
        lint.bank(path)
    lint.finish()
    problems += lint.problems
    for line in problems + (lint.notes if "--notes" in arguments else []):
        print(line)
    print(", ".join(f"{n} {what}" for what, n in lint.counts.items()), f"in {len(paths)} banks")
    print("TeX commands:", " ".join("\\" + c for c in sorted(lint.commands)))
    print(f"{len(lint.notes)} notes")
    print(f"{len(problems)} problems" if problems else "clean")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
