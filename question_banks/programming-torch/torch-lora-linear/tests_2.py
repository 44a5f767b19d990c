import torch
from torch import nn

import answer
import hotseat_check as check


def _random(*shape, dtype=torch.float64):
    return torch.randn(shape, dtype=dtype)


def _linear(d, m, bias=True, dtype=torch.float64):
    return nn.Linear(d, m, bias=bias, dtype=dtype)


def _filled(linear, r, alpha):
    """A layer whose update is not zero."""
    layer = answer.LoRALinear(linear, r, alpha)
    with torch.no_grad():
        layer.A.copy_(torch.randn(layer.A.shape))
        layer.B.copy_(torch.randn(layer.B.shape))
    return layer


def _small():
    """D = 2, M = 3, r = 2, alpha = 6: the update is 3 B A."""
    linear = nn.Linear(2, 3)
    layer = answer.LoRALinear(linear, 2, 6)
    with torch.no_grad():
        linear.weight.copy_(torch.tensor([[1., 0.], [0., 1.],
                                          [1., 1.]]))
        linear.bias.copy_(torch.tensor([10.0, 20.0, 30.0]))
        layer.A.copy_(torch.tensor([[1.0, 2.0], [0.0, 1.0]]))
        layer.B.copy_(torch.tensor([[1.0, 0.0], [0.0, 1.0],
                                    [2.0, 1.0]]))
    return linear, layer


def test_merged_weight_by_hand():
    linear, layer = _small()
    layer.merge()
    # 3 B A = 3 ((1, 2), (0, 1), (2, 5))
    want = torch.tensor([[4.0, 6.0], [0.0, 4.0], [7.0, 16.0]])
    check.close(linear.weight.detach(), want, "merged weight", 1e-5)
    x = torch.tensor([[1.0, 2.0]])
    want = torch.tensor([[26.0, 28.0, 69.0]])
    check.close(layer(x).detach(), want, "merged output", 1e-5)


def test_unmerge_brings_the_weight_back():
    with check.fresh_seed():
        for r, alpha, bias in ((3, 4, True), (1, 0.5, False)):
            linear = _linear(5, 7, bias)
            kept = linear.weight.detach().clone()
            layer = _filled(linear, r, alpha)
            layer.merge()
            assert not torch.equal(linear.weight, kept), (
                "merge() left the weight unchanged"
            )
            layer.unmerge()
            check.close(linear.weight.detach(), kept,
                        f"weight, r={r}, alpha={alpha}")


def test_output_stays_the_same():
    with check.fresh_seed():
        for r, alpha, bias in ((3, 4, True), (2, 16.0, False)):
            linear, x = _linear(5, 7, bias), _random(2, 11, 5)
            layer = _filled(linear, r, alpha)
            want = layer(x).detach()
            layer.merge()
            check.close(layer(x).detach(), want, "output, merged")
            check.close(linear(x).detach(), want, "linear, merged")
            layer.unmerge()
            check.close(layer(x).detach(), want, "output, unmerged")


def test_a_second_call_does_nothing():
    with check.fresh_seed():
        linear, x = _linear(5, 7), _random(11, 5)
        kept = linear.weight.detach().clone()
        layer = _filled(linear, 3, 4)
        want = layer(x).detach()
        layer.unmerge()
        check.close(linear.weight.detach(), kept, "unmerge() at first")
        for turn in (1, 2):
            for name in ("merge", "merge", "unmerge", "unmerge"):
                getattr(layer, name)()
                what = f"{name}() in turn {turn}"
                check.close(layer(x).detach(), want, f"output, {what}")
            check.close(linear.weight.detach(), kept, f"weight, {what}")
        layer.merge()
        layer.merge()
        check.close(linear(x).detach(), want, "linear, merged twice")


def test_parameters_stay_the_same_objects_and_frozen():
    with check.fresh_seed():
        linear = _linear(5, 7)
        layer = _filled(linear, 3, 4)
        before = [id(p) for p in layer.parameters()]
        bias = linear.bias.detach().clone()
        factors = layer.A.detach().clone(), layer.B.detach().clone()
        for name in ("merge", "unmerge"):
            getattr(layer, name)()
            got = [id(p) for p in layer.parameters()]
            check.equal(got == before, True, f"same objects, {name}()")
            weight = check.tensor(linear.weight, "weight", (7, 5),
                                  parameter=True)
            assert weight.is_leaf and not weight.requires_grad, (
                f"after {name}() the weight is in a graph"
            )
            check.close(linear.bias.detach(), bias, f"bias, {name}()")
            check.close(layer.A.detach(), factors[0], f"A, {name}()")
            check.close(layer.B.detach(), factors[1], f"B, {name}()")


def test_gradients_after_a_round_trip():
    with check.fresh_seed():
        linear, x, g = _linear(5, 7), _random(11, 5), _random(11, 7)
        layer = _filled(linear, 3, 4)

        def gradients():
            layer.zero_grad()
            (layer(x) * g).sum().backward()
            return layer.A.grad.clone(), layer.B.grad.clone()

        want = gradients()
        layer.merge()
        layer.unmerge()
        for name, got, grad in zip("AB", gradients(), want):
            check.close(got, grad, f"gradient of {name}",
                        **check.GRADIENT)


def test_input_gradient_while_merged():
    with check.fresh_seed():
        layer = _filled(_linear(5, 7), 3, 4)
        x, g = _random(11, 5), _random(11, 7)
        before = {}
        for merged in (False, True):
            if merged:
                layer.merge()
            leaf = x.clone().requires_grad_()
            (layer(leaf) * g).sum().backward()
            before[merged] = leaf.grad
        check.close(before[True], before[False],
                    "gradient of x, merged",
                    **check.GRADIENT)


def test_float32_and_training_between_merges():
    with check.fresh_seed():
        linear = _linear(5, 7, dtype=torch.float32)
        layer = _filled(linear, 3, 4)
        x = _random(11, 5, dtype=torch.float32)
        for turn in (1, 2):
            want = layer(x).detach()
            layer.merge()
            check.close(linear(x).detach(), want,
                        f"linear, turn {turn}",
                        **check.FLOAT32)
            layer.unmerge()
            with torch.no_grad():
                layer.B.mul_(0.5)
                layer.A.add_(1.0)
