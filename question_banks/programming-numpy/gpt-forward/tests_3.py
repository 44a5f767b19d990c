"""gpt-forward, stage 3: greedy decoding."""

from math import exp, fsum, pi, sqrt, tanh

import numpy as np

import answer
import hotseat_check as check


def norm(row, p):
    mean = row.sum() / row.size
    var = ((row - mean) ** 2).sum() / row.size
    return (row - mean) / sqrt(var + 1e-5) * p["g"] + p["b"]


def attend(rows, p, heads):
    """Query by query and head by head."""
    size = rows.shape[1]
    width, out = size // heads, np.zeros(rows.shape)
    q, k, v = np.split(np.einsum("te,ef->tf", rows, p["c_attn"]["w"]) + p["c_attn"]["b"], 3, axis=1)
    for i in range(len(rows)):
        for h in range(heads):
            cols = slice(h * width, (h + 1) * width)
            scores = [(q[i, cols] * k[j, cols]).sum() / sqrt(width) for j in range(i + 1)]
            weights = [exp(s - max(scores)) for s in scores]
            out[i, cols] = sum(w * v[j, cols] for j, w in enumerate(weights)) / fsum(weights)
    return np.einsum("te,ef->tf", out, p["c_proj"]["w"]) + p["c_proj"]["b"]


def feed(row, p):
    hidden = np.einsum("e,ef->f", row, p["c_fc"]["w"]) + p["c_fc"]["b"]
    acted = [0.5 * h * (1 + tanh(sqrt(2 / pi) * (h + 0.044715 * h**3))) for h in hidden.tolist()]
    return np.einsum("f,fe->e", np.array(acted), p["c_proj"]["w"]) + p["c_proj"]["b"]


def by_definition(ids, params, heads):
    x = np.array([params["wte"][i] + params["wpe"][t] for t, i in enumerate(ids)])
    for block in params["blocks"]:
        x = x + attend(np.array([norm(row, block["ln_1"]) for row in x]), block["attn"], heads)
        x = x + np.array([feed(norm(row, block["ln_2"]), block["mlp"]) for row in x])
    return np.einsum("te,ve->tv", np.array([norm(row, params["ln_f"]) for row in x]), params["wte"])


def draw(rng, vocab=13, context=11, size=6, hidden=7, blocks=2, scale=1.0):
    """Parameters of a small model: no leaf is zero, no scale is one."""
    def some(*shape):
        return scale * rng.standard_normal(shape)

    def line(i, o):
        return {"w": some(i, o), "b": some(o)}

    def scaling():
        return {"g": rng.uniform(0.5, 2.0, size), "b": rng.standard_normal(size)}

    def block():
        return {"ln_1": scaling(), "attn": {"c_attn": line(size, 3 * size), "c_proj": line(size, size)},
                "ln_2": scaling(), "mlp": {"c_fc": line(size, hidden), "c_proj": line(hidden, size)}}

    return {"wte": some(vocab, size), "wpe": some(context, size),
            "blocks": [block() for _ in range(blocks)], "ln_f": scaling()}


def ids_for(rng, params, length):
    return rng.integers(0, len(params["wte"]), length).tolist()


def greedy(ids, params, heads, n):
    new = []
    for _ in range(n):
        row = by_definition(list(ids) + new, params, heads)[-1].tolist()
        new.append(row.index(max(row)))
    return new


def fixed(wte, b, context=5):
    """A model whose logits are wte @ b everywhere."""
    wte = np.array(wte)
    size = wte.shape[1]
    return {"wte": wte, "wpe": np.ones((context, size)), "blocks": [],
            "ln_f": {"g": np.zeros(size), "b": np.array(b)}}


def test_a_worked_example_of_greedy_ids():
    # The logits are 1, 5, 2 at every position.
    params = fixed([[1.0, 0.0], [1.0, 2.0], [0.0, 1.0]], [1.0, 2.0])
    check.equal(answer.generate([2], params, 1, 3), [1, 1, 1], "new ids")


def test_no_new_ids():
    params = fixed([[1.0, 0.0], [1.0, 2.0]], [1.0, 2.0])
    check.equal(answer.generate([1, 0], params, 1, 0), [], "new ids for n = 0")


def test_greedy_ids_match_the_definition():
    with check.fresh_rng() as rng:
        for heads, size, length, n in [(2, 6, 3, 8), (3, 6, 1, 5), (1, 5, 7, 3)]:
            params = draw(rng, size=size)
            ids = ids_for(rng, params, length)
            want = greedy(ids, params, heads, n)
            check.equal(answer.generate(ids, params, heads, n), want, f"new ids after {ids}")


def test_ids_of_an_array_give_python_ints():
    with check.fresh_rng() as rng:
        params = draw(rng)
        ids = rng.integers(0, 13, 5)
        check.equal(answer.generate(ids, params, 2, 3), greedy(ids, params, 2, 3), "new ids")


def test_equal_logits_give_the_lower_id():
    params = fixed([[1.0, 0.0], [1.0, 2.0], [5.0, 0.0], [0.0, 1.0]], [1.0, 2.0])
    check.equal(answer.generate([0, 3], params, 1, 2), [1, 1], "new ids, logits 1, 5, 5, 2")


def test_the_last_new_id_needs_no_position():
    with check.fresh_rng() as rng:
        params = draw(rng, context=7)
        for length, n in [(3, 5), (7, 1), (1, 7), (6, 1)]:
            ids = ids_for(rng, params, length)
            want = greedy(ids, params, 2, n)
            check.equal(answer.generate(ids, params, 2, n), want, f"{n} new ids after {length}, context 7")
        for length, n in [(3, 6), (7, 2), (8, 1), (1, 9)]:
            ids = ids_for(rng, params, length)
            check.rejects(lambda: answer.generate(ids, params, 2, n), f"{n} new ids after {length}, context 7")


def test_ids_and_parameters_stay_unchanged():
    with check.fresh_rng() as rng:
        params = draw(rng)
        ids = ids_for(rng, params, 3)
        want = greedy(ids, params, 2, 4)
        with check.unchanged(params=params, ids=ids):
            for turn in ("first", "second"):
                check.equal(answer.generate(ids, params, 2, 4), want, f"new ids of the {turn} call")
