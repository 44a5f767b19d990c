import torch
from torch import nn


class CausalSelfAttention(nn.Module):
    def __init__(self, d, heads, dropout=0.0):
        super().__init__()
        self.heads = heads
        self.qkv = nn.Linear(d, 3 * d)
        self.proj = nn.Linear(d, d)
        self.dropout = nn.Dropout(dropout)

    def forward(self, x, pad_mask=None):
        b, t, d = x.shape
        size = d // self.heads
        parts = self.qkv(x).reshape(b, t, 3, self.heads, size)
        q, k, v = parts.permute(2, 0, 3, 1, 4)  # each (B, h, T, size)

        seen = x.new_ones(t, t, dtype=torch.bool).tril()
        if pad_mask is not None:
            seen = seen & pad_mask[:, None, None, :]
        # q is scaled, not the product, which float16 might not hold
        scores = (q * size**-0.5) @ k.transpose(-2, -1)
        lowest = torch.finfo(scores.dtype).min
        weights = scores.masked_fill(~seen, lowest).softmax(-1)
        # where nothing is seen the softmax is uniform; it has to be 0
        weights = weights.masked_fill(~seen, 0.0)

        mixed = self.dropout(weights) @ v
        return self.proj(mixed.transpose(1, 2).reshape(b, t, d))
