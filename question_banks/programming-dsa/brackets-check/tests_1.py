import answer
import hotseat_check as check


PAIRS = {"(": ")", "[": "]", "{": "}"}


def _by_deleting(s):
    """Deletes neighbouring pairs until none is left."""
    left = [(char, at) for at, char in enumerate(s) if char in "()[]{}"]
    at = 0
    while at + 1 < len(left):
        if PAIRS.get(left[at][0]) == left[at + 1][0]:
            del left[at : at + 2]
            at = max(at - 1, 0)
        else:
            at += 1
    closing = [at for char, at in left if char not in PAIRS]
    return (closing + [at for _, at in left] + [-1])[0]


def test_small_examples():
    for s, want in (("k2 (p1 [k3] p2)", -1), ("k(p]2)", 3),
                    ("{k(p2)", 0)):
        check.equal(answer.balanced(s), want, repr(s))


def test_without_brackets():
    for s in ("", "k", "k2 p2", " "):
        check.equal(answer.balanced(s), -1, repr(s))


def test_every_kind_is_closed_by_its_own():
    for opening in "([{":
        for closing in ")]}":
            want = -1 if PAIRS[opening] == closing else 3
            s = f"a{opening}b{closing}c"
            check.equal(answer.balanced(s), want, repr(s))


def test_kinds_may_not_cross():
    for s, want in (("([)]", 2), ("[{]}", 2), ("{(a}b)", 3),
                    ("[([]){}]", -1), ("{[(})]", 3)):
        check.equal(answer.balanced(s), want, repr(s))


def test_closing_with_nothing_open():
    for s, want in ((")", 0), ("]x", 0), ("ab}", 2), ("()]", 2),
                    (")(", 0), ("[]{})(", 4)):
        check.equal(answer.balanced(s), want, repr(s))


def test_leftmost_of_those_left_open():
    for s, want in (("(", 0), ("x[", 1), ("{(", 0), ("()(", 2),
                    ("(()", 0), ("a[[]", 1), ("[](){ [", 4),
                    ("([{}][", 0)):
        check.equal(answer.balanced(s), want, repr(s))


def test_a_wrong_closing_comes_before_what_is_left_open():
    for s, want in (("((]", 2), ("(]{)", 1), ("{[(x}", 4),
                    ("[(])", 2), ("{a]b)c", 2)):
        check.equal(answer.balanced(s), want, repr(s))


def test_other_characters_count_in_the_index_only():
    for s, want in (("<(>)", -1), ("\"(\"", 1), ("\\(\\)", -1),
                    ("# ]", 2), ("\uff08)", 1), ("\u4e16[\n}", 3),
                    ("'{'", 1), ("\U0001f9f6(", 1)):
        check.equal(answer.balanced(s), want, ascii(s))


def test_agrees_with_deleting_pairs():
    with check.fresh_random() as rng:
        for _ in range(400):
            signs = rng.choice(("()", "()[]", "()[]{}", "([{)]}k"))
            size = rng.randint(0, 12)
            s = "".join(rng.choice(signs) for _ in range(size))
            check.equal(answer.balanced(s), _by_deleting(s), repr(s))


def test_one_fault_in_a_right_text():
    with check.fresh_random() as rng:
        for _ in range(200):
            s = ""
            for _ in range(rng.randint(1, 9)):
                opening = rng.choice("([{")
                part = opening + rng.choice(("", s)) + PAIRS[opening]
                s = rng.choice((s + part, part + s, "k" + part))
            check.equal(answer.balanced(s), -1, repr(s))
            at = rng.randrange(len(s))
            s = s[:at] + rng.choice("()[]{}k") + s[at + 1:]
            check.equal(answer.balanced(s), _by_deleting(s), repr(s))


def test_deep_nesting_is_in_time():
    deep = 100_000
    for opening, closing in ("()", "[]", "{}"):
        s = opening * deep + closing * deep
        name = f"{deep} {opening}, then {closing}"
        check.equal(answer.balanced(s), -1, name)
        got = answer.balanced(s[:-1] + "k")
        check.equal(got, 0, f"{name}, the last missing")


def test_long_texts_are_in_time():
    check.equal(answer.balanced("[](){}" * 33_000), -1, "flat pairs")
    check.equal(answer.balanced("(" * 200_000), 0, "opening only")
    s = "()" * 50_000 + "[" * 50_000 + "]" * 49_999 + ")"
    check.equal(answer.balanced(s), 199_999, "wrong at the very end")
