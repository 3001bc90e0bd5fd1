"""The exported encoder, as the program runs it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnxruntime


class Shipped:
    """One stream: each piece follows the one before, until `begin`."""

    def __init__(self, path: Path) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        self.session = onnxruntime.InferenceSession(str(path), options)
        self.begin()

    def begin(self) -> None:
        self.state = np.zeros((1, self.session.get_inputs()[1].shape[1]), np.float32)

    def hear(self, frames: np.ndarray) -> np.ndarray:
        """(4 C, 64) to log-probabilities (C, 40), late by the encoder's delay."""
        found, self.state = self.session.run(["logprobs", "next"], {"mel": frames[None], "state": self.state})
        return found[0]
