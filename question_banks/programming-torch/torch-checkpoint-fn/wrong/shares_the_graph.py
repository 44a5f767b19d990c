# fault: the second run is joined to the caller's graph, not cut off from it; rejected by test_arguments_that_are_results_themselves
import torch


class _Checkpoint(torch.autograd.Function):
    @staticmethod
    def forward(ctx, fn, *args):
        # autograd does not record here: nothing inside fn is kept
        ctx.fn, ctx.rng = fn, torch.get_rng_state()
        tensors = [a for a in args if torch.is_tensor(a)]
        ctx.save_for_backward(*tensors)
        # where a tensor goes stands None, so that it is not held twice
        ctx.tensor_at = [torch.is_tensor(a) for a in args]
        ctx.rest = [None if torch.is_tensor(a) else a for a in args]
        return fn(*args)

    @staticmethod
    def backward(ctx, grad):
        needed = ctx.needs_input_grad[1:]
        saved = iter(ctx.saved_tensors)
        args = [next(saved) if here
                else other for here, other, need
                in zip(ctx.tensor_at, ctx.rest, needed)]
        with torch.enable_grad(), torch.random.fork_rng(devices=[]):
            torch.set_rng_state(ctx.rng)
            out = ctx.fn(*args)
        # not autograd.grad: parameters that fn closes over count too
        torch.autograd.backward(out, grad)
        grads = [a.grad if need else None
                 for a, need in zip(args, needed)]
        return None, *grads


def checkpoint(fn, *args):
    return _Checkpoint.apply(fn, *args)
