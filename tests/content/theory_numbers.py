"""Recomputes every number and derivation that the theory references state.

    python tests/content/theory_numbers.py [QUESTION ...]

A check is a function decorated with the id of its question; it fails by an assertion. Gradients are
compared with central differences, bounds with random search. Standard library and NumPy only.
"""

import sys
import traceback
from collections import defaultdict
from math import exp, inf, isnan, log

import numpy as np

CHECKS = defaultdict(list)
F32 = np.float32


def of(question):
    def register(check):
        CHECKS[question].append(check)
        return check
    return register


def rng():
    return np.random.default_rng(7)


def near(a, b, relative=1e-6, absolute=1e-9):
    np.testing.assert_allclose(a, b, rtol=relative, atol=absolute)


def says(value, text):
    """The value, rounded as the text has it, is the text."""
    text = text.replace("−", "-")
    if "e" in text:
        digits = len(text.split("e")[0].replace("-", "").replace(".", ""))
        assert float(f"{value:.{digits - 1}e}") == float(text), (value, text)
    else:
        places = len(text.partition(".")[2])
        assert f"{value:.{places}f}" == text, (value, text)


def gradient(f, x, h=1e-5):
    """Central differences of a scalar function."""
    x = np.array(x, dtype=float)
    out = np.zeros_like(x)
    for at in np.ndindex(x.shape):
        up, down = x.copy(), x.copy()
        up[at] += h
        down[at] -= h
        out[at] = (f(up) - f(down)) / (2 * h)
    return out


def jacobian(f, x, h=1e-5):
    x = np.array(x, dtype=float)
    columns = [(f(x + h * e) - f(x - h * e)) / (2 * h) for e in np.eye(x.size)]
    return np.stack(columns, axis=1)


def lse(z):
    m = np.max(z)
    return m + np.log(np.sum(np.exp(z - m)))


def softmax(z):
    e = np.exp(z - np.max(z))
    return e / e.sum()


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def one_hot(k, n):
    return np.eye(n)[k]


def least(f, low, high, steps=200_001):
    """Where a function of one variable is least, on a grid."""
    grid = np.linspace(low, high, steps)
    return grid[np.argmin(f(grid))]


# ---------------------------------------------------------------- th-ce-justification
CE = "th-ce-justification"


@of(CE)
def expected_loss_is_entropy_plus_kl_and_least_at_the_truth():
    r = rng()
    for _ in range(200):
        q, p = r.dirichlet(np.ones(5)), r.dirichlet(np.ones(5))
        cross, entropy = -(q * np.log(p)).sum(), -(q * np.log(q)).sum()
        kl = (q * np.log(q / p)).sum()
        near(cross, entropy + kl)
        assert kl > 0


@of(CE)
def gradient_is_p_minus_y_also_for_soft_targets_and_other_sums():
    r = rng()
    for scale in (1.0, 2.5):
        z, t = r.normal(size=6), r.dirichlet(np.ones(6)) * scale
        near(gradient(lambda z: -(t * (z - lse(z))).sum(), z), scale * softmax(z) - t, absolute=1e-8)
    y = one_hot(2, 6)
    near(gradient(lambda z: lse(z) - z[2], z), softmax(z) - y, absolute=1e-8)


@of(CE)
def hessian_is_positive_semidefinite_and_entries_are_bounded():
    r = rng()
    for _ in range(300):
        p = softmax(r.normal(size=5) * 5)
        h = np.diag(p) - np.outer(p, p)
        assert np.linalg.eigvalsh(h).min() > -1e-12
        g = p - one_hot(r.integers(5), 5)
        assert abs(g).max() <= 1 and abs(g.sum()) < 1e-12
    z = r.normal(size=5)
    near(jacobian(softmax, z), np.diag(softmax(z)) - np.outer(softmax(z), softmax(z)), absolute=1e-8)


@of(CE)
def the_sure_mistake():
    p, y = np.array([0.98, 0.01, 0.01]), one_hot(1, 3)
    says(-log(0.01), "4.61")
    near(p - y, [0.98, -0.99, 0.01])
    near(gradient(lambda z: lse(z) - z[1], np.log(p)), p - y, absolute=1e-8)


@of(CE)
def symmetric_noise():
    c, e = 10, 0.2
    says(1 - e, "0.8")
    says(e / (c - 1), "0.022")
    r = rng()
    for noise, kept in ((0.2, True), (0.89, True), (0.91, False)):
        q = r.dirichlet(np.ones(c))
        noisy = (1 - noise) * q + noise * (1 - q) / (c - 1)
        near(noisy.sum(), 1)
        assert (np.argmax(noisy) == np.argmax(q)) == kept
    labels = r.integers(c, size=400_000)
    flipped = np.where(r.random(labels.size) < e, (labels + r.integers(1, c, size=labels.size)) % c, labels)
    near(np.mean(flipped[labels == 3] == 5), e / (c - 1), relative=0.1)


@of(CE)
def noise_matrix_before_the_loss_recovers_the_clean_probabilities():
    r = rng()
    q, c, e = r.dirichlet(np.ones(4)), 4, 0.3
    t = np.full((c, c), e / (c - 1))
    np.fill_diagonal(t, 1 - e)
    seen = t.T @ q
    z = np.zeros(c)
    for _ in range(20_000):
        p = softmax(z)
        by_p = -t @ (seen / (t.T @ p))
        z -= 0.5 * (np.diag(p) - np.outer(p, p)) @ by_p
    near(softmax(z), q, relative=1e-4)


@of(CE)
def bounded_loss_has_its_limits():
    p = np.linspace(1e-6, 1, 1000)
    for power in (0.1, 0.7, 1.0):
        value = (1 - p**power) / power
        assert (value >= 0).all() and (value <= 1 / power).all() and (np.diff(value) < 0).all()
    near((1 - p**1e-6) / 1e-6, -np.log(p), relative=1e-4)


@of(CE)
def error_rate_is_at_most_the_loss_over_log_two():
    r = rng()
    z, c = r.normal(size=(5000, 4)) * 2, r.integers(4, size=5000)
    p = np.apply_along_axis(softmax, 1, z)
    loss = -np.log(p[np.arange(5000), c])
    wrong = p.argmax(1) != c
    assert loss[wrong].min() >= log(2) and wrong.mean() <= loss.mean() / log(2)


