# fault: head h takes every n_head-th column instead of consecutive ones; rejected by test_random_models_match_the_definition
"""The forward pass of a GPT-2 style model, and greedy decoding."""

import numpy as np


def linear(x, p):
    return x @ p["w"] + p["b"]


def layer_norm(x, p):
    x = x - x.mean(axis=-1, keepdims=True)
    var = (x * x).mean(axis=-1, keepdims=True)
    return p["g"] * x / np.sqrt(var + 1e-5) + p["b"]


def gelu(x):
    inner = np.sqrt(2 / np.pi) * (x + 0.044715 * x**3)
    return 0.5 * x * (1 + np.tanh(inner))


def softmax(x):
    e = np.exp(x - x.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


def attention(x, p, n_head):
    T, E = x.shape
    qkv = linear(x, p["c_attn"]).reshape(T, 3, E // n_head, n_head)
    q, k, v = qkv.transpose(1, 3, 0, 2)  # each (H, T, E/H)
    scores = q @ k.swapaxes(1, 2) / np.sqrt(E // n_head)
    scores = np.where(np.tri(T, dtype=bool), scores, -np.inf)
    out = softmax(scores) @ v
    return linear(out.transpose(1, 2, 0).reshape(T, E), p["c_proj"])


def mlp(x, p):
    return linear(gelu(linear(x, p["c_fc"])), p["c_proj"])


def gpt2(ids, params, n_head):
    T, context = len(ids), len(params["wpe"])
    if T > context:
        raise ValueError(f"{T} ids, but the context is {context}")
    x = params["wte"][np.asarray(ids)] + params["wpe"][:T]
    for block in params["blocks"]:
        x = x + attention(layer_norm(x, block["ln_1"]),
                          block["attn"], n_head)
        x = x + mlp(layer_norm(x, block["ln_2"]), block["mlp"])
    return layer_norm(x, params["ln_f"]) @ params["wte"].T


def generate(ids, params, n_head, n):
    seen = list(ids)  # a copy: the caller's list stays as it is
    for _ in range(n):
        seen.append(int(gpt2(seen, params, n_head)[-1].argmax()))
    return [int(i) for i in seen[len(ids):]]
