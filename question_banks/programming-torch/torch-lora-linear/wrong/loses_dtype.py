# fault: the factors always have the default dtype; rejected by test_dtype_and_device_of_the_linear_layer
import torch
from torch import nn


class LoRALinear(nn.Module):
    def __init__(self, linear, r, alpha):
        super().__init__()
        self.linear = linear.requires_grad_(False)
        self.scale = alpha / r
        self.merged = False
        weight = linear.weight  # gives its dtype and device to both
        m, d = weight.shape
        self.A = nn.Parameter(torch.empty(r, d))
        self.B = nn.Parameter(torch.zeros(m, r))
        nn.init.kaiming_uniform_(self.A)

    def forward(self, x):
        y = self.linear(x)
        if self.merged:
            return y
        # (x A^T) B^T: no product of size (M, D)
        return y + self.scale * (x @ self.A.T @ self.B.T)

    def merge(self):
        if not self.merged:
            self._add_update(self.scale)
            self.merged = True

    def unmerge(self):
        if self.merged:
            self._add_update(-self.scale)
            self.merged = False

    def _add_update(self, scale):
        with torch.no_grad():
            self.linear.weight.add_(scale * (self.B @ self.A))
