"""
Network → ONNX: reading the facts and writing the whole text is one run.

Two graphs are exported, one that reads the units and one that writes the next token, and joined here: the second becomes
the body of a Loop. Keys and values of written tokens are carried along, so that each step computes one token only. Large
weights are stored as int8 with one scale per row and widened when the model is opened; the arithmetic is float32.
"""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper
from torch import Tensor, nn

from .network import END, START, Writer

INPUTS = ("fields", "lines", "words", "copyable")
READ_OUTPUTS = ("own", "memory", "bias", "memory_keys", "memory_values", "once")
CARRIED = ("token", "done", "left", "keys", "values")


class Read(nn.Module):
    """Units → what writing needs of them; keys and values of the memory for all layers: [layers, batch, heads, units, size]."""

    def __init__(self, network: Writer):
        super().__init__()
        self.network = network

    def forward(self, fields: Tensor, lines: Tensor, words: Tensor):
        own, memory, bias = self.network.read(fields, lines, words)
        attentions = [layer.memory for layer in self.network.decoder]
        keys = torch.stack([one.split(one.key(memory)) for one in attentions])
        values = torch.stack([one.split(one.value(memory)) for one in attentions])
        return own, memory, bias, keys, values, self.network.is_once[fields]


class Step(nn.Module):
    """
    The next token. `place` [1]: how many were written; `keys`, `values` [layers, batch, heads, place, size] of these;
    `left` [batch, units]: 1 for units that may (still) be copied.
    """

    def __init__(self, network: Writer):
        super().__init__()
        self.network = network

    def forward(
        self, place: Tensor, token: Tensor, done: Tensor, left: Tensor, keys: Tensor, values: Tensor,
        own: Tensor, memory: Tensor, bias: Tensor, memory_keys: Tensor, memory_values: Tensor, once: Tensor,
    ):  # fmt: skip
        network = self.network
        states = network.embed(token[:, None], own) + network.token_place(place)
        grown_keys, grown_values = [], []
        for index, layer in enumerate(network.decoder):
            normed = layer.own_norm(states)
            key = torch.cat([keys[index], layer.own.split(layer.own.key(normed))], dim=2)
            value = torch.cat([values[index], layer.own.split(layer.own.value(normed))], dim=2)
            grown_keys.append(key)
            grown_values.append(value)
            states = states + attend(layer.own, normed, key, value, None)
            read = attend(layer.memory, layer.memory_norm(states), memory_keys[index], memory_values[index], bias)
            states = states + read
            states = states + layer.feed(layer.feed_norm(states))
        states = network.decoder_norm(states)
        copies = network.pick_unit(states) @ memory.transpose(1, 2) / math.sqrt(network.shape.width)
        scores = torch.cat([network.pick_word(states), copies + (1 - left[:, None, :]) * -1e9], dim=2)[:, 0]
        # Neither padding nor the start is ever written.
        best = scores[:, 2:].argmax(-1) + 2
        is_done = done | (best == END)
        written = torch.where(is_done, torch.zeros_like(best), best)
        log_probs = scores.log_softmax(-1)
        following = torch.where(is_done, torch.full_like(best, END), best)
        units = torch.arange(left.shape[1]) + network.shape.vocabulary
        still_left = left * (1 - once * (best[:, None] == units[None, :]).to(left.dtype))
        return following, is_done, still_left, torch.stack(grown_keys), torch.stack(grown_values), written, log_probs


def attend(attention, states: Tensor, key: Tensor, value: Tensor, bias: Tensor | None) -> Tensor:
    query = attention.split(attention.query(states))
    scores = query @ key.transpose(2, 3) / math.sqrt(attention.size)
    weights = (scores if bias is None else scores + bias).softmax(-1)
    return attention.out((weights @ value).transpose(1, 2).reshape(states.shape))


def write(network: Writer, path: Path, is_small: bool) -> None:
    """Inputs `fields`, `lines`, `words` int64 and `copyable` float32, [batch, units]; outputs `tokens` int64 [batch, written] and `logProbs` float32 [batch, written, vocabulary + units]."""
    reading, step = exported(network)
    model = joined(reading, step, network)
    if is_small:
        shrink(model)
    onnx.checker.check_model(model)
    path.write_bytes(model.SerializeToString())


