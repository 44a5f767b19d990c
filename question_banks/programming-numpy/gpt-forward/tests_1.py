"""gpt-forward, stage 1: embeddings, the last norm and the tied head; no blocks."""

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


def test_a_worked_example_without_blocks():
    params = {
        "wte": np.array([[3.0, 1.0], [0.0, 2.0], [-1.0, 1.0]]),
        "wpe": np.array([[0.0, 0.0], [4.0, -2.0]]),
        "blocks": [],
        "ln_f": {"g": np.array([2.0, 3.0]), "b": np.array([0.0, 0.5])},
    }
    # The sums are [3, 1] and [4, 0], so the norms give [a, -a] and [b, -b].
    a, b = 1 / sqrt(1 + 1e-5), 2 / sqrt(4 + 1e-5)
    want = [[3 * 2 * a + (0.5 - 3 * a), 2 * (0.5 - 3 * a), -2 * a + (0.5 - 3 * a)],
            [3 * 2 * b + (0.5 - 3 * b), 2 * (0.5 - 3 * b), -2 * b + (0.5 - 3 * b)]]
    check.close(answer.gpt2([0, 1], params, 1), want, "logits")


def test_shapes_without_blocks():
    with check.fresh_rng() as rng:
        for vocab, context, size, length in [(13, 11, 6, 5), (3, 5, 2, 5), (7, 2, 4, 1)]:
            params = draw(rng, vocab, context, size, blocks=0)
            logits = answer.gpt2(ids_for(rng, params, length), params, 2)
            check.array(logits, f"logits of {length} ids", (length, vocab), np.float64)


def test_random_models_without_blocks():
    with check.fresh_rng() as rng:
        for vocab, context, size, length in [(13, 11, 6, 7), (5, 3, 7, 3), (2, 5, 3, 1), (5, 5, 5, 5)]:
            params = draw(rng, vocab, context, size, blocks=0)
            ids = ids_for(rng, params, length)
            check.close(answer.gpt2(ids, params, 1), by_definition(ids, params, 1), f"logits of {length} ids")


def test_embeddings_of_any_size():
    with check.fresh_rng() as rng:
        for scale in (1e-3, 1e-2, 30.0, 3000.0):
            params = draw(rng, blocks=0, scale=scale)
            ids = ids_for(rng, params, 5)
            check.close(answer.gpt2(ids, params, 2), by_definition(ids, params, 2), f"logits at scale {scale:g}")
        params["wte"][3] = params["wpe"][0] = 1.5  # a row without variance
        check.close(answer.gpt2([3], params, 2), by_definition([3], params, 2), "logits of an even row")


def test_the_context_is_the_limit():
    with check.fresh_rng() as rng:
        params = draw(rng, blocks=0)
        for length in (10, 11):
            ids = ids_for(rng, params, length)
            check.close(answer.gpt2(ids, params, 3), by_definition(ids, params, 3), f"logits of {length} ids")
        for length in (12, 13, 40):
            ids = ids_for(rng, params, length)
            check.rejects(lambda: answer.gpt2(ids, params, 3), f"{length} ids in a context of 11")


def test_ids_as_an_array_and_strided_embeddings():
    with check.fresh_rng() as rng:
        params = draw(rng, blocks=0)
        ids = rng.integers(0, 13, 7)
        want = by_definition(ids, params, 1)
        odd = {**params, "wte": np.asfortranarray(params["wte"]), "wpe": check.strided(params["wpe"])}
        with check.unchanged(ids=ids, odd=odd):
            check.close(check.repeats(lambda: answer.gpt2(ids, odd, 1), "logits"), want, "logits")