@of(CE)
def larger_logits_lower_the_loss_of_a_separated_set_and_temperature_keeps_the_argmax():
    z, c = np.array([[2.0, 0, 1], [0, 3, 1]]), [0, 1]
    losses = [np.mean([lse(s * row) - s * row[k] for row, k in zip(z, c)]) for s in (1, 2, 4, 8)]
    assert losses == sorted(losses, reverse=True)
    assert all(np.argmax(softmax(row / 3.7)) == np.argmax(row) for row in z)


@of(CE)
def lowest_error_and_lowest_cross_entropy_can_differ_in_a_restricted_family():
    # Logistic regression in one variable without a bias; an outlier turns the sign of the fit.
    x = np.array([1.0] * 6 + [30.0])
    y = np.array([1.0] * 6 + [0.0])

    def risk(w):
        return np.mean(np.log1p(np.exp(-(2 * y - 1)[:, None] * x[:, None] * w[None, :])), axis=0)

    w = least(risk, -5, 5)
    error = np.mean((x * w > 0) != (y == 1))
    assert w < 0 and error > 0.8 and np.mean((x > 0) != (y == 1)) < 0.15


@of(CE)
def the_step_of_the_sure_mistake():
    z = np.log(np.array([0.98, 0.01, 0.01]))
    step = -0.1 * (softmax(z) - one_hot(1, 3))
    assert step[1] > 0 > step[0] and abs(step[0] + step[1]) < 0.02 * step[1] and abs(step[2]) < 0.02 * step[1]



# ---------------------------------------------------------------- th-logsumexp
LSE = "th-logsumexp"


@of(LSE)
def where_float32_overflows_and_underflows():
    with np.errstate(all="ignore"):
        assert np.exp(F32(88.7)) < inf and np.exp(F32(88.8)) == inf
        assert np.exp(F32(-103.9)) > 0 and np.exp(F32(-104)) == 0
        assert np.exp(np.float16(11.0)) < inf and np.exp(np.float16(11.2)) == inf
    says(log(np.finfo(F32).max), "88.7")
    says(log(np.finfo(np.float16).max), "11.1")
    assert exp(-103.97) < 1e-45
    with np.errstate(all="ignore"):
        assert np.float32(-1e9).astype(np.float16) == -inf


@of(LSE)
def the_two_examples():
    with np.errstate(all="ignore"):
        for value, plain, text in ((1000, inf, "1000.69"), (-1000, -inf, "−999.31")):
            z = np.full(2, value, dtype=F32)
            assert np.log(np.exp(z).sum()) == plain
            says(float(lse(z.astype(float))), text)
            near(lse(z), lse(z.astype(float)), relative=1e-6)


@of(LSE)
def identity_for_every_shift_and_bounds():
    r = rng()
    for _ in range(200):
        z = r.normal(size=7) * 3
        c = r.normal() * 5
        near(c + np.log(np.exp(z - c).sum()), lse(z))
        shifted = np.exp(z - z.max()).sum()
        assert 1 <= shifted <= 7 and z.max() <= lse(z) <= z.max() + log(7) + 1e-12
    for t in (1.0, 0.1, 0.01):
        assert z.max() - 1e-12 <= t * lse(z / t) <= z.max() + t * log(7) + 1e-12
    near(lse(z + 2.5), lse(z) + 2.5)


@of(LSE)
def the_mean_is_no_safe_shift():
    z = np.array([0, 0, 0, 400], dtype=F32)
    assert z.mean() == 100 and (z - z.mean()).max() == 300
    with np.errstate(all="ignore"):
        assert np.exp(z - z.mean()).sum() == inf
    near(lse(z), 400)


@of(LSE)
def gradient_is_softmax_and_curvature_is_a_variance():
    r = rng()
    z, v = r.normal(size=5), r.normal(size=5)
    p = softmax(z)
    near(gradient(lse, z), p, absolute=1e-8)
    h = jacobian(softmax, z)
    near(h, np.diag(p) - np.outer(p, p), absolute=1e-8)
    near(v @ h @ v, (p * v**2).sum() - (p @ v) ** 2, absolute=1e-7)
    near(h @ np.ones(5), np.zeros(5), absolute=1e-8)
    draws = np.eye(5)[r.choice(5, p=p, size=300_000)]
    near(np.cov(draws.T), h, absolute=5e-3, relative=0)
    for _ in range(200):
        a, b, t = r.normal(size=5) * 4, r.normal(size=5) * 4, r.random()
        assert lse(t * a + (1 - t) * b) <= t * lse(a) + (1 - t) * lse(b) + 1e-12


@of(LSE)
def log_of_a_stable_softmax_still_fails():
    z = np.array([0, -110], dtype=F32)
    with np.errstate(all="ignore"):
        assert np.log(softmax(z))[1] == -inf
    near(z[1] - lse(z), -110)
    z = np.array([0, -103], dtype=F32)
    assert softmax(z)[1] > 0


@of(LSE)
def the_empty_row():
    z = np.full(3, -inf)
    with np.errstate(all="ignore"):
        assert isnan(lse(z)) and np.isnan(softmax(z)).all()
        assert np.log(np.exp(z).sum()) == -inf
        assert isnan(lse(np.array([inf, 0.0])))  # hence: whenever the maximum is infinite
        assert isnan(0 * float("nan"))
    near(softmax(np.full(3, -1e9)), np.full(3, 1 / 3))


@of(LSE)
def one_pass_and_merging():
    def push(state, x):
        m, s = state
        m2 = max(m, x)
        return m2, s * exp(m - m2) + exp(x - m2)

    def merge(a, b):
        m = max(a[0], b[0])
        return m, a[1] * exp(a[0] - m) + b[1] * exp(b[0] - m)

    def fold(values):
        state = (-inf, 0.0)
        for x in values:
            state = push(state, x)
        return state

    z = rng().normal(size=50) * 20
    m, s = fold(z)
    near(m + log(s), lse(z))
    a, b, c = fold(z[:10]), fold(z[10:25]), fold(z[25:])
    left, right = merge(merge(a, b), c), merge(a, merge(b, c))
    near(left, right)
    near(left[0] + log(left[1]), lse(z))


