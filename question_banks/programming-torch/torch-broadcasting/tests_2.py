import torch

import answer
import hotseat_check as check


def _random(*shape):
    return torch.randn(shape, dtype=torch.float64)


def _differences(a, b):
    return a[:, None, :] - b[None, :, :]


def test_distances_of_a_small_example():
    a = torch.tensor([[0.0, 0.0], [3.0, 4.0]])
    b = torch.tensor([[0.0, 0.0], [3.0, 0.0], [6.0, 8.0]])
    want = torch.tensor([[0.0, 9.0, 100.0], [25.0, 16.0, 25.0]])
    check.close(answer.pairwise_sq(a, b), want, "distances", 1e-4, 1e-4)


def test_distances_have_the_right_shape():
    for n, m in ((5, 7), (1, 3), (3, 1), (0, 7), (5, 0)):
        a, b = torch.ones(n, 2), torch.ones(m, 2)
        got = answer.pairwise_sq(a, b)
        check.tensor(got, f"N={n}, M={m}", shape=(n, m))


def test_distances_match_the_definition():
    with check.fresh_seed():
        for n, m, d in ((5, 7, 3), (11, 2, 5), (1, 1, 1)):
            a, b = _random(n, d), _random(m, d)
            want = (_differences(a, b) ** 2).sum(-1)
            got = answer.pairwise_sq(a, b)
            check.close(got, want, f"N={n}, M={m}, D={d}")


def test_distances_are_never_below_zero():
    with check.fresh_seed():
        for scale in (1.0, 1e4):
            for dtype in (torch.float32, torch.float64):
                a = scale * torch.randn(97, 17, dtype=dtype)
                got = answer.pairwise_sq(a, a.clone())
                what = f"distances, scale {scale:g}"
                check.tensor(got, what, (97, 97), dtype)
                assert not got.isnan().any(), (
                    f"scale {scale:g}, {dtype}: expected no NaN"
                )
                low = got.min().item()
                assert low >= 0, (
                    f"scale {scale:g}, {dtype}: expected all >= 0\n"
                    f"got {low:.3g}"
                )


def test_distance_gradients_match_the_formula():
    with check.fresh_seed():
        a, b, g = _random(5, 3), _random(7, 3), _random(5, 7)
        pull = 2 * g[:, :, None] * _differences(a, b)
        want = {"a": pull.sum(1), "b": -pull.sum(0)}
        check.autograd_gradient(answer.pairwise_sq, {"a": a, "b": b},
                                want, cotangent=g)


def test_equal_rows_have_finite_gradients():
    with check.fresh_seed():
        a = _random(5, 3)
        want = 4 * (5 * a - a.sum(0))
        check.autograd_gradient(lambda a: answer.pairwise_sq(a, a),
                                {"a": a}, {"a": want},
                                name="gradient with a as b",
                                cotangent=torch.ones(5, 5).double())
    for value in (0.0, 3.0):
        a, b = torch.full((2, 3), value), torch.full((5, 3), value)
        want = {"a": torch.zeros(2, 3), "b": torch.zeros(5, 3)}
        check.autograd_gradient(answer.pairwise_sq, {"a": a, "b": b},
                                want, f"gradient, all entries {value:g},",
                                torch.ones(2, 5))


def test_strided_float32_inputs_stay_as_they_are():
    with check.fresh_seed():
        a, b = torch.randn(3, 5).T, torch.randn(7, 6)[:, ::2]
        want = (_differences(a, b) ** 2).sum(-1)
        with check.unchanged(a=a, b=b):
            got = answer.pairwise_sq(a, b)
        check.close(got, want, "float32", 1e-4, 1e-4)


def test_long_axes_need_no_loop():
    n = 1_250_000
    for rows, columns, d in ((n, 2, 1), (2, n, 1), (2, 1, n)):
        a, b = torch.zeros(rows, d), torch.ones(columns, d)
        got = answer.pairwise_sq(a, b)
        name = f"N={rows}, M={columns}, D={d}"
        check.tensor(got, name, shape=(rows, columns))
        low, high = got.min().item(), got.max().item()
        assert abs(low - d) + abs(high - d) <= 1e-4 * d, (
            f"{name}: expected all {d}\ngot {low:g} to {high:g}"
        )
