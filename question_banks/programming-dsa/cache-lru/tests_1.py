import answer
import hotseat_check as check


class _Plain:
    """A list of pairs, least recently used first."""

    def __init__(self, cap):
        self.cap, self.pairs = cap, []

    def get(self, key):
        found = [pair for pair in self.pairs if pair[0] == key]
        for pair in found:
            self.pairs.remove(pair)
            self.pairs.append(pair)
        return found[0][1] if found else None

    def put(self, key, value):
        self.pairs = [p for p in self.pairs if p[0] != key]
        self.pairs.append((key, value))
        while len(self.pairs) > self.cap:
            self.pairs.pop(0)


def _run(cap, steps):
    """Steps are (key,) for a get and (key, value) for a put."""
    store, plain = answer.LRU(cap), _Plain(cap)
    done = f"cap {cap}:"
    for key, *value in steps:
        if value:
            store.put(key, value[0])
            plain.put(key, value[0])
            done += f" put {key!r} {value[0]!r},"
        else:
            done += f" get {key!r},"
            check.equal(store.get(key), plain.get(key), done[-300:])


def _holds(store, want, name):
    """Gets every key, which changes the order."""
    for key, value in want.items():
        check.equal(store.get(key), value, f"{name}, get({key!r})")


def test_small_example():
    store = answer.LRU(2)
    store.put("a", 10)
    store.put("b", 20)
    check.equal(store.get("a"), 10, "get('a')")
    store.put("c", 30)
    _holds(store, {"b": None, "a": 10, "c": 30}, "after put('c')")


def test_an_empty_store_has_nothing():
    store = answer.LRU(3)
    check.equal(store.get("x"), None, "get of an empty store")
    store.put("x", 1)
    check.equal(store.get("y"), None, "get of a missing key")
    check.equal(store.get("x"), 1, "get of the only key")


def test_room_for_exactly_cap():
    for cap in (1, 2, 5):
        store = answer.LRU(cap)
        for key in range(cap):
            store.put(key, key + 100)
        want = {key: key + 100 for key in range(cap)}
        _holds(store, want, f"cap {cap}, filled")
        store.put(cap, cap + 100)
        check.equal(store.get(0), None, f"cap {cap}, one more, get(0)")
        want = {key: key + 100 for key in range(1, cap + 1)}
        _holds(store, want, f"cap {cap}, one more")


def test_no_room_at_all():
    store = answer.LRU(0)
    store.put("a", 1)
    check.equal(store.get("a"), None, "cap 0, get('a')")
    store.put("a", 2)
    store.put("b", 3)
    _holds(store, {"a": None, "b": None}, "cap 0")


def test_reading_counts_as_use():
    store = answer.LRU(3)
    for key in "abc":
        store.put(key, key * 2)
    check.equal(store.get("a"), "aa", "get('a')")
    check.equal(store.get("b"), "bb", "get('b')")
    store.put("d", "dd")
    check.equal(store.get("c"), None, "get('c'), the one not used")
    store.put("e", "ee")
    want = {"a": None, "b": "bb", "d": "dd", "e": "ee"}
    _holds(store, want, "after two more")


def test_replacing_counts_as_use_and_needs_no_room():
    store = answer.LRU(2)
    store.put("a", 1)
    store.put("b", 2)
    store.put("a", 3)
    store.put("a", 4)
    _holds(store, {"b": 2, "a": 4}, "replaced in a full store")
    store.put("b", 4)
    store.put("c", 5)
    _holds(store, {"a": None, "b": 4, "c": 5}, "after put('c')")


def test_a_missing_get_changes_nothing():
    store = answer.LRU(2)
    store.put("a", 1)
    store.put("b", 2)
    for key in ("x", "y", "x"):
        check.equal(store.get(key), None, f"get({key!r})")
    _holds(store, {"a": 1, "b": 2}, "after missing gets")
    store.put("c", 3)
    check.equal(store.get("a"), None, "get('a'), used before b")
    check.equal(store.get("a"), None, "get('a') again")
    _holds(store, {"b": 2, "c": 3}, "after put('c')")


def test_what_was_thrown_out_can_come_back():
    store = answer.LRU(2)
    for key, value in (("a", 1), ("b", 2), ("c", 3), ("a", 4)):
        store.put(key, value)
    _holds(store, {"b": None, "c": 3, "a": 4}, "a put back")


def test_values_that_are_false_are_values():
    for value in (0, "", False, 0.0, [], ()):
        store = answer.LRU(2)
        store.put("a", value)
        store.put("b", 1)
        check.equal(store.get("a"), value, f"get of {value!r}")
        store.put("c", 2)
        check.equal(store.get("a"), value, f"{value!r} after its use")
        check.equal(store.get("b"), None, "get('b'), not used")


def test_none_takes_its_place():
    store = answer.LRU(2)
    store.put("a", None)
    store.put("b", 1)
    check.equal(store.get("a"), None, "get of a stored None")
    store.put("c", 2)
    _holds(store, {"b": None, "a": None, "c": 2}, "None was used")
    store.put(0, 5)
    _holds(store, {"c": 2, 0: 5}, "None thrown out")


def test_keys_of_several_kinds():
    store = answer.LRU(4)
    for key in (0, "0", (0,), ""):
        store.put(key, [key])
    want = {0: [0], "0": ["0"], (0,): [(0,)], "": [""]}
    _holds(store, want, "four kinds")
    value = [1, 2]
    store.put("same", value)
    if store.get("same") is not value:
        raise AssertionError("get: expected the object that was put"
                             "\ngot another one")


def test_stores_are_independent():
    one, other = answer.LRU(2), answer.LRU(3)
    one.put("a", 1)
    check.equal(other.get("a"), None, "get('a') of the other store")
    for key in "xyz":
        other.put(key, key)
    _holds(one, {"a": 1, "x": None}, "the first store")
    one.put("b", 2)
    one.put("c", 3)
    _holds(one, {"a": None, "b": 2, "c": 3}, "the first store")
    _holds(other, {"x": "x", "y": "y", "z": "z"}, "the other store")


def test_agrees_with_a_plain_list():
    with check.fresh_random() as rng:
        for _ in range(80):
            keys = range(rng.randint(1, 8))
            steps = [(rng.choice(keys), rng.randint(0, 3))
                     if rng.random() < 0.5 else (rng.choice(keys),)
                     for _ in range(60)]
            _run(rng.randint(0, 6), steps)


def test_throwing_out_is_in_time():
    cap, more = 10_000, 40_000
    store = answer.LRU(cap)
    for key in range(cap + more):
        store.put(key, -key)
    check.equal(store.get(more - 1), None, f"get({more - 1})")
    for key in (more, cap + more - 1):
        check.equal(store.get(key), -key, f"get({key})")


def test_use_in_a_large_store_is_in_time():
    cap = 20_000
    store = answer.LRU(cap)
    for key in range(cap):
        store.put(key, key + 1)
    for key in [cap - 1] * 20_000 + list(range(cap - 1, -1, -1)):
        if store.get(key) != key + 1:
            check.equal(store.get(key), key + 1, f"get({key})")
    for key in [0] * 20_000 + list(range(cap)):
        store.put(key, key + 2)
    store.put(cap, 7)
    check.equal(store.get(0), None, "get(0), not used for longest")
    check.equal(store.get(1), 3, "get(1)")
    check.equal(store.get(cap), 7, f"get({cap})")
