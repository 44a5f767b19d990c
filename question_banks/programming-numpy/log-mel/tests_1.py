"""log-mel, stage 1: frames and their power."""

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


def compare(wave, n_fft, hop, what):
    want = by_definition(wave, n_fft, hop)
    check.close(answer.stft_power(wave, n_fft, hop), want, f"power {what}")


def test_a_worked_example():
    # The window is 0, 1/2, 1, 1/2; the frames are 1 1 1 1 and 1 1 0 2.
    power = answer.stft_power(np.array([1.0, 1.0, 1.0, 1.0, 0.0, 2.0]), 4, 2)
    check.close(power, [[4.0, 1.0, 0.0], [2.25, 0.25, 2.25]], "power")


def test_how_many_frames():
    for n, n_fft, hop, frames in [(100, 10, 10, 10), (109, 10, 10, 10), (110, 10, 10, 11), (10, 10, 3, 1),
                                  (12, 10, 3, 1), (13, 10, 3, 2), (23, 7, 5, 4), (23, 4, 9, 3), (22, 4, 9, 3), (21, 4, 9, 2)]:
        power = answer.stft_power(np.ones(n), n_fft, hop)
        check.array(power, f"power of {n} samples, n_fft {n_fft}, hop {hop}", (frames, n_fft // 2 + 1))


def test_waves_shorter_than_a_frame_have_no_frames():
    for n, n_fft in [(0, 8), (1, 2), (7, 8), (6, 7)]:
        power = answer.stft_power(np.ones(n), n_fft, 3)
        check.array(power, f"power of {n} samples, n_fft {n_fft}", (0, n_fft // 2 + 1))


def test_random_waves_match_the_sums():
    with check.fresh_rng() as rng:
        for n, n_fft, hop in [(101, 16, 5), (67, 13, 7), (59, 2, 3), (83, 11, 1), (47, 8, 13), (41, 3, 2), (17, 17, 4)]:
            compare(rng.standard_normal(n), n_fft, hop, f"of {n} samples, n_fft {n_fft}, hop {hop}")


def test_a_tone_on_a_bin_spreads_to_its_neighbours_only():
    # Periodic Hann: a cosine of bin 5 has n_fft / 4 there and n_fft / 8 beside.
    wave = 3.0 * np.cos(2 * np.pi * 5 * np.arange(64) / 32)
    want = np.zeros((3, 17))
    want[:, 5], want[:, [4, 6]] = (3 * 32 / 4) ** 2, (3 * 32 / 8) ** 2
    check.close(answer.stft_power(wave, 32, 16), want, "power of a tone")


def test_whole_numbers_count_as_floats():
    with check.fresh_rng() as rng:
        for dtype in (np.int16, np.int32, np.int64):
            wave = rng.integers(-9999, 10_000, 61).astype(dtype)
            compare(wave, 12, 5, f"of {np.dtype(dtype)}")


def test_strided_waves_stay_unchanged():
    with check.fresh_rng() as rng:
        wave = check.strided(rng.standard_normal(53))
        with check.unchanged(wave=wave):
            power = check.repeats(lambda: answer.stft_power(wave, 8, 3), "power")
        check.close(power, by_definition(wave, 8, 3), "power of a strided wave")
        compare(wave[::-1], 9, 4, "of a wave backwards")


def test_frames_are_taken_without_a_loop():
    with check.fresh_rng() as rng:
        wave = rng.standard_normal(80_000)
        check.fast(lambda module: module.stft_power(wave, 8, 2), times=10)
