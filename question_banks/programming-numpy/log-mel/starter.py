"""Log-mel spectrogram of a waveform.

stft_power(wave, n_fft, hop)
        -> (frames, n_fft // 2 + 1)
mel_filterbank(sr, n_fft, n_mels)
        -> (n_mels, n_fft // 2 + 1)
log_mel(wave, sr, n_fft, hop, n_mels)
        -> (frames, n_mels)

    wave    (n,) float64, or integers, which count
            as float64
    n_fft   samples in a frame, even or odd, at
            least 2
    hop     samples from the start of one frame to
            that of the next, at least 1, also more
            than n_fft
    sr      samples a second
    n_mels  number of filters, at least 1

stft_power      Frames lie wholly within the wave:
                no padding, what is left at the end
                is dropped, and a wave shorter than
                n_fft has 0 frames. Each is weighted
                by the periodic Hann window
                0.5 - 0.5 cos(2 pi i / n_fft),
                i = 0 ... n_fft - 1. Entry k is
                |X_k|^2 of its discrete Fourier
                transform, without any
                normalisation, k = 0 ... n_fft // 2.
mel_filterbank  mel(f) = 2595 log10(1 + f / 700).
                n_mels + 2 edges lie evenly in mel
                from f = 0 to sr / 2, both included.
                Filter m is a triangle over f in Hz:
                0 at edge m, 1 at edge m + 1, 0 at
                edge m + 2, straight between, 0
                outside; evaluated at
                f_k = k sr / n_fft. A filter may
                miss every f_k; its row is then 0.
log_mel         natural log of max(mel, 1e-10),
                where mel is the power weighted and
                summed by each filter.

Inputs are never modified. No loop over the frames.
"""

import numpy as np


def stft_power(wave, n_fft, hop):
    raise NotImplementedError("not written yet")


def mel_filterbank(sr, n_fft, n_mels):
    raise NotImplementedError("not written yet")


def log_mel(wave, sr, n_fft, hop, n_mels):
    raise NotImplementedError("not written yet")
