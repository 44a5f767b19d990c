import answer
import hotseat_check as check



def _by_trying(s):
    return max((end - start for end in range(len(s) + 1)
                for start in range(end + 1)
                if len(set(s[start:end])) == end - start), default=0)


def _alphabet(size):
    """So many different characters, none of them a surrogate."""
    return "".join(map(chr, range(0x10000, 0x10000 + size)))


def test_small_examples():
    for s, want in (("lantern", 6), ("kayak", 3), ("zzz", 1)):
        check.equal(answer.longest_distinct(s), want, repr(s))


def test_empty_and_single():
    for s, want in (("", 0), ("q", 1), (" ", 1)):
        check.equal(answer.longest_distinct(s), want, repr(s))


def test_repeats_that_lie_apart():
    for s, want in (("noon", 2), ("abcbda", 4), ("riddler", 4)):
        check.equal(answer.longest_distinct(s), want, repr(s))


def test_a_repeat_inside_a_stretch():
    for s, want in (("abcade", 5), ("xyzxvw", 5), ("mnopnqr", 5)):
        check.equal(answer.longest_distinct(s), want, repr(s))


def test_the_stretch_may_lie_anywhere():
    for s, want in (("aabcde", 5), ("abcdee", 5), ("aabcdd", 4),
                    ("abcdef", 6)):
        check.equal(answer.longest_distinct(s), want, repr(s))


def test_every_character_counts():
    for s, want in (("aA", 2), ("1 2 3", 3), ("a\tb\nc", 5),
                    ("\u00e9e\u0301e", 3), ("a\u0161", 2),
                    ("\U0001f40d\u017c\u4e16\u017c", 3)):
        check.equal(answer.longest_distinct(s), want, ascii(s))


def test_agrees_with_trying_every_stretch():
    with check.fresh_random() as rng:
        for _ in range(200):
            letters = "abcdefgh"[: rng.randint(1, 8)]
            size = rng.randint(0, 14)
            s = "".join(rng.choice(letters) for _ in range(size))
            check.equal(answer.longest_distinct(s), _by_trying(s), repr(s))


def test_long_stretches_are_in_time():
    signs = _alphabet(50_000)
    for name, s in (("50000 characters, four times", signs * 4),
                    ("up and down, twice", (signs + signs[::-1]) * 2)):
        check.equal(answer.longest_distinct(s), 50_000, name)


def test_equal_characters_are_in_time():
    got = answer.longest_distinct("e" * 200_000)
    check.equal(got, 1, "200000 times e")
    doubled = "".join(c * 2 for c in _alphabet(100_000))
    got = answer.longest_distinct(doubled)
    check.equal(got, 2, "aabbcc ..., 200000")


def test_different_characters_are_in_time():
    signs = _alphabet(200_000)
    for name, s in (("ascending", signs), ("descending", signs[::-1])):
        got = answer.longest_distinct(s)
        check.equal(got, 200_000, f"200000 different, {name}")
