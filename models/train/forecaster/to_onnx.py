"""Checkpoint → ONNX, with weights as float32, float16 or int8."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper
from onnxruntime.quantization import QuantType, quantize_dynamic

from . import window
from .network import Forecaster


def load(checkpoint: Path) -> Forecaster:
    saved = torch.load(checkpoint)
    model = Forecaster(**saved["shape"])
    model.load_state_dict(saved["model"])
    return model.eval()


def write_full(model: Forecaster, path: Path) -> None:
    torch.onnx.export(
        model,
        (torch.zeros(2, window.FEATURES),),
        str(path),
        input_names=["window"],
        output_names=["quantiles"],
        dynamic_axes={"window": {0: "batch"}, "quantiles": {0: "batch"}},
        opset_version=17,
        dynamo=False,
    )


def write_half(source: Path, target: Path) -> None:
    """
    Half the bytes on disk, the speed of float32: each table of weights is stored as float16 with a cast behind it,
    which ONNX Runtime does once, when it loads the model.
    """
    model = onnx.load(source)
    graph = model.graph
    casts = []
    for weight in list(graph.initializer):
        if weight.data_type != TensorProto.FLOAT or np.prod(weight.dims) < 256:
            continue
        half = numpy_helper.from_array(numpy_helper.to_array(weight).astype(np.float16), f"{weight.name}.half")
        casts.append(helper.make_node("Cast", [half.name], [weight.name], to=TensorProto.FLOAT))
        graph.initializer.remove(weight)
        graph.initializer.append(half)
    nodes = list(graph.node)
    del graph.node[:]
    graph.node.extend(casts + nodes)
    onnx.checker.check_model(model)
    onnx.save(model, target)


def write_quantised(source: Path, target: Path) -> None:
    quantize_dynamic(
        str(source), str(target), weight_type=QuantType.QInt8, per_channel=True, reduce_range=True,
        op_types_to_quantize=["MatMul", "Gemm"],
    )
