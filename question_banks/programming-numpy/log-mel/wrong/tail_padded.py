# fault: what is left at the end becomes a frame filled up with zeros; rejected by test_how_many_frames
"""Log-mel spectrogram of a waveform."""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view


def stft_power(wave, n_fft, hop):
    wave = np.asarray(wave)
    wave = np.pad(wave, (0, -(len(wave) - n_fft) % hop))
    if len(wave) < n_fft:
        return np.zeros((0, n_fft // 2 + 1))
    frames = sliding_window_view(wave, n_fft)[::hop]
    window = 0.5 - 0.5 * np.cos(2 * np.pi * np.arange(n_fft) / n_fft)
    spectrum = np.fft.rfft(frames * window)
    return spectrum.real ** 2 + spectrum.imag ** 2


def mel_filterbank(sr, n_fft, n_mels):
    top = 2595 * np.log10(1 + sr / 2 / 700)
    # Filter m rises from edge m to edge m + 1 and falls to edge m + 2.
    edges = 700 * (10 ** (np.linspace(0, top, n_mels + 2) / 2595) - 1)
    edges = edges[:, None]
    low, mid, high = edges[:-2], edges[1:-1], edges[2:]
    f = np.arange(n_fft // 2 + 1) * sr / n_fft
    rise, fall = (f - low) / (mid - low), (high - f) / (high - mid)
    return np.maximum(np.minimum(rise, fall), 0)


def log_mel(wave, sr, n_fft, hop, n_mels):
    bank = mel_filterbank(sr, n_fft, n_mels)
    mel = stft_power(wave, n_fft, hop) @ bank.T
    return np.log(np.maximum(mel, 1e-10))