def exported(network: Writer) -> tuple[onnx.ModelProto, onnx.ModelProto]:
    network = network.eval()
    batch, units = torch.export.Dim("batch", min=1, max=64), torch.export.Dim("units", min=2, max=network.shape.units)
    written = torch.export.Dim("written", min=1, max=network.shape.length)
    fields, lines, words = (torch.ones((2, 7), dtype=torch.long) for _ in range(3))
    both = {0: batch, 1: units}
    reading = torch.onnx.export(
        Read(network), (fields, lines, words), dynamo=True, input_names=list(INPUTS[:3]), output_names=list(READ_OUTPUTS),
        dynamic_shapes=(both, both, both), opset_version=18, verbose=False,
    )  # fmt: skip
    own, memory, bias, keys, values, once = Read(network)(fields, lines, words)
    shape = network.shape
    past = torch.zeros((shape.decoder, 2, shape.heads, 3, shape.width // shape.heads))
    carried = (torch.tensor([3]), torch.tensor([5, 6]), torch.tensor([False, False]), torch.ones((2, 7)), past, past.clone())
    cache, kept = {1: batch, 3: written}, {1: batch, 3: units}
    step = torch.onnx.export(
        Step(network), (*carried, own, memory, bias, keys, values, once), dynamo=True,
        input_names=["place", *CARRIED, *READ_OUTPUTS],
        output_names=["next_token", "next_done", "next_left", "next_keys", "next_values", "written", "step_log_probs"],
        dynamic_shapes=({}, {0: batch}, {0: batch}, both, cache, cache, both, both, {0: batch, 3: units}, kept, kept, both),
        opset_version=18, verbose=False,
    )  # fmt: skip
    return reading.model_proto, step.model_proto


def joined(reading: onnx.ModelProto, step: onnx.ModelProto, network: Writer) -> onnx.ModelProto:
    """One graph: read, then the loop with `step` as its body, then tokens in order of writing."""
    shape = network.shape
    outer, inner = prefixed(reading.graph, "read_", {*INPUTS, *READ_OUTPUTS}), prefixed(step.graph, "step_", {
        "place", *CARRIED, *READ_OUTPUTS, "next_token", "next_done", "next_left", "next_keys", "next_values", "written",
        "step_log_probs",
    })  # fmt: skip
    weights = shared([*outer.initializer, *inner.initializer], [*outer.node, *inner.node])
    constants = [
        numpy_helper.from_array(np.array(shape.length, np.int64), "length"),
        numpy_helper.from_array(np.array(True), "go_on"),
        numpy_helper.from_array(np.array([START], np.int64), "start"),
        numpy_helper.from_array(np.array([1], np.int64), "one"),
        numpy_helper.from_array(np.array([shape.decoder], np.int64), "layers"),
        numpy_helper.from_array(np.array([shape.heads, 0, shape.width // shape.heads], np.int64), "cache_rest"),
    ]
    before = [
        helper.make_node("Shape", ["fields"], ["batch_size"], start=0, end=1),
        helper.make_node("Expand", ["start", "batch_size"], ["first_token"]),
        helper.make_node("ConstantOfShape", ["batch_size"], ["none_done"], value=numpy_helper.from_array(np.array([False]))),
        helper.make_node("Concat", ["layers", "batch_size", "cache_rest"], ["cache_shape"], axis=0),
        helper.make_node("ConstantOfShape", ["cache_shape"], ["no_keys"], value=numpy_helper.from_array(np.array([0], np.float32))),
    ]
    body = helper.make_graph(
        [
            helper.make_node("Reshape", ["iteration", "one"], ["place"]),
            *inner.node,
            helper.make_node("Cast", ["next_done"], ["done_number"], to=TensorProto.INT64),
            helper.make_node("ReduceMin", ["done_number"], ["all_done"], keepdims=0),
            helper.make_node("Cast", ["all_done"], ["is_all_done"], to=TensorProto.BOOL),
            helper.make_node("Not", ["is_all_done"], ["next_go_on"]),
        ],
        "write_token",
        [
            helper.make_tensor_value_info("iteration", TensorProto.INT64, []),
            helper.make_tensor_value_info("go_on_in", TensorProto.BOOL, []),
            helper.make_tensor_value_info("token", TensorProto.INT64, None),
            helper.make_tensor_value_info("done", TensorProto.BOOL, None),
            helper.make_tensor_value_info("left", TensorProto.FLOAT, None),
            helper.make_tensor_value_info("keys", TensorProto.FLOAT, None),
            helper.make_tensor_value_info("values", TensorProto.FLOAT, None),
        ],
        [
            helper.make_tensor_value_info("next_go_on", TensorProto.BOOL, []),
            helper.make_tensor_value_info("next_token", TensorProto.INT64, None),
            helper.make_tensor_value_info("next_done", TensorProto.BOOL, None),
            helper.make_tensor_value_info("next_left", TensorProto.FLOAT, None),
            helper.make_tensor_value_info("next_keys", TensorProto.FLOAT, None),
            helper.make_tensor_value_info("next_values", TensorProto.FLOAT, None),
            helper.make_tensor_value_info("written", TensorProto.INT64, None),
            helper.make_tensor_value_info("step_log_probs", TensorProto.FLOAT, None),
        ],
    )
    loop = helper.make_node(
        "Loop", ["length", "go_on", "first_token", "none_done", "copyable", "no_keys", "no_keys"],
        ["last_token", "last_done", "last_left", "last_keys", "last_values", "by_step", "log_probs_by_step"], body=body,
    )  # fmt: skip
    after = [
        helper.make_node("Transpose", ["by_step"], ["tokens"], perm=[1, 0]),
        helper.make_node("Transpose", ["log_probs_by_step"], ["logProbs"], perm=[1, 0, 2]),
    ]
    graph = helper.make_graph(
        [*outer.node, *before, loop, *after], "summary_writer",
        [
            *(helper.make_tensor_value_info(name, TensorProto.INT64, ["batch", "units"]) for name in INPUTS[:3]),
            helper.make_tensor_value_info("copyable", TensorProto.FLOAT, ["batch", "units"]),
        ],
        [
            helper.make_tensor_value_info("tokens", TensorProto.INT64, ["batch", "written"]),
            helper.make_tensor_value_info("logProbs", TensorProto.FLOAT, ["batch", "written", "choices"]),
        ],
        initializer=weights + constants,
    )  # fmt: skip
    opset = max(entry.version for entry in reading.opset_import if entry.domain == "")
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", opset)], ir_version=10)


def prefixed(graph: onnx.GraphProto, prefix: str, kept: set[str]) -> onnx.GraphProto:
    """The graph with `prefix` before every name but the kept ones; inputs and outputs keep theirs."""

    def renamed(name: str) -> str:
        return name if name == "" or name in kept else prefix + name

    for node in graph.node:
        node.input[:] = [renamed(name) for name in node.input]
        node.output[:] = [renamed(name) for name in node.output]
        node.name = prefix + node.name
        for attribute in node.attribute:
            if attribute.HasField("g"):
                raise ValueError(f"{node.op_type} has a graph of its own, which is not expected here")
        del node.metadata_props[:]
        node.doc_string = ""
    for tensor in graph.initializer:
        tensor.name = renamed(tensor.name)
        del tensor.metadata_props[:]
    return graph


def shared(tensors: list[onnx.TensorProto], nodes: list[onnx.NodeProto]) -> list[onnx.TensorProto]:
    """Equal tensors once: the embeddings are in both graphs."""
    kept: dict[tuple, onnx.TensorProto] = {}
    alias: dict[str, str] = {}
    for tensor in tensors:
        array = numpy_helper.to_array(tensor)
        key = (array.shape, str(array.dtype), array.tobytes())
        kept.setdefault(key, tensor)
        alias[tensor.name] = kept[key].name
    for node in nodes:
        node.input[:] = [alias.get(name, name) for name in node.input]
    return list(kept.values())


def shrink(model: onnx.ModelProto, least: int = 4096) -> None:
    """Large float32 weights → int8 and one scale per row of the longer side, widened by DequantizeLinear."""
    kept, made, nodes = [], [], []
    for tensor in model.graph.initializer:
        array = numpy_helper.to_array(tensor)
        if array.dtype != np.float32 or array.size < least or array.ndim != 2:
            kept.append(tensor)
            continue
        scale = np.maximum(np.abs(array).max(axis=1), 1e-8).astype(np.float32) / 127
        whole = np.clip(np.round(array / scale[:, None]), -127, 127).astype(np.int8)
        name = tensor.name
        made += [numpy_helper.from_array(whole, f"{name}_int8"), numpy_helper.from_array(scale, f"{name}_scale")]
        nodes.append(helper.make_node("DequantizeLinear", [f"{name}_int8", f"{name}_scale"], [name], axis=0))
    del model.graph.initializer[:]
    model.graph.initializer.extend([*kept, *made])
    for node in reversed(nodes):
        model.graph.node.insert(0, node)
