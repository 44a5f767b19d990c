"""gpt-forward, stage 2: blocks of causal attention and MLP."""

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


def test_a_worked_example_with_one_block():
    # q and k are 0, so attention averages what is seen; v is ln_1(x).
    eye, zero, one = np.eye(2), np.zeros(2), np.ones(2)
    plain = {"g": one, "b": zero}
    block = {
        "ln_1": plain,
        "attn": {"c_attn": {"w": np.hstack([0 * eye, 0 * eye, eye]), "b": np.zeros(6)},
                 "c_proj": {"w": 3 * eye, "b": np.array([0.0, 2.0])}},
        "ln_2": plain,
        # The hidden unit is 100 whatever comes in, and gelu(100) = 100.
        "mlp": {"c_fc": {"w": np.zeros((2, 1)), "b": np.array([100.0])},
                "c_proj": {"w": np.array([[0.05, 0.0]]), "b": np.array([1.0, 0.0])}},
    }
    params = {"wte": np.array([[1.0, -1.0], [-1.0, 1.0]]), "wpe": np.zeros((4, 2)),
              "blocks": [block], "ln_f": plain}
    s = 1 / sqrt(1 + 1e-5)  # ln_1 gives [s, -s] for id 0, [-s, s] for id 1
    # Row 0: [1, -1] + 3 [s, -s] + [0, 2] + [6, 0]; row 1 sees both: the average is 0.
    rows = [np.array([7 + 3 * s, 1 - 3 * s]), np.array([5.0, 3.0])]
    want = []
    for row in rows:
        d = (row[0] - row[1]) / 2
        want.append([2 * d / sqrt(d * d + 1e-5), -2 * d / sqrt(d * d + 1e-5)])
    check.close(answer.gpt2([0, 1], params, 1), want, "logits")


def test_a_later_id_changes_no_earlier_row():
    with check.fresh_rng() as rng:
        params = draw(rng)
        ids = ids_for(rng, params, 7)
        other = ids[:5] + [(ids[5] + 1) % 13, ids[6]]
        first = check.array(answer.gpt2(ids, params, 2), "logits", (7, 13))
        second = check.array(answer.gpt2(other, params, 2), "logits", (7, 13))
        check.close(second[:5], first[:5], "the first 5 rows of logits, id 5 changed")
        assert np.abs(second[5:] - first[5:]).max(axis=1).min() > 1e-9, "rows 5 and 6 do not depend on id 5"


def test_random_models_match_the_definition():
    with check.fresh_rng() as rng:
        for heads, size, hidden, length, blocks in [(2, 6, 7, 5, 1), (3, 6, 13, 7, 2), (5, 10, 3, 11, 2), (1, 3, 5, 2, 3)]:
            params = draw(rng, size=size, hidden=hidden, blocks=blocks)
            ids = ids_for(rng, params, length)
            want = by_definition(ids, params, heads)
            check.close(answer.gpt2(ids, params, heads), want, f"logits, {heads} heads, E = {size}, {blocks} blocks")


def test_a_single_id():
    with check.fresh_rng() as rng:
        params = draw(rng)
        check.close(answer.gpt2([4], params, 3), by_definition([4], params, 3), "logits of one id")


def test_sizes_that_are_equal_are_not_mixed_up():
    with check.fresh_rng() as rng:
        params = draw(rng, 4, 4, 4, 4)
        ids = ids_for(rng, params, 4)
        for heads in (2, 4, 1):
            check.close(answer.gpt2(ids, params, heads), by_definition(ids, params, heads), f"logits, {heads} heads")


def test_small_and_large_parameters():
    with check.fresh_rng() as rng:
        for scale in (0.02, 5.0):
            params = draw(rng, scale=scale)
            ids = ids_for(rng, params, 7)
            want = by_definition(ids, params, 2)
            check.close(answer.gpt2(ids, params, 2), want, f"logits at scale {scale:g}")


def test_scores_of_several_thousand():
    with check.fresh_rng() as rng:
        params = draw(rng, blocks=1)
        for name in ("w", "b"):
            # Powers of two of the drawn q and k, so that no digit is lost.
            params["blocks"][0]["attn"]["c_attn"][name][..., :12] *= 32
        ids = ids_for(rng, params, 7)
        check.close(answer.gpt2(ids, params, 2), by_definition(ids, params, 2), "logits", rtol=1e-6, atol=1e-8)


def test_no_parameter_is_modified():
    with check.fresh_rng() as rng:
        params = draw(rng)
        ids = ids_for(rng, params, 7)
        want = by_definition(ids, params, 2)
        with check.unchanged(params=params, ids=ids):
            check.close(check.repeats(lambda: answer.gpt2(ids, params, 2), "logits"), want, "logits")


def test_strided_parameters():
    with check.fresh_rng() as rng:
        params = draw(rng)
        ids = ids_for(rng, params, 5)
        want = by_definition(ids, params, 2)
        for block in params["blocks"]:
            for leaf in (*block["attn"].values(), *block["mlp"].values()):
                leaf["w"], leaf["b"] = np.asfortranarray(leaf["w"]), check.strided(leaf["b"])
        check.close(answer.gpt2(ids, params, 2), want, "logits")


def test_the_context_is_the_limit_with_blocks():
    with check.fresh_rng() as rng:
        params = draw(rng)
        ids = ids_for(rng, params, 12)
        check.close(answer.gpt2(ids[:11], params, 2), by_definition(ids[:11], params, 2), "logits of 11 ids")
        check.rejects(lambda: answer.gpt2(ids, params, 2), "12 ids in a context of 11")


def test_a_long_text_is_vectorised():
    with check.fresh_rng() as rng:
        params = draw(rng, context=400, size=8, hidden=8)
        ids = ids_for(rng, params, 400)
        check.fast(lambda module: module.gpt2(ids, params, 2), times=10)