@of(LSE)
def rounding_near_a_thousand():
    ulp = float(np.spacing(F32(1000)))
    says(ulp / 2, "3e-05")
    z = np.array([1000, 990], dtype=F32)
    true = log(1 + exp(-10))
    by_lse = float(lse(z) - z[0])
    s = np.exp(z - z.max()).sum()
    by_shift = float(np.log(s) - (z[0] - z.max()))
    assert abs(by_lse - true) / true > 0.3 and abs(by_shift - true) / true < 0.01


@of(LSE)
def small_constant_caps_the_loss():
    says(-log(1e-8), "18.4")
    assert gradient(lambda z: -np.log(softmax(z)[0] + 1e-8), [-30.0, 0])[0] > -1e-3
    near(gradient(lambda z: -(z[0] - lse(z)), [-30.0, 0])[0], -1)


@of(LSE)
def subnormals_begin_at_87_and_a_leading_minus_infinity_gives_nan():
    with np.errstate(all="ignore"):
        assert np.exp(F32(-87.3)) >= np.finfo(F32).tiny > np.exp(F32(-87.4)) > 0
        m, s, x = F32(-inf), F32(0), F32(-inf)
        assert isnan(s * np.exp(m - max(m, x)) + np.exp(x - max(m, x)))
        m, s, x = F32(0), F32(1), F32(-inf)
        assert s * np.exp(m - max(m, x)) + np.exp(x - max(m, x)) == 1


@of(LSE)
def the_maximum_only_has_to_be_met_roughly():
    z = np.array([1000, 990, -1000], dtype=F32)
    with np.errstate(all="ignore"):
        for a in (980, 1000, 1020):
            near(a + np.log(np.exp(z - F32(a)).sum()), lse(z.astype(float)), relative=1e-6)



# ---------------------------------------------------------------- th-replace-softmax-ce
REPLACE = "th-replace-softmax-ce"


@of(REPLACE)
def a_thousand_sigmoids_at_the_first_step():
    says(1000 * log(2), "693")
    says(log(1000), "6.9")
    says(-log(999), "−6.9")
    near(sigmoid(-log(999)), 1 / 1000)
    p = 1 / 1000
    says(-log(p) - 999 * log(1 - p), "7.9")
    y = one_hot(3, 5)
    z = rng().normal(size=5)
    near(gradient(lambda z: -(y * np.log(sigmoid(z)) + (1 - y) * np.log(1 - sigmoid(z))).sum(), z), sigmoid(z) - y, absolute=1e-8)
    q = 0.3
    near(sigmoid(least(lambda z: -q * np.log(sigmoid(z)) - (1 - q) * np.log(1 - sigmoid(z)), -6, 6)), q, relative=1e-3)


@of(REPLACE)
def a_million_classes():
    c, d = 10**6, 512
    says(c * d, "5.1e8")
    says(c * d * 4 / 1e9, "2")
    says(1024 * c * 4 / 1e9, "4.1")


@of(REPLACE)
def sampled_softmax_with_correction_tends_to_the_full_one_and_is_biased():
    r = rng()
    z, c = r.normal(size=40) * 2, 4
    q = r.dirichlet(np.ones(39))
    others = np.delete(np.arange(40), c)
    full = softmax(z) - one_hot(c, 40)

    def mean_gradient(k, correct, rounds):
        total = np.zeros(40)
        for _ in range(rounds):
            drawn = r.choice(others, size=k, p=q)
            at = np.concatenate([[c], drawn])
            shift = np.concatenate([[0], np.log(k * q[np.searchsorted(others, drawn)])])
            p = softmax(z[at] - (shift if correct else 0))
            np.add.at(total, at, p)
            total[c] -= 1
        return total / rounds

    small, large = mean_gradient(3, True, 20_000), mean_gradient(3000, True, 300)
    assert abs(large - full).max() < 0.01
    assert abs(small - full).max() > 0.02, abs(small - full).max()
    plain = mean_gradient(3000, False, 50)
    pushed = np.argmax(q)
    assert plain[others[pushed]] > 1.5 * full[others[pushed]]


@of(REPLACE)
def focal_loss():
    assert abs(0.1**2 - 0.01) < 1e-12

    def binary(q, g):
        return lambda p: -q * (1 - p) ** g * np.log(p) - (1 - q) * p**g * np.log(1 - p)

    best = least(binary(0.9, 2), 0.001, 0.999)
    says(best, "0.69")
    stands_for = min(np.linspace(0.5, 0.99, 491), key=lambda q: abs(least(binary(q, 2), 0.001, 0.999, 2001) - 0.7))
    says(stands_for, "0.9")
    near(least(binary(0.9, 0), 0.001, 0.999), 0.9, relative=1e-3)
    at = [least(binary(q, 2), 0.0005, 0.9995) for q in np.linspace(0.05, 0.95, 19)]
    assert at == sorted(at)
    assert all(abs(p - 0.5) < abs(q - 0.5) for p, q in zip(at, np.linspace(0.05, 0.95, 19)) if abs(q - 0.5) > 1e-9)


@of(REPLACE)
def focal_gradient_at_a_sure_mistake_does_not_fade_like_brier():
    p = np.array([0.001, 0.999])
    focal = gradient(lambda z: -(1 - softmax(z)[0]) ** 2 * np.log(softmax(z)[0]), np.log(p))
    brier = gradient(lambda z: ((softmax(z) - one_hot(0, 2)) ** 2).sum(), np.log(p))
    assert abs(focal[0]) > 0.9 and abs(brier[0]) < 0.01


@of(REPLACE)
def hinge_misses_the_best_class_without_a_majority():
    q = np.array([0.4, 0.3, 0.3])

    def risk(z):
        return sum(q[k] * max(0, 1 + max(np.delete(z, k)) - z[k]) for k in range(3))

    near(risk(np.zeros(3)), 1)
    r = rng()
    assert min(risk(r.normal(size=3) * s) for s in (0.01, 0.1, 1, 3) for _ in range(5000)) >= 1 - 1e-12
    q = np.array([0.6, 0.2, 0.2])
    assert risk(np.array([1.0, 0, 0])) < risk(np.zeros(3))
    z = np.array([3.0, 1, 0])
    near(gradient(lambda z: max(0, 1 + max(z[1], z[2]) - z[0]), z), np.zeros(3))


