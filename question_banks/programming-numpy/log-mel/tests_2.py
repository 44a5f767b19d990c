"""log-mel, stage 2: the triangles."""

from math import log10, sqrt

import numpy as np

import answer
import hotseat_check as check


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


def test_one_filter_worked_out():
    # sr / 2 = 6300 Hz is 2595 mel; half of that is 700 (sqrt(10) - 1) = 1513.6 Hz.
    mid = 700 * (sqrt(10) - 1)
    want = [[0.0, 1050 / mid, (6300 - 2100) / (6300 - mid), 3150 / (6300 - mid), 2100 / (6300 - mid),
             1050 / (6300 - mid), 0.0]]
    check.close(answer.mel_filterbank(12_600, 12, 1), want, "one filter at 0, 1050, ..., 6300 Hz")


def test_shapes_of_filterbanks():
    for sr, n_fft, n_mels in [(16_000, 400, 23), (8000, 255, 7), (22_050, 2, 5), (100, 31, 1)]:
        bank = answer.mel_filterbank(sr, n_fft, n_mels)
        check.array(bank, f"filters for {sr, n_fft, n_mels}", (n_mels, n_fft // 2 + 1))


def test_filters_match_the_definition():
    for sr, n_fft, n_mels in [(16_000, 400, 40), (8000, 256, 23), (22_050, 1024, 80), (44_100, 2047, 17),
                              (11_025, 101, 3), (16_000, 512, 2)]:
        bank = answer.mel_filterbank(sr, n_fft, n_mels)
        check.close(bank, filters_by_definition(sr, n_fft, n_mels), f"filters for {sr, n_fft, n_mels}")


def test_more_filters_than_bins():
    for sr, n_fft, n_mels in [(16_000, 64, 80), (8000, 7, 29), (16_000, 2, 3)]:
        bank = answer.mel_filterbank(sr, n_fft, n_mels)
        check.close(bank, filters_by_definition(sr, n_fft, n_mels), f"filters for {sr, n_fft, n_mels}")


def test_odd_rates_and_sizes():
    with check.fresh_rng() as rng:
        for _ in range(10):
            sr, n_fft, n_mels = int(rng.integers(50, 50_000)), int(rng.integers(2, 700)), int(rng.integers(1, 60))
            bank = answer.mel_filterbank(sr, n_fft, n_mels)
            check.close(bank, filters_by_definition(sr, n_fft, n_mels), f"filters for {sr, n_fft, n_mels}")


def test_neighbours_share_each_frequency():
    # Between the peaks of the first and the last filter one falls as the next rises.
    bank = check.array(answer.mel_filterbank(16_000, 1024, 20), "filters")
    total, f = bank.sum(axis=0), np.arange(513) * 16_000 / 1024
    first, last = (700 * (10 ** (log10(1 + 8000 / 700) * m / 21) - 1) for m in (1, 20))
    inside = (f >= first) & (f <= last)
    check.close(total[inside], np.ones(int(inside.sum())), "sum over the filters")
    check.close(bank[:, 0], np.zeros(20), "filters at 0 Hz")
    check.close(bank[:, -1], np.zeros(20), "filters at sr / 2")
