"""The forward pass of a GPT-2 style model, and
greedy decoding.

gpt2(ids, params, n_head) -> logits (T, V)
generate(ids, params, n_head, n)
        -> list of n new ids (Python ints)

    ids     T >= 1 token ids, a list of ints or an
            int64 array (T,)
    params  dict, all arrays float64
        wte (V, E)   token embeddings, also the
                     output head
        wpe (C, E)   position embeddings; C is the
                     context
        blocks       list of dicts, maybe empty
            ln_1, ln_2           norms
            attn  c_attn (E -> 3E: columns q, k, v),
                  c_proj (E -> E)
            mlp   c_fc (E -> F), c_proj (F -> E)
        ln_f         norm
    A linear leaf is {"w": (in, out), "b": (out,)},
    used as x @ w + b.
    A norm leaf is {"g": (E,), "b": (E,)}: scale and
    shift of a layer norm over E with biased
    variance and 1e-5 added to it.

x = wte[ids] + wpe[:T]; each block:
x += attn(ln_1(x)), then x += mlp(ln_2(x));
logits = ln_f(x) @ wte.T. Attention is causal, with
n_head heads of E/n_head consecutive columns each
and the scale 1/sqrt(E/n_head). The MLP is
c_proj(gelu(c_fc(x))) with the tanh GELU.

More than C positions in a forward pass: ValueError.
No Python loop over positions in it. Nothing given
is modified, params and ids included.

generate appends the argmax of the last row (lower
id on a tie), n times, n >= 0. The last new id is
not fed back: ValueError for n >= 1 exactly where
len(ids) + n - 1 > C. For n = 0, ids fit into C.
"""

import numpy as np


def gpt2(ids, params, n_head):
    raise NotImplementedError("not written yet")


def generate(ids, params, n_head, n):
    raise NotImplementedError("not written yet")
