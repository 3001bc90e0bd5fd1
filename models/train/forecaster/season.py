"""The season of a series from its autocorrelation; `src/signal/season-length.ts` does the same at run time."""

from __future__ import annotations

import numpy as np

LAG_MIN = 4
CORRELATION_MIN = 0.3


def season_length(history: np.ndarray) -> int:
    """
    Samples after which `history` (NaN where a value is missing, newest last) repeats itself, 0 when it does not or has
    not been seen twice. The smallest lag whose correlation is a peak of at least 0.3 and 90% of the highest peak, or the
    highest place within 10% above it.
    """
    values = np.asarray(history, float)
    values = values[np.isfinite(values)]
    count = len(values)
    if count < 4 * LAG_MIN:
        return 0
    # Ranks of a kind: an outlier must not make up the whole variance.
    middle = np.median(values)
    spread = np.median(np.abs(values - middle))
    if spread == 0:
        spread = np.abs(values - middle).mean()
    if spread == 0:
        return 0
    values = np.clip((values - middle) / spread, -4, 4)
    at = np.arange(count) - (count - 1) / 2
    values = values - values.mean()
    values = values - at * (at @ values) / (at @ at)
    size = 1 << (2 * count - 1).bit_length()
    spectrum = np.fft.rfft(values, size)
    lags = count // 2
    products = np.fft.irfft(spectrum * np.conj(spectrum), size)[: lags + 1]
    if products[0] <= 1e-12 * count:
        return 0
    # Per pair of values, or a long lag would look weak for having few pairs.
    correlation = products / products[0] * count / (count - np.arange(lags + 1))
    below = np.flatnonzero(correlation < 0.1)
    if len(below) == 0:
        return 0
    middle = correlation[1:-1]
    is_peak = (middle >= CORRELATION_MIN) & (middle >= correlation[:-2]) & (middle >= correlation[2:])
    peaks = 1 + np.flatnonzero(is_peak)
    peaks = peaks[peaks >= max(LAG_MIN, below[0] + 1)]
    if len(peaks) == 0:
        return 0
    first = peaks[np.argmax(correlation[peaks] >= 0.9 * correlation[peaks].max())]
    # Noise makes several peaks on one hill: take its top.
    return int(first + np.argmax(correlation[first : min(first + first // 10, lags) + 1]))