@of(REPLACE)
def brier_is_proper_and_at_most_two():
    r = rng()
    q = r.dirichlet(np.ones(4))
    def expected(p): return sum(q[k] * ((p - one_hot(k, 4)) ** 2).sum() for k in range(4))
    assert all(expected(r.dirichlet(np.ones(4))) > expected(q) for _ in range(500))
    assert all(((softmax(r.normal(size=4) * 9) - one_hot(0, 4)) ** 2).sum() <= 2 for _ in range(500))


@of(REPLACE)
def cosine_logits_need_a_scale():
    says(-log(exp(1) / (exp(1) + 999 * exp(-1))), "4.9")
    best = max(softmax(np.concatenate([[a], np.full(999, b)]))[0] for a in (-1, 0, 1.0) for b in (-1.0, 0, 1))
    near(best, exp(1) / (exp(1) + 999 * exp(-1)))
    assert -log(1 / (1 + 999 * exp(-30))) < 1e-9  # with s = 30 and the others at right angles


def sparsemax(z):
    order = np.sort(z)[::-1]
    sums = np.cumsum(order)
    k = np.nonzero(1 + np.arange(1, z.size + 1) * order > sums)[0][-1] + 1
    return np.maximum(z - (sums[k - 1] - 1) / k, 0)


@of(REPLACE)
def sparsemax_projects_and_has_its_own_loss():
    near(sparsemax(np.array([1, 0.8, 0.1])), [0.6, 0.4, 0])
    r = rng()
    for _ in range(50):
        z = r.normal(size=4)
        p = sparsemax(z)
        near(p.sum(), 1)
        assert all(((p - z) ** 2).sum() <= ((r.dirichlet(np.ones(4) * 0.5) - z) ** 2).sum() + 1e-12 for _ in range(100))

        def loss(z, c=1):
            p = sparsemax(z)
            tau = (z - p)[p > 0].mean()
            return -z[c] + 0.5 * (z[p > 0] ** 2 - tau**2).sum() + 0.5
        near(gradient(loss, z), p - one_hot(1, 4), absolute=1e-5)


@of(REPLACE)
def prototypes_are_a_linear_head_and_grow_sure_far_away():
    r = rng()
    f, c = r.normal(size=3), r.normal(size=(5, 3))
    by_distance = softmax(-((f - c) ** 2).sum(1))
    near(by_distance, softmax(2 * c @ f - (c**2).sum(1)))
    assert softmax(-((1000 * f - c) ** 2).sum(1)).max() > 0.9999
    assert softmax(c @ (1000 * f)).max() > 0.9999
    z = r.normal(size=5)
    near(softmax(z), softmax(z + 11))
    assert abs(lse(z + 11) - lse(z) - 11) < 1e-9


@of(REPLACE)
def sampling_from_the_softmax_over_the_wrong_classes_is_unbiased():
    r = rng()
    z, c, k = r.normal(size=12) * 2, 4, 3
    others = np.delete(np.arange(12), c)
    q = softmax(z[others])
    rounds, total = 40_000, np.zeros(12)
    for drawn in r.choice(11, size=(rounds, k), p=q):
        p = softmax(np.concatenate([[z[c]], z[others[drawn]] - np.log(k * q[drawn])]))
        near(p[0], softmax(z)[c])  # the normaliser is exact, whatever was drawn
        np.add.at(total, np.concatenate([[c], others[drawn]]), p)
    near(total / rounds, softmax(z), relative=0, absolute=0.01)


@of(REPLACE)
def cross_entropy_is_blind_to_the_level_of_the_logits():
    z = rng().normal(size=6)
    near((softmax(z) - one_hot(2, 6)).sum(), 0)
    near(lse(z + 9) - (z + 9)[2], lse(z) - z[2])



# ---------------------------------------------------------------- th-ce-vs-mse-classification
MSE = "th-ce-vs-mse-classification"


@of(MSE)
def both_gradients():
    r = rng()
    for _ in range(20):
        z, c = r.normal(size=5) * 2, r.integers(5)
        p, y = softmax(z), one_hot(c, 5)
        j = np.diag(p) - np.outer(p, p)
        near(gradient(lambda z: lse(z) - z[c], z), p - y, absolute=1e-8)
        by_matrix = 2 * j @ (p - y)
        near(gradient(lambda z: ((softmax(z) - y) ** 2).sum(), z), by_matrix, absolute=1e-8)
        near(2 * p * ((p - y) - (p * (p - y)).sum()), by_matrix)
        near(j[c], p[c] * (y - p))
        near(j, j.T)
        near(by_matrix.sum(), 0)
        diagonal_only = 2 * p * (1 - p) * (p - y)
        assert abs(diagonal_only.sum()) > 1e-6


@of(MSE)
def one_sigmoid_output():
    z = log(0.001 / 0.999)
    near(sigmoid(z), 0.001)
    mse = gradient(lambda z: (sigmoid(z[0]) - 1) ** 2, [z])[0]
    near(mse, 2 * (0.001 - 1) * 0.001 * 0.999, relative=1e-4)
    says(mse, "−0.002")
    near(gradient(lambda z: -np.log(sigmoid(z[0])), [z])[0], -0.999, relative=1e-5)
    assert 495 < 0.999 / abs(mse) < 505  # "five hundred times"


@of(MSE)
def strongest_push_at_one_third():
    s = least(lambda s: -2 * s * (1 - s) ** 2, 0, 1)
    near(s, 1 / 3, relative=1e-4)
    near(2 * s * (1 - s) ** 2, 8 / 27)
    says(8 / 27, "0.30")

    def curvature(p, h=1e-3):
        z = log(p / (1 - p))
        f = lambda z: (sigmoid(z) - 1) ** 2
        return (f(z + h) - 2 * f(z) + f(z - h)) / h**2
    assert curvature(0.32) < 0 < curvature(0.35) and curvature(0.01) < 0


@of(MSE)
def at_the_start():
    c = 1000
    p, y = np.full(c, 1 / c), one_hot(0, c)
    near((p * (p - y)).sum(), 0)
    mse = 2 * p[0] * ((p - y)[0] - (p * (p - y)).sum())
    near(mse, (2 / c) * (1 / c - 1))
    says(mse, "−0.002")
    says((p - y)[0], "−0.999")
    near((p - y)[0] / mse, 500)


