"""log-mel, stage 3: the whole."""

from math import log, log10

import numpy as np

import answer
import hotseat_check as check


def by_definition(wave, n_fft, hop):
    """Power by the sums of the definition, frame by frame."""
    i = np.arange(n_fft)
    angle = 2 * np.pi * np.outer(np.arange(n_fft // 2 + 1), i) / n_fft
    out, start = [], 0
    while start + n_fft <= len(wave):
        frame = np.array(wave[start:start + n_fft], dtype=float) * np.sin(np.pi * i / n_fft) ** 2
        out.append((np.cos(angle) @ frame) ** 2 + (np.sin(angle) @ frame) ** 2)
        start += hop
    return np.array(out).reshape(len(out), n_fft // 2 + 1)

def filters_by_definition(sr, n_fft, n_mels):
    top = log10(1 + sr / 1400)
    edges = [700 * (10 ** (top * m / (n_mels + 1)) - 1) for m in range(n_mels + 2)]
    rows = []
    for low, mid, high in zip(edges, edges[1:], edges[2:]):
        row = []
        for k in range(n_fft // 2 + 1):
            f = k * sr / n_fft
            if low < f <= mid:
                row.append((f - low) / (mid - low))
            elif mid < f < high:
                row.append((high - f) / (high - mid))
            else:
                row.append(0.0)
        rows.append(row)
    return np.array(rows)


def by_both(wave, sr, n_fft, hop, n_mels):
    power, bank = by_definition(wave, n_fft, hop), filters_by_definition(sr, n_fft, n_mels)
    return np.log(np.maximum((power[:, None, :] * bank).sum(axis=2), 1e-10))


def compare(wave, sr, n_fft, hop, n_mels, what):
    check.close(answer.log_mel(wave, sr, n_fft, hop, n_mels), by_both(wave, sr, n_fft, hop, n_mels), f"log mel {what}")


def test_a_constant_worked_out():
    # Power 4, 1, 0 at 0, 3150 and 6300 Hz; only the middle one is in the filter.
    weight = 3150 / (6300 - 700 * (10 ** 0.5 - 1))
    out = answer.log_mel(np.ones(7), 12_600, 4, 2, 1)
    check.close(out, [[log(weight)], [log(weight)]], "log mel of ones")


def test_silence_is_the_floor():
    check.close(answer.log_mel(np.zeros(50), 8000, 16, 8, 3), np.full((5, 3), log(1e-10)), "log mel of silence")


def test_random_waves():
    with check.fresh_rng() as rng:
        for n, sr, n_fft, hop, n_mels in [(997, 16_000, 400, 160, 23), (331, 8000, 101, 37, 7),
                                          (211, 22_050, 64, 97, 5), (128, 16_000, 128, 1, 11)]:
            compare(rng.standard_normal(n), sr, n_fft, hop, n_mels, f"for {n, sr, n_fft, hop, n_mels}")


def test_small_energies_and_empty_filters_meet_the_floor():
    with check.fresh_rng() as rng:
        wave = np.concatenate([s * rng.standard_normal(40) for s in (1e-7, 3e-6, 1e-5, 1e-4, 1e-2)])
        compare(wave, 16_000, 40, 20, 13, "of faint noise")
        compare(rng.standard_normal(90), 16_000, 32, 10, 40, "with filters that miss every bin")


def test_sixteen_bit_samples():
    with check.fresh_rng() as rng:
        wave = rng.integers(-9999, 10_000, 307).astype(np.int16)
        compare(wave, 8000, 80, 40, 11, "of int16")


def test_one_frame_and_none():
    with check.fresh_rng() as rng:
        wave = rng.standard_normal(64)
        compare(wave, 8000, 64, 10, 5, "of one frame")
        check.array(answer.log_mel(wave[:63], 8000, 64, 10, 5), "log mel of no frame", (0, 5))
        check.array(answer.log_mel(wave[:0], 8000, 64, 10, 5), "log mel of no sample", (0, 5))


def test_the_whole_leaves_its_input_alone():
    with check.fresh_rng() as rng:
        wave = check.strided(rng.standard_normal(200))
        with check.unchanged(wave=wave):
            out = check.repeats(lambda: answer.log_mel(wave, 16_000, 50, 20, 7), "log mel")
        check.close(out, by_both(wave, 16_000, 50, 20, 7), "log mel of a strided wave")
