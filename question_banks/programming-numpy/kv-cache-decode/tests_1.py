"""kv-cache-decode, stage 1: the cache."""

import numpy as np

import answer
import hotseat_check as check


def some(rng, t, B=2, H=3, d=5, kind=np.float64):
    return rng.standard_normal((2, B, H, t, d)).astype(kind)


def test_a_worked_example_of_the_cache():
    cache = answer.KVCache(1, 1, 4, 2)
    check.close(cache.length, 0, "length of a new cache")
    cache.append(np.array([[[[1.0, 2.0]]]]), np.array([[[[5.0, 6.0]]]]))
    check.close(cache.length, 1, "length after one position")
    k_all, v_all = cache.append(np.array([[[[3.0, 4.0], [0.0, 1.0]]]]), np.array([[[[7.0, 8.0], [9.0, 0.0]]]]))
    check.close(k_all, [[[[1.0, 2.0], [3.0, 4.0], [0.0, 1.0]]]], "k_all")
    check.close(v_all, [[[[5.0, 6.0], [7.0, 8.0], [9.0, 0.0]]]], "v_all")
    check.close(cache.length, 3, "length after three positions")


def test_shapes_of_the_cache():
    cache = answer.KVCache(2, 3, 7, 5)
    for t, total in [(1, 1), (3, 4), (2, 6), (1, 7)]:
        k_all, v_all = check.results(cache.append(np.ones((2, 3, t, 5)), np.zeros((2, 3, t, 5))), "k_all", "v_all")
        check.array(k_all, f"k_all after {total} positions", (2, 3, total, 5), np.float64)
        check.array(v_all, f"v_all after {total} positions", (2, 3, total, 5), np.float64)


def test_everything_appended_comes_back_in_order():
    with check.fresh_rng() as rng:
        for B, H, d, chunks in [(2, 3, 5, (1, 1, 4, 1)), (1, 1, 1, (3, 2)), (3, 2, 7, (11,)), (0, 2, 3, (1, 2)), (2, 2, 2, (2, 2))]:
            cache, parts = answer.KVCache(B, H, sum(chunks), d), []
            for t in chunks:
                parts.append(some(rng, t, B, H, d))
                k_all, v_all = check.results(cache.append(*parts[-1]), "k_all", "v_all")
                want = np.concatenate(parts, axis=3)
                check.close(k_all, want[0], "k_all")
                check.close(v_all, want[1], "v_all")
                check.close(cache.length, want.shape[3], "length")


def test_an_overflow_changes_nothing():
    with check.fresh_rng() as rng:
        for filled, extra in [(5, 3), (7, 1), (3, 5), (0, 8), (6, 100)]:
            cache, stored = answer.KVCache(2, 3, 7, 5), some(rng, filled)
            if filled:
                cache.append(*stored)
            for _ in range(2):
                check.rejects(lambda: cache.append(*some(rng, extra)), f"{extra} positions after {filled}, room for 7")
                check.close(cache.length, filled, "length after the overflow")
            rest = some(rng, 7 - filled)
            if filled < 7:
                k_all, v_all = check.results(cache.append(*rest), "k_all", "v_all")
                check.close(k_all, np.concatenate([stored[0], rest[0]], axis=2), "k_all, filled up after the overflow")
                check.close(v_all, np.concatenate([stored[1], rest[1]], axis=2), "v_all, filled up after the overflow")
                check.close(cache.length, 7, "length when full")


def test_arrays_overwritten_after_an_append():
    with check.fresh_rng() as rng:
        cache, parts = answer.KVCache(2, 3, 7, 5), [some(rng, 2), some(rng, 3), some(rng, 1)]
        want = np.concatenate(parts, axis=3)
        for part in parts:
            k, v = part[0].copy(), part[1].copy()
            k_all, v_all = check.results(cache.append(k, v), "k_all", "v_all")
            k[...], v[...] = 77.0, -77.0
        check.close(k_all, want[0], "k_all")
        check.close(v_all, want[1], "v_all")
        again, _ = check.results(cache.append(*some(rng, 1)), "k_all", "v_all")
        check.close(again[:, :, :6], want[0], "the first 6 positions of k_all")
        check.close(k_all, want[0], "k_all of an earlier append")


def test_caches_are_independent():
    with check.fresh_rng() as rng:
        one, two = answer.KVCache(2, 3, 7, 5), answer.KVCache(2, 3, 7, 5)
        a, b, c = some(rng, 2), some(rng, 3), some(rng, 2)
        one.append(*a)
        check.close(two.length, 0, "length of the other cache")
        two.append(*b)
        k_all, v_all = check.results(one.append(*c), "k_all", "v_all")
        check.close(k_all, np.concatenate([a[0], c[0]], axis=2), "k_all of the first cache")
        check.close(v_all, np.concatenate([a[1], c[1]], axis=2), "v_all of the first cache")
        check.close(one.length, 4, "length of the first cache")
        check.close(two.length, 3, "length of the second cache")


def test_the_dtype_of_the_cache():
    with check.fresh_rng() as rng:
        part = some(rng, 3, kind=np.float32)
        for cache in (answer.KVCache(2, 3, 7, 5, np.float32), answer.KVCache(2, 3, 7, 5, dtype=np.float32)):
            k_all, v_all = check.results(cache.append(*part), "k_all", "v_all")
            check.close(k_all, part[0], "k_all of float32", dtype=np.float32)
            check.close(v_all, part[1], "v_all of float32", dtype=np.float32)


def test_strided_keys_and_values():
    with check.fresh_rng() as rng:
        cache, part = answer.KVCache(2, 3, 7, 5), some(rng, 4)
        k, v = part[0].swapaxes(1, 2).copy().swapaxes(1, 2), check.strided(part[1])
        with check.unchanged(k=k, v=v):
            k_all, v_all = check.results(cache.append(k, v), "k_all", "v_all")
            check.close(k_all, part[0], "k_all")
            check.close(v_all, part[1], "v_all")


def test_twenty_thousand_appends():
    n = 20_000
    cache = answer.KVCache(1, 1, n, 16)
    k, v = np.ones((1, 1, 1, 16)), np.zeros((1, 1, 1, 16))
    for _ in range(n):
        k_all, v_all = cache.append(k, v)
    check.close(cache.length, n, "length")
    check.array(k_all, "k_all", (1, 1, n, 16))
