"""A trained encoder as ONNX that streams, exact and with weights of 8 bits.

    python -m voice.export --checkpoint acoustic.pt --out FOLDER

Writes `acoustic.fp32.onnx` and `acoustic.int8.onnx`, and prints how far both are from PyTorch. `voice.package` makes the model's folder of one.
"""

from __future__ import annotations

import argparse
import warnings
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic

from .network import Encoder
from .train import load


class Step(torch.nn.Module):
    def __init__(self, encoder: Encoder) -> None:
        super().__init__()
        self.encoder = encoder

    def forward(self, mel: torch.Tensor, state: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        return self.encoder.step(mel, state)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--checkpoint", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    arguments = parser.parse_args()
    encoder = load(arguments.checkpoint).eval()
    exact, small = str(arguments.out / "acoustic.fp32.onnx"), str(arguments.out / "acoustic.int8.onnx")
    warnings.filterwarnings("ignore")
    mel, state = torch.randn(1, 16, 64), torch.randn(1, encoder.state_size()) * 0.1
    torch.onnx.export(Step(encoder), (mel, state), exact, input_names=["mel", "state"], output_names=["logprobs", "next"],
                      dynamic_axes={"mel": {1: "frames"}, "logprobs": {1: "steps"}}, opset_version=17, dynamo=False)
    onnx.checker.check_model(onnx.load(exact))
    quantize_dynamic(exact, small, weight_type=QuantType.QInt8, op_types_to_quantize=["MatMul"], extra_options={"MatMulConstBOnly": True})
    expected = encoder.step(mel, state)[0].detach().numpy()
    for path in (exact, small):
        found = onnxruntime.InferenceSession(path).run(["logprobs"], {"mel": mel.numpy(), "state": state.numpy()})[0]
        print(f"{path}: {Path(path).stat().st_size} bytes, at most {np.abs(np.exp(found) - np.exp(expected)).max():.4f} in a probability")
    print(f"{sum(weight.numel() for weight in encoder.parameters())} parameters, delay {encoder.delay()}, state {encoder.state_size()}")


if __name__ == "__main__":
    main()
