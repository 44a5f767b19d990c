"""grad-check, stage 1: central differences entry by entry."""

import numpy as np

import answer
import hotseat_check as check

NEAR = {"rtol": 1e-6, "atol": 1e-7}


def test_cubes_with_a_wide_step():
    def f(v):
        return (v**3).sum()

    x = np.array([[2.0, -1.0, 0.0]])
    # ((x + h)^3 - (x - h)^3) / 2h = 3 x^2 + h^2
    grad = answer.numerical_grad(f, x, h=0.5)
    check.close(grad, [[12.25, 3.25, 0.25]], "grad for h = 0.5")
    grad = answer.numerical_grad(f, x)
    check.close(grad, [[12.0, 3.0, 0.0]], "grad", rtol=1e-6, atol=1e-7)


def test_shapes_and_one_number():
    for shape in [(3,), (2, 5), (2, 1, 3), (1, 1), (0,), (3, 0)]:
        grad = answer.numerical_grad(lambda v: 3 * v.sum(), np.ones(shape))
        check.array(grad, f"grad for x {shape}", shape, np.float64)
        check.close(grad, np.full(shape, 3.0), "grad", rtol=1e-6)
    for x in (2.0, np.array(2.0)):
        grad = answer.numerical_grad(lambda v: float(v) ** 2, x)
        check.close(grad, 4.0, "grad for one number", rtol=1e-6)


def test_entries_that_work_together():
    with check.fresh_rng() as rng:
        A = rng.standard_normal((5, 5))
        x = rng.standard_normal(5)
        for h in (1e-5, 0.5):
            grad = answer.numerical_grad(lambda v: v @ A @ v, x, h)
            check.close(grad, (A + A.T) @ x, f"grad of a quadratic form for h {h}", **NEAR)


def test_products_of_all_entries():
    with check.fresh_rng() as rng:
        x = rng.uniform(0.5, 1.5, (2, 3))
        for h in (1e-5, 0.5, 2.0):
            grad = answer.numerical_grad(lambda v: v.prod(), x, h=h)
            check.close(grad, x.prod() / x, f"grad of the product for h {h}", **NEAR)


def test_smooth_functions_of_several_shapes():
    with check.fresh_rng() as rng:
        for shape in [(7,), (3, 5), (5, 2, 3), (1, 1, 1, 2)]:
            x, c = rng.standard_normal(shape), rng.standard_normal(shape)
            grad = answer.numerical_grad(lambda v: (c * np.sin(v)).sum(), x)
            check.close(grad, c * np.cos(x), f"grad for x {shape}", **NEAR)


def test_wide_steps_give_the_formula():
    with check.fresh_rng() as rng:
        x, c = rng.standard_normal((3, 5)), rng.standard_normal((3, 5))
        for h in (0.1, 0.75, 3.0):
            grad = answer.numerical_grad(lambda v: (c * np.exp(v)).sum(), x, h)
            check.close(grad, c * np.exp(x) * np.sinh(h) / h, f"grad for h {h}", rtol=1e-9, atol=1e-9)


def test_the_default_step():
    # 1e10 x^3 at 0 gives 1e10 h^2
    grad = answer.numerical_grad(lambda v: 1e10 * (v**3).sum(), np.zeros(3))
    check.close(grad, np.ones(3), "grad of 1e10 x^3 at 0")


def test_f_sees_one_entry_moved_at_a_time():
    with check.fresh_rng() as rng:
        x = rng.standard_normal((3, 2))
        seen = []

        def f(v):
            seen.append((v.shape, v.dtype, (v - x).copy()))
            return v.sum()

        answer.numerical_grad(f, x, 0.25)
        for shape, dtype, off in seen:
            assert (shape, dtype) == ((3, 2), np.float64), f"argument of f: expected (3, 2), float64\ngot {shape}, {dtype}"
            moved = np.abs(off) > 1e-12
            assert moved.sum() <= 1 and np.abs(off).max() < 0.25 + 1e-9, (
                f"argument of f less x: expected at most one entry, of size 0.25\ngot {off.tolist()}")


def test_integers_count_as_floats():
    x = np.array([[1, -2, 3]])
    with check.unchanged(x=x):
        grad = answer.numerical_grad(lambda v: (v * v).sum(), x)
    check.close(grad, [[2.0, -4.0, 6.0]], "grad for int64", rtol=1e-6, atol=1e-7, dtype=np.float64)
    check.close(answer.numerical_grad(lambda v: float(v) ** 2, 3), 6.0, "grad for the int 3", rtol=1e-6)


def test_strided_and_transposed_arrays():
    with check.fresh_rng() as rng:
        c = rng.standard_normal((3, 5))
        x = rng.standard_normal((3, 5))
        want = c * np.cos(x)
        for view, kind in [(check.strided(x), "strided"), (np.asfortranarray(x), "Fortran order"),
                           (np.ascontiguousarray(x.T).T, "transposed")]:
            with check.unchanged(x=view):
                grad = answer.numerical_grad(lambda v: (c * np.sin(v)).sum(), view)
            check.close(grad, want, f"grad, {kind}", **NEAR)


def test_x_is_exactly_what_it_was():
    with check.fresh_rng() as rng:
        x = rng.standard_normal((5, 3)) * 10.0 ** rng.integers(-8, 4, (5, 3))
        with check.unchanged(x=x):
            check.repeats(lambda: answer.numerical_grad(lambda v: (v * v).sum(), x), "grad")
            answer.numerical_grad(lambda v: (v * v).sum(), x, 0.1)


def test_large_entries():
    x = np.array([1e4, -1e4, 5000.0])
    grad = answer.numerical_grad(lambda v: v[0] - 2 * v[1] + 0.5 * v[2], x, h=0.125)
    check.close(grad, [1.0, -2.0, 0.5], "grad of a linear function")


def test_functions_may_return_arrays_without_dims():
    x = np.array([0.5, -1.5])
    grad = answer.numerical_grad(lambda v: np.array((v * v).sum()), x)
    check.close(grad, 2 * x, "grad", **NEAR)
