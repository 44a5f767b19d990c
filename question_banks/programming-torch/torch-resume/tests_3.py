import math

import answer
import hotseat_check as check

NAN = math.nan


def _fed(stop, values):
    return [stop.update(value) for value in values]


def _best(stop, best, step, name):
    check.close(stop.best, best, f"best, {name}")
    check.close(stop.best_step, step, f"best_step, {name}")


def _expected(values, patience, min_delta, mode):
    """The whole course by the words: every update, best, best_step."""
    sign = 1 if mode == "min" else -1
    said, best, at, last = [], None, None, -1
    for i, value in enumerate(values):
        if not math.isnan(value) and (
                best is None or sign * value + min_delta < sign * best):
            best, at, last = value, i, i
        said.append(i - last >= patience)
    return said, best, at


def test_two_updates_without_improvement():
    stop = answer.EarlyStop(2)
    said = _fed(stop, [3.0, 2.0, 2.0, 2.5])
    check.equal(said, [False, False, False, True], "3, 2, 2, 2.5")
    _best(stop, 2.0, 1, "3, 2, 2, 2.5")


def test_exactly_min_delta_is_no_improvement():
    stop = answer.EarlyStop(2, min_delta=0.5)
    said = _fed(stop, [2.0, 1.5])
    check.equal(said, [False, False], "2, 1.5")
    _best(stop, 2.0, 0, "1.5 after 2")
    check.equal(stop.update(1.25), False, "1.25 after 2 and 1.5")
    _best(stop, 1.25, 2, "1.25 after 2 and 1.5")
    check.equal(_fed(stop, [0.75, 1.0]), [False, True], "0.75 and 1")
    _best(stop, 1.25, 2, "0.75 is exactly 0.5 less than 1.25")


def test_small_steps_add_up():
    stop = answer.EarlyStop(3, 0.5)
    values = [2.0, 1.75, 1.5, 1.25, 1.0, 0.75, 0.5]
    check.equal(_fed(stop, values), [False] * 7, "steps of 0.25")
    _best(stop, 0.5, 6, "steps of 0.25")


def test_mode_max():
    stop = answer.EarlyStop(2, 0.25, "max")
    said = _fed(stop, [-3.0, -2.0, -1.75, -5.0, -1.5, -1.5, -1.25])
    want = [False, False, False, True, False, False, True]
    check.equal(said, want, "mode max")
    _best(stop, -1.5, 4, "mode max")
    stop = answer.EarlyStop(1, mode="max")
    check.equal(_fed(stop, [1.0, 2.0, 2.0]), [False, False, True],
                "mode max, min_delta left out")


def test_nan_is_never_better():
    stop = answer.EarlyStop(3)
    said = _fed(stop, [2.0, NAN, 1.0, NAN, NAN, 1.0, 0.5, NAN])
    want = [False, False, False, False, False, True, False, False]
    check.equal(said, want, "NaN among numbers")
    _best(stop, 0.5, 6, "NaN among numbers")


def test_nan_at_the_start():
    for mode in ("min", "max"):
        stop = answer.EarlyStop(3, 0.5, mode)
        said = _fed(stop, [NAN, NAN, 7.0, NAN, NAN, 7.0])
        want = [False, False, False, False, False, True]
        check.equal(said, want, f"NaN first, {mode}")
        _best(stop, 7.0, 2, f"NaN first, {mode}")
        stop = answer.EarlyStop(2, mode=mode)
        check.equal(_fed(stop, [NAN, NAN, -1e4]), [False, True, False],
                    f"only NaN, {mode}")
        _best(stop, -1e4, 2, f"only NaN, {mode}")


def test_patience_counts_anew_after_each_improvement():
    stop = answer.EarlyStop(3)
    values = [9.0, 9.0, 9.0, 8.0, 8.0, 8.0, 7.0, 7.0, 7.0, 7.0]
    check.equal(_fed(stop, values), [False] * 9 + [True], "plateaus")
    _best(stop, 7.0, 6, "plateaus")
    stop = answer.EarlyStop(3)
    falling = [float(-i) for i in range(23)]
    check.equal(_fed(stop, falling), [False] * 23, "always better")
    _best(stop, -22.0, 22, "always better")


def test_true_until_there_is_an_improvement():
    stop = answer.EarlyStop(2)
    said = _fed(stop, [1.0, 1.0, 1.0, 1.0, 2.0, 0.5, 0.5, 0.5])
    want = [False, False, True, True, True, False, False, True]
    check.equal(said, want, "going on after True")


def test_patience_below_one():
    for patience in (0, -1, -7):
        check.rejects(lambda: answer.EarlyStop(patience),
                      f"EarlyStop({patience})")
    stop = answer.EarlyStop(1)
    check.equal(_fed(stop, [1.0, 0.5, 0.5]), [False, False, True],
                "patience 1")


def test_two_at_a_time():
    a, b = answer.EarlyStop(1), answer.EarlyStop(2, mode="max")
    said = [(a.update(v), b.update(v)) for v in (1.0, 2.0, 0.5, 0.25)]
    want = [(False, False), (True, False), (False, False),
            (False, True)]
    check.equal(said, want, "one for min, one for max")
    _best(a, 0.25, 3, "min")
    _best(b, 2.0, 1, "max")


def test_random_courses():
    with check.fresh_random() as rng:
        for _ in range(200):
            patience = rng.randint(1, 5)
            min_delta = rng.choice([0.0, 0.25, 0.5, 1.0])
            mode = rng.choice(["min", "max"])
            values = [rng.choice([rng.randint(-9, 9) / 4, NAN])
                      if rng.random() < 0.3 else rng.randint(-9, 9) / 4
                      for _ in range(rng.randint(1, 29))]
            stop = answer.EarlyStop(patience, min_delta, mode)
            said = _fed(stop, values)
            want, best, at = _expected(values, patience, min_delta,
                                       mode)
            name = f"{patience}, {min_delta}, {mode}, {values}"
            check.equal(said, want, name)
            if best is not None:
                _best(stop, best, at, name)