@of(MSE)
def vanishes_at_every_corner_and_is_not_convex():
    for k in range(3):
        p = softmax(30 * one_hot(k, 3))
        assert abs(np.diag(p) - np.outer(p, p)).max() < 1e-12
    def m(z): return ((softmax(np.array([z, 0.0])) - one_hot(0, 2)) ** 2).sum()
    assert m(-5) > (m(-10) + m(0)) / 2
    assert m(-50) <= 2 and lse(np.array([-50.0, 0])) + 50 > 49.9


@of(MSE)
def a_sure_mistake_loses_its_pull_but_raw_outputs_keep_it():
    y = one_hot(0, 2)
    sizes = [abs(gradient(lambda z: ((softmax(z) - y) ** 2).sum(), [-g, 0.0])).max() for g in (2, 6, 12)]
    assert sizes[0] > 10 * sizes[1] > 1000 * sizes[2]
    near(gradient(lambda z: ((z - y) ** 2).sum(), [3.0, -2.0]), 2 * (np.array([3.0, -2.0]) - y), absolute=1e-6)


@of(MSE)
def rounding_in_float32():
    one = F32(1)
    with np.errstate(all="ignore"):
        assert one / (one + np.exp(-F32(17))) == 1 and one / (one + np.exp(-F32(16))) < 1
        assert np.exp(F32(-104)) / (one + np.exp(F32(-104))) == 0 and np.exp(F32(-103)) > 0
        assert np.log(F32(0)) == -inf


@of(MSE)
def the_diagonal_alone_is_half_of_it_for_two_classes():
    for s in (0.01, 0.3, 0.9):
        p, y = np.array([s, 1 - s]), one_hot(0, 2)
        near(2 * (np.diag(p) - np.outer(p, p)) @ (p - y), 2 * (2 * p * (1 - p) * (p - y)))


@of(MSE)
def every_entry_starts_half_of_c_times_smaller():
    for c in (3, 1000):
        p, y = np.full(c, 1 / c), one_hot(0, c)
        near((p - y) / (2 * p * ((p - y) - (p * (p - y)).sum())), np.full(c, c / 2))


@of(MSE)
def the_plain_sigmoid_reaches_zero_sooner():
    with np.errstate(all="ignore"):
        assert 1 / (1 + np.exp(F32(88.8))) == 0 < 1 / (1 + np.exp(F32(88.6)))



# ---------------------------------------------------------------- th-linear-layer-backprop
LINEAR = "th-linear-layer-backprop"


@of(LINEAR)
def the_three_gradients_and_their_indices():
    r = rng()
    n, d, m = 3, 4, 5
    x, w, b, g = r.normal(size=(n, d)), r.normal(size=(d, m)), r.normal(size=m), r.normal(size=(n, m))
    def loss(x=x, w=w, b=b): return (g * (x @ w + b)).sum()
    near(gradient(lambda v: loss(x=v), x), g @ w.T, relative=1e-7)
    near(gradient(lambda v: loss(w=v), w), x.T @ g, relative=1e-7)
    near(gradient(lambda v: loss(b=v), b), g.sum(0), relative=1e-7)
    near(np.einsum("nd,nm->dm", x, g), x.T @ g)
    near(np.einsum("nm,dm->nd", g, w), g @ w.T)
    error = abs(gradient(lambda v: loss(w=v), w) - x.T @ g).max() / abs(x.T @ g).max()
    assert error < 1e-8, error
    assert g.shape[1] != x.T.shape[0]  # G Xᵀ does not even exist


@of(LINEAR)
def a_second_division_makes_the_step_n_times_too_small():
    x, t = rng().normal(size=(6, 3)), rng().normal(size=6)
    w = np.zeros(3)
    true = gradient(lambda w: np.mean((x @ w - t) ** 2), w)
    g = 2 * (x @ w - t) / 6
    near(true, 6 * (x.T @ g / 6), absolute=1e-8)


@of(LINEAR)
def mean_sits_in_g():
    r = rng()
    x, w, t = r.normal(size=(6, 3)), r.normal(size=(3, 2)), r.normal(size=(6, 2))
    def loss(w): return np.mean(((x @ w - t) ** 2).sum(1))
    g = 2 * (x @ w - t) / 6
    near(gradient(loss, w), x.T @ g, absolute=1e-8)


@of(LINEAR)
def other_layout():
    r = rng()
    x, v, g = r.normal(size=(3, 4)), r.normal(size=(5, 4)), r.normal(size=(3, 5))
    near(gradient(lambda a: (g * (a @ v.T)).sum(), x), g @ v, absolute=1e-8)
    near(gradient(lambda a: (g * (x @ a.T)).sum(), v), g.T @ x, absolute=1e-8)


@of(LINEAR)
def more_axes():
    r = rng()
    x, w, g = r.normal(size=(2, 3, 4)), r.normal(size=(4, 5)), r.normal(size=(2, 3, 5))
    near(gradient(lambda a: (g * (x @ a)).sum(), w), x.reshape(6, 4).T @ g.reshape(6, 5), absolute=1e-8)
    near(np.einsum("btd,btm->dm", x, g), x.reshape(6, 4).T @ g.reshape(6, 5))
    near(gradient(lambda a: (g * (a @ w)).sum(), x), g @ w.T, absolute=1e-8)


def conv1x1(x, k, b):
    """By the definition, without any reshaping."""
    n, _, h, w = x.shape
    y = np.zeros((n, k.shape[0], h, w))
    for at in np.ndindex(y.shape):
        y[at] = b[at[1]] + sum(k[at[1], c] * x[at[0], c, at[2], at[3]] for c in range(k.shape[1]))
    return y


@of(LINEAR)
def pointwise_gradients():
    r = rng()
    x, k, b, g = r.normal(size=(2, 3, 4, 5)), r.normal(size=(6, 3)), r.normal(size=6), r.normal(size=(2, 6, 4, 5))
    rows, grows = x.transpose(0, 2, 3, 1).reshape(-1, 3), g.transpose(0, 2, 3, 1).reshape(-1, 6)
    near(gradient(lambda a: (g * conv1x1(x, a, b)).sum(), k), (rows.T @ grows).T, absolute=1e-7)
    near(gradient(lambda a: (g * conv1x1(x, k, a)).sum(), b), g.sum((0, 2, 3)), absolute=1e-7)


