"""grad-check, stage 2: the relative error."""

import numpy as np

import answer
import hotseat_check as check


def by_definition(a, b):
    gap = max(abs(v - w) for v, w in zip(a.ravel().tolist(), b.ravel().tolist()))
    size = max(abs(v) + abs(w) for v, w in zip(a.ravel().tolist(), b.ravel().tolist()))
    return gap / max(1e-8, size)


def test_errors_of_a_worked_example():
    a, b = np.array([[1.0, -2.0, 0.0]]), np.array([[1.0, -2.5, 0.1]])
    check.close(answer.rel_error(a, b), 0.5 / 4.5, "rel_error")
    check.close(answer.rel_error(a, a), 0.0, "rel_error of equal arrays")


def test_errors_of_numbers_and_zeros():
    check.close(answer.rel_error(3.0, 1.0), 0.5, "rel_error(3, 1)")
    check.close(answer.rel_error(0.0, 0.0), 0.0, "rel_error(0, 0)")
    zeros = np.zeros((2, 3))
    check.close(answer.rel_error(zeros, zeros), 0.0, "rel_error of zeros")


def test_random_errors_match_the_definition():
    with check.fresh_rng() as rng:
        for shape in [(7,), (3, 5), (5, 2, 3), (1,), (1, 1)]:
            a, b = rng.standard_normal(shape), rng.standard_normal(shape)
            check.close(answer.rel_error(a, b), by_definition(a, b), f"rel_error for {shape}")
            near = a + 1e-7 * b
            check.close(answer.rel_error(a, near), by_definition(a, near), f"rel_error of near arrays, {shape}", atol=1e-18)


def test_both_maxima_are_over_all_entries():
    a, b = np.array([100.0, 1e-6, 0.0]), np.array([100.0, -1e-6, 3e-7])
    check.close(answer.rel_error(a, b), 2e-6 / 200, "rel_error", atol=1e-15)
    a, b = np.array([-4.0, 0.5]), np.array([-4.0, -0.25])
    check.close(answer.rel_error(a, b), 0.75 / 8, "rel_error of negative entries")
    check.close(answer.rel_error(a, -a), 1.0, "rel_error of opposite arrays")


def test_it_is_symmetric():
    with check.fresh_rng() as rng:
        a, b = rng.standard_normal((3, 5)), 5 * rng.standard_normal((3, 5))
        for v, w in ((a, b), (b, a), (a, 0 * a), (0 * a, a)):
            check.close(answer.rel_error(v, w), by_definition(v, w), "rel_error")


def test_the_floor_of_the_denominator():
    check.close(answer.rel_error(np.array([1e-10]), np.array([0.0])), 1e-2, "rel_error(1e-10, 0)")
    check.close(answer.rel_error(np.array([3e-9, 0.0]), np.array([-2e-9, 0.0])), 0.5, "rel_error below the floor")
    check.close(answer.rel_error(np.array([3e-8]), np.array([-1e-8])), 1.0, "rel_error above the floor")
    check.close(answer.rel_error(1.5e-8, 0.5e-8), 0.5, "rel_error just above the floor")


def test_large_numbers_and_integers():
    check.close(answer.rel_error(np.array([1e4, -1e4]), np.array([-1e4, 1e4])), 1.0, "rel_error of 1e4")
    check.close(answer.rel_error(np.array([1, -5, 2]), np.array([1, -3, 2])), 0.25, "rel_error of integers")
    check.close(answer.rel_error(np.array(3.0), np.array(2.0)), 0.2, "rel_error of arrays without dims")


def test_strided_gradients_stay_unchanged():
    with check.fresh_rng() as rng:
        a, b = check.strided(rng.standard_normal((3, 5))), check.strided(rng.standard_normal((3, 5)))
        with check.unchanged(a=a, b=b):
            got = check.repeats(lambda: answer.rel_error(a, b), "rel_error")
        check.close(got, by_definition(a, b), "rel_error")


def test_many_entries_are_vectorised():
    with check.fresh_rng() as rng:
        a, b = rng.standard_normal((400, 500)), rng.standard_normal((400, 500))
        check.fast(lambda module: module.rel_error(a, b), times=10)
