import answer
import hotseat_check as check


def _by_pairs(words):
    """Takes the letters of one word off the other, one by one."""
    def alike(one, other):
        left = list(other)
        for char in one:
            if char not in left:
                return False
            left.remove(char)
        return not left

    found = []
    for word in words:
        fits = [shelf for shelf in found if alike(shelf[0], word)]
        if fits:
            fits[0].append(word)
        else:
            found.append([word])
    return found


def test_small_examples():
    for words, want in ((["nora", "leon", "aron", "noel", "ron"],
                         [["nora", "aron"], ["leon", "noel"], ["ron"]]),
                        (["eva"], [["eva"]])):
        check.equal(answer.shelves(words), want, f"shelves({words})")


def test_no_words_and_empty_words():
    for words, want in (([], []), ([""], [[""]]),
                        (["", "a", ""], [["", ""], ["a"]]),
                        (["b", "", "b"], [["b", "b"], [""]])):
        check.equal(answer.shelves(words), want, f"shelves({words})")


def test_how_often_a_character_occurs_matters():
    for words, want in ((["pop", "poop", "opp"],
                         [["pop", "opp"], ["poop"]]),
                        (["aab", "abb", "bab", "aba"],
                         [["aab", "aba"], ["abb", "bab"]]),
                        (["a", "aa", "aaa"], [["a"], ["aa"], ["aaa"]]),
                        (["ab", "aabb"], [["ab"], ["aabb"]])):
        check.equal(answer.shelves(words), want, f"shelves({words})")


def test_words_that_only_look_alike_to_a_sum():
    for words, want in ((["ad", "bc"], [["ad"], ["bc"]]),
                        (["ad", "bc", "cb", "da"],
                         [["ad", "da"], ["bc", "cb"]]),
                        (["aei", "bdi", "bcj"],
                         [["aei"], ["bdi"], ["bcj"]]),
                        (["agh", "bdj"], [["agh"], ["bdj"]]),
                        (["bx", "ip"], [["bx"], ["ip"]]),
                        (["aef", "bcg"], [["aef"], ["bcg"]]),
                        (["aehl", "bcjk"], [["aehl"], ["bcjk"]])):
        check.equal(answer.shelves(words), want, f"shelves({words})")


def test_shelves_and_words_in_first_seen_order():
    for words, want in ((["zoe", "amy", "yam", "oez", "may"],
                         [["zoe", "oez"], ["amy", "yam", "may"]]),
                        (["c", "b", "a", "b", "c"],
                         [["c", "c"], ["b", "b"], ["a"]]),
                        (["tar", "rat", "art", "rat"],
                         [["tar", "rat", "art", "rat"]])):
        check.equal(answer.shelves(words), want, f"shelves({words})")


def test_characters_are_equal_only_if_identical():
    for words in (["Eva", "eva"], ["a b", "ab"], ["ab ", "ab"],
                  ["\u00e9", "e\u0301"], ["\u00df", "ss"],
                  ["I", "\u0130"], ["\uff41", "a"], ["a1", "a\u00b9"],
                  ["\u017c", "|"], ["a-", "a\u2010"], ["G", "a", "{"],
                  ["\u0161", "a"], ["\U00010061", "a"]):
        want = [[word] for word in words]
        check.equal(answer.shelves(words), want, ascii(words))


def test_any_characters_can_be_on_a_shelf():
    for words in (["\u017cuk", "ku\u017c", "uk\u017c"],
                  ["\U0001f9ff\u4e16", "\u4e16\U0001f9ff"],
                  ["a b", " ab", "b a"], ["#1\n", "\n#1"],
                  ["e\u0301a", "\u0301ea"], ["{}~", "~}{"]):
        check.equal(answer.shelves(words), [words], ascii(words))


def test_agrees_with_pairs_and_leaves_words():
    with check.fresh_random() as rng:
        for _ in range(150):
            letters = rng.choice(("ab", "abc", "aA \u00e4", "wxyz"))
            words = ["".join(rng.choice(letters)
                             for _ in range(rng.randint(0, 4)))
                     for _ in range(rng.randint(0, 12))]
            given = list(words)
            got = answer.shelves(given)
            check.equal(got, _by_pairs(words), f"shelves({words})")
            check.equal(given, words, "words after the call")


def test_many_different_words_are_in_time():
    count = 20_000
    words = [f"{at:05d}".translate({48 + d: 97 + 5 * d + at % 5
                                    for d in range(10)})
             + chr(0x4e00 + at) for at in range(count)]
    want = [[word] for word in words]
    check.equal(answer.shelves(words), want, f"{count} shelves")
    got = answer.shelves(words[: count // 2] * 2)
    want = [[word] * 2 for word in words[: count // 2]]
    check.equal(got, want, f"{count // 2} shelves of two")


def test_one_full_shelf_is_in_time():
    words = ["abcdefghij", "jihgfedcba"] * 10_000
    got = answer.shelves(words)
    check.equal(got, [words], "20000 words, one shelf")


def test_long_words_are_in_time():
    half = "".join(map(chr, range(0x4e00, 0x4e00 + 20_000))) * 2
    words = [half, half[::-1], half[1:] + "z", half[:-1] + "z"]
    want = [words[:2], words[2:3], words[3:]]
    got = answer.shelves(words)
    check.equal(got, want, "four words of 40000 characters")