@of(LINEAR)
def equal_sizes_let_wrong_products_pass():
    a = np.ones((4, 4))
    assert (a @ a.T).shape == (a.T @ a).shape == (a @ a).shape


@of(LINEAR)
def a_larger_step_leaves_less_rounding():
    r = rng()
    x, w, g = r.normal(size=(3, 4)), r.normal(size=(4, 5)), r.normal(size=(3, 5))
    def error(h): return abs(gradient(lambda v: (g * (x @ v)).sum(), w, h) - x.T @ g).max()
    assert error(1.0) < 1e-13 and error(1.0) < error(1e-5)


@of(LINEAR)
def by_differentials_too():
    r = rng()
    x, w, g, dx, dw = (r.normal(size=s) for s in ((3, 4), (4, 5), (3, 5), (3, 4), (4, 5)))
    near(np.trace(g.T @ (dx @ w + x @ dw)), np.trace((g @ w.T).T @ dx) + np.trace((x.T @ g).T @ dw))



# ---------------------------------------------------------------- th-batchnorm
BN = "th-batchnorm"


def batchnorm(x, gamma, beta, eps=1e-5):
    mean, var = x.mean((0, 2, 3), keepdims=True), x.var((0, 2, 3), keepdims=True)
    return gamma.reshape(1, -1, 1, 1) * (x - mean) / np.sqrt(var + eps) + beta.reshape(1, -1, 1, 1)


def conv(x, k, b, pad=0, fill=0.0):
    x = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)), constant_values=fill)
    size = k.shape[2]
    h, w = x.shape[2] - size + 1, x.shape[3] - size + 1
    y = np.zeros((x.shape[0], k.shape[0], h, w))
    for i in range(size):
        for j in range(size):
            y += np.einsum("nchw,kc->nkhw", x[:, :, i:i + h, j:j + w], k[:, :, i, j])
    return y + b.reshape(1, -1, 1, 1)


@of(BN)
def folding_backwards_is_exact_and_forwards_fails_at_padding():
    r = rng()
    x, k, b = r.normal(size=(2, 3, 5, 5)), r.normal(size=(4, 3, 3, 3)), r.normal(size=4)
    gamma, beta, mu, v, eps = r.normal(size=4), r.normal(size=4), r.normal(size=4), r.random(4) + 0.5, 1e-5
    shape = (1, -1, 1, 1)
    a = gamma / np.sqrt(v + eps)
    want = a.reshape(shape) * (conv(x, k, b, 1) - mu.reshape(shape)) + beta.reshape(shape)
    near(conv(x, a.reshape(-1, 1, 1, 1) * k, beta + a * (b - mu), 1), want, absolute=1e-10)
    # Forward: affine on the input channels, then a convolution.
    a, s = r.normal(size=3), r.normal(size=3)
    inside = a.reshape(shape) * x + s.reshape(shape)
    folded_k, folded_b = k * a.reshape(1, 3, 1, 1), b + np.einsum("kcij,c->k", k, s)
    near(conv(inside, k, b, 0), conv(x, folded_k, folded_b, 0), absolute=1e-10)
    difference = abs(conv(inside, k, b, 1) - conv(x, folded_k, folded_b, 1))
    assert difference.max() > 0.1 and difference[:, :, 1:-1, 1:-1].max() < 1e-10


@of(BN)
def a_bias_before_it_does_nothing():
    r = rng()
    x, b = r.normal(size=(4, 3, 2, 2)), r.normal(size=3)
    near(batchnorm(x + b.reshape(1, -1, 1, 1), np.ones(3), np.zeros(3)), batchnorm(x, np.ones(3), np.zeros(3)), absolute=1e-10)


@of(BN)
def two_values_leave_only_a_sign():
    r = rng()
    x = r.normal(size=(2, 6, 1, 1)) * 10
    y = batchnorm(x, np.ones(6), np.zeros(6), eps=0)
    near(abs(y), np.ones_like(y))
    near(x.var((0, 2, 3), ddof=1), 2 * x.var((0, 2, 3)))
    assert abs(32 * 14 * 14 / (32 * 14 * 14 - 1) - 1) < 2e-4


@of(BN)
def backward_pass():
    r = rng()
    x, g, gamma, beta, eps = r.normal(size=9), r.normal(size=9), 1.7, 0.3, 1e-5
    def forward(x): return gamma * (x - x.mean()) / np.sqrt(x.var() + eps) + beta
    hat = (x - x.mean()) / np.sqrt(x.var() + eps)
    want = gamma / np.sqrt(x.var() + eps) * (g - g.mean() - hat * (g * hat).mean())
    got = gradient(lambda x: (g * forward(x)).sum(), x)
    near(got, want, absolute=1e-7)
    assert abs(got.sum()) < 1e-8
    no_eps = gradient(lambda x: (g * (x - x.mean()) / x.std()).sum(), x)
    assert abs(no_eps @ hat) < 1e-7  # the part that would scale the channel is gone too


@of(BN)
def scale_of_the_weights_before_it():
    r = rng()
    x, w, g = r.normal(size=(8, 3)), r.normal(size=3), r.normal(size=8)
    def loss(w):
        u = x @ w
        return (g * (u - u.mean()) / u.std()).sum()
    near(loss(w), loss(5 * w))
    near(gradient(loss, 5 * w), gradient(loss, w) / 5, absolute=1e-7)
    assert abs(gradient(loss, w) @ w) < 1e-7


@of(BN)
def examples_are_coupled_in_training():
    r = rng()
    x = r.normal(size=(4, 2, 1, 1))
    y = batchnorm(x, np.ones(2), np.zeros(2))
    x[3] += 1
    assert abs(batchnorm(x, np.ones(2), np.zeros(2))[0] - y[0]).max() > 1e-3


@of(BN)
def running_average_after_22_steps():
    assert 0.9**22 < 0.1 < 0.9**21


@of(BN)
def accumulation_keeps_the_small_statistics():
    x = rng().normal(size=(8, 1, 1, 1))
    parts = np.concatenate([batchnorm(p, np.ones(1), np.zeros(1)) for p in np.split(x, 4)])
    assert abs(parts - batchnorm(x, np.ones(1), np.zeros(1))).max() > 0.1


@of(BN)
def a_bias_before_it_is_in_the_mean_and_cancels_in_the_folded_one():
    r = rng()
    x, b = r.normal(size=50), 3.0
    near(b - (x + b).mean(), -x.mean())



# ---------------------------------------------------------------- th-conv-1x1
CONV = "th-conv-1x1"


@of(CONV)
def equals_a_linear_layer_with_channels_last():
    r = rng()
    x, k, b = r.normal(size=(2, 3, 4, 5)), r.normal(size=(6, 3)), r.normal(size=6)
    want = conv1x1(x, k, b)
    rows = x.transpose(0, 2, 3, 1).reshape(-1, 3)
    near((rows @ k.T + b).reshape(2, 4, 5, 6).transpose(0, 3, 1, 2), want)
    near(conv(x, k[:, :, None, None], b), want)
    wrong = (x.reshape(-1, 3) @ k.T + b).reshape(2, 4, 5, 6).transpose(0, 3, 1, 2)
    assert abs(wrong - want).max() > 0.1


@of(CONV)
def two_in_a_row_are_one_and_it_merges_into_the_next():
    r = rng()
    x, k1, k2 = r.normal(size=(1, 3, 4, 4)), r.normal(size=(5, 3)), r.normal(size=(2, 5))
    zero = np.zeros
    near(conv1x1(conv1x1(x, k1, zero(5)), k2, zero(2)), conv1x1(x, k2 @ k1, zero(2)))
    k3 = r.normal(size=(2, 5, 3, 3))
    near(conv(conv1x1(x, k1, zero(5)), k3, zero(2)), conv(x, np.einsum("kcij,cd->kdij", k3, k1), zero(2)), absolute=1e-10)


@of(CONV)
def bottleneck_count():
    parts = [256 * 64, 9 * 64 * 64, 64 * 256]
    assert parts == [16384, 36864, 16384] and sum(parts) == 69632 and 9 * 256 * 256 == 589824
    says(589824 / 69632, "8.5")


@of(CONV)
def separable_count():
    depthwise, pointwise = 9 * 256, 256 * 256
    assert (depthwise, pointwise) == (2304, 65536)
    says(100 * pointwise / (depthwise + pointwise), "97")
    says(589824 / (depthwise + pointwise), "8.7")


@of(CONV)
def stride_two_reads_one_pixel_in_four():
    r = rng()
    x, k, b = r.normal(size=(1, 3, 6, 8)), r.normal(size=(2, 3)), r.normal(size=2)
    want = conv1x1(x, k, b)[:, :, ::2, ::2]
    near(conv1x1(x[:, :, ::2, ::2], k, b), want)
    assert x[:, :, ::2, ::2].size * 4 == x.size


@of(CONV)
def dense_head_is_a_seven_by_seven_convolution():
    r = rng()
    x, w, b = r.normal(size=(2, 3, 7, 7)), r.normal(size=(4, 3 * 49)), r.normal(size=4)
    near(conv(x, w.reshape(4, 3, 7, 7), b)[:, :, 0, 0], x.reshape(2, -1) @ w.T + b)
    wide = r.normal(size=(1, 3, 9, 10))
    scores = conv(wide, w.reshape(4, 3, 7, 7), b)
    near(scores[0, :, 1, 2], wide[:, :, 1:8, 2:9].reshape(1, -1)[0] @ w.T + b)


@of(CONV)
def its_bias_keeps_it_from_merging_at_zero_padding():
    r = rng()
    x, k1, b1 = r.normal(size=(1, 3, 5, 5)), r.normal(size=(5, 3)), r.normal(size=5)
    k3, b3 = r.normal(size=(2, 5, 3, 3)), r.normal(size=2)
    merged, bias = np.einsum("kcij,cd->kdij", k3, k1), b3 + np.einsum("kcij,c->k", k3, b1)
    near(conv(conv1x1(x, k1, b1), k3, b3), conv(x, merged, bias), absolute=1e-10)
    difference = abs(conv(conv1x1(x, k1, b1), k3, b3, 1) - conv(x, merged, bias, 1))
    assert difference.max() > 0.1 and difference[:, :, 1:-1, 1:-1].max() < 1e-10
    near(conv(conv1x1(x, k1, 0 * b1), k3, b3, 1), conv(x, merged, b3, 1), absolute=1e-10)
    k2, b2 = r.normal(size=(2, 5)), r.normal(size=2)
    near(conv1x1(conv1x1(x, k1, b1), k2, b2), conv1x1(x, k2 @ k1, k2 @ b1 + b2))



# ---------------------------------------------------------------- th-lstm-vanishing
LSTM = "th-lstm-vanishing"


@of(LSTM)
def numbers_over_a_hundred_steps():
    says(0.5**100, "8e-31")
    says(sigmoid(1.0), "0.731")
    says(sigmoid(1.0) ** 100, "2.5e-14")
    says(0.9**100, "3e-05")
    says(0.99**100, "0.37")
    says(log(99), "4.6")
    near(sigmoid(log(99)), 1 - 1 / 100)
    near((1 - 1 / 100) ** 100, exp(-1), relative=0.01)


@of(LSTM)
def plain_factor_and_its_bounds():
    r = rng()
    w, u, x, h = r.normal(size=(4, 4)), r.normal(size=(4, 2)), r.normal(size=2), r.normal(size=4)
    step = lambda h: np.tanh(w @ h + u @ x)
    near(jacobian(step, h), np.diag(1 - step(h) ** 2) @ w, absolute=1e-7)
    small = 0.9 * w / np.linalg.norm(w, 2)
    large = 1.5 * w / np.linalg.norm(w, 2)
    for matrix, drive in ((small, 0.0), (large, 3.0)):
        h, product = r.normal(size=4), np.eye(4)
        for _ in range(100):
            h = np.tanh(matrix @ h + drive)
            product = np.diag(1 - h**2) @ matrix @ product
        assert np.linalg.norm(product, 2) < 1e-4  # the second: above 1, yet saturated
    product = np.eye(4)
    for _ in range(100):
        product = 0.9 * product
    assert np.linalg.norm(product, 2) <= 0.9**100 * 1.0001


@of(LSTM)
def plain_network_can_explode():
    q, _ = np.linalg.qr(rng().normal(size=(4, 4)))
    product = np.eye(4)
    for _ in range(100):
        product = 1.2 * q @ product  # h stays at 0, so tanh has slope 1
    assert np.linalg.norm(product, 2) > 1e7


class Cell:
    """An LSTM; `recurrent` scales the weights on the previous output."""

    def __init__(self, n, recurrent, bias_f):
        r = rng()
        self.w = {k: recurrent * r.normal(size=(n, n)) for k in "fiog"}
        self.u = {k: 0.5 * r.normal(size=(n, 2)) for k in "fiog"}
        self.b = {"f": bias_f, "i": 0.0, "o": 0.0, "g": 0.0}
        self.x = r.normal(size=(200, 2))

    def step(self, h, c, t):
        a = {k: self.w[k] @ h + self.u[k] @ self.x[t] + self.b[k] for k in "fiog"}
        f, i, o, g = sigmoid(a["f"]), sigmoid(a["i"]), sigmoid(a["o"]), np.tanh(a["g"])
        c = f * c + i * g
        return o * np.tanh(c), c, f, i, o, g


@of(LSTM)
def full_one_step_jacobian():
    n = 4
    cell, r = Cell(n, 0.8, 1.0), rng()
    c_prev, o_prev = r.normal(size=n), r.random(n)
    h_prev = o_prev * np.tanh(c_prev)
    _, _, f, i, _, g = cell.step(h_prev, c_prev, 0)
    inner = (np.diag(c_prev * f * (1 - f)) @ cell.w["f"] + np.diag(g * i * (1 - i)) @ cell.w["i"]
             + np.diag(i * (1 - g**2)) @ cell.w["g"])
    want = np.diag(f) + inner @ np.diag(o_prev * (1 - np.tanh(c_prev) ** 2))
    got = jacobian(lambda c: cell.step(o_prev * np.tanh(c), c, 0)[1], c_prev)
    near(got, want, absolute=1e-7)
    assert abs(got - np.diag(f)).max() > 0.05


@of(LSTM)
def only_the_forget_gates_without_recurrent_weights_and_more_with_them():
    n, steps = 4, 30

    def run(cell, c):
        h, product = np.zeros(n), np.ones(n)
        for t in range(steps):
            h, c, f, *_ = cell.step(h, c, t)
            product = product * f
        return c, product

    c0 = rng().normal(size=n)
    closed = Cell(n, 0.0, 3.0)
    near(jacobian(lambda c: run(closed, c)[0], c0), np.diag(run(closed, c0)[1]), absolute=1e-7)
    wide = Cell(n, 4.0, 1.0)
    total = jacobian(lambda c: run(wide, c)[0], c0, h=1e-7)
    assert np.linalg.norm(total, 2) > 3 * run(wide, c0)[1].max()


@of(LSTM)
def one_step_can_grow_although_gates_are_at_most_one():
    r, grown = rng(), 0.0
    for _ in range(200):
        c, o, w = r.normal(size=3), r.random(3), 6 * r.normal(size=(3, 3, 3))
        h = o * np.tanh(c)
        f, i, g = sigmoid(w[0] @ h), sigmoid(w[1] @ h), np.tanh(w[2] @ h)
        inner = np.diag(c * f * (1 - f)) @ w[0] + np.diag(g * i * (1 - i)) @ w[1] + np.diag(i * (1 - g**2)) @ w[2]
        grown = max(grown, np.linalg.norm(np.diag(f) + inner @ np.diag(o * (1 - np.tanh(c) ** 2)), 2))
    assert grown > 2


@of(LSTM)
def residual_link_and_gru_factors():
    r = rng()
    h, w = r.normal(size=3), 0.3 * r.normal(size=(3, 3))
    near(jacobian(lambda h: h + np.tanh(w @ h), h), np.eye(3) + np.diag(1 - np.tanh(w @ h) ** 2) @ w, absolute=1e-8)
    z, candidate = sigmoid(r.normal(size=3)), np.tanh(r.normal(size=3))
    near(jacobian(lambda h: (1 - z) * h + z * candidate, h), np.diag(1 - z), absolute=1e-8)
    assert (1 + 0.1) ** 100 > 1e4


@of(LSTM)
def clipping_keeps_the_shares_of_near_and_distant_steps():
    near_part, far_part = np.array([8.0, 0]), np.array([0, 1e-9])
    total = near_part + far_part
    clipped = total * min(1, 1 / np.linalg.norm(total))
    near(clipped[1] / clipped[0], total[1] / total[0])


@of(LSTM)
def with_the_gates_fixed_the_candidate_still_depends_on_the_cell():
    n = 4
    cell, r = Cell(n, 0.8, 1.0), rng()
    c_prev, o_prev = r.normal(size=n), r.random(n)
    _, _, f, i, _, _ = cell.step(o_prev * np.tanh(c_prev), c_prev, 0)
    def gates_fixed(c): return f * c + i * cell.step(o_prev * np.tanh(c), c, 0)[5]
    assert abs(jacobian(gates_fixed, c_prev) - np.diag(f)).max() > 0.01


@of(LSTM)
def a_residual_link_can_also_shrink():
    near(jacobian(lambda h: h - 0.5 * np.tanh(h), np.zeros(3)), 0.5 * np.eye(3), absolute=1e-8)


@of(LSTM)
def an_orthogonal_matrix_does_not_hold_the_product_once_units_leave_zero():
    q, _ = np.linalg.qr(rng().normal(size=(4, 4)))
    h, product = np.zeros(4), np.eye(4)
    for _ in range(100):
        h = np.tanh(q @ h + 0.5)
        product = np.diag(1 - h**2) @ q @ product
    assert np.linalg.norm(product, 2) < 1e-3



def main(wanted):
    failed = 0
    for question, checks in CHECKS.items():
        if wanted and question not in wanted:
            continue
        passed = 0
        for check in checks:
            try:
                check()
                passed += 1
            except Exception:
                failed += 1
                print(f"{question}: {check.__name__}\n{traceback.format_exc(limit=-2)}")
        print(f"{question}: {passed} of {len(checks)} checks pass")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
