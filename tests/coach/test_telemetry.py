"""Telemetry: off before any library that reports is imported, whatever the environment says."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from models.telemetry import TELEMETRY_OFF, switch_telemetry_off

ROOT = Path(__file__).parents[2]
ASKING = {
    "ORT_DISABLE_TELEMETRY": "0",
    "HF_HUB_DISABLE_TELEMETRY": "0",
    "OTEL_SDK_DISABLED": "false",
    "RAY_USAGE_STATS_ENABLED": "1",
    "DO_NOT_TRACK": "0",
}
SHOW = "; import os, json, sys; print(json.dumps([dict(os.environ), sorted(sys.modules)]))"
NETWORK = """
import models
import numpy as np, onnx, onnxruntime
from onnx import TensorProto, helper
ends = [helper.make_tensor_value_info(name, TensorProto.FLOAT, [1]) for name in "ab"]
graph = helper.make_graph([helper.make_node("Identity", ["a"], ["b"])], "g", ends[:1], ends[1:])
model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
session = onnxruntime.InferenceSession(
    model.SerializeToString(), providers=["CPUExecutionProvider"]
)
assert session.run(None, {"a": np.ones(1, np.float32)})[0] == 1
"""


def run(program: str, home: Path) -> str:
    """Run a program in a process whose home is empty and whose environment asks for reports."""
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "HOME": str(home)}
    environment |= {"TMPDIR": str(home), "PYTHONDONTWRITEBYTECODE": "1", **ASKING}
    command = [sys.executable, "-c", program]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    return done.stdout


def test_an_environment_that_asks_for_reports_is_overruled() -> None:
    environment = {**ASKING, "OTHER": "kept"}
    switch_telemetry_off(environment)
    assert environment == {**TELEMETRY_OFF, "OTHER": "kept"}


@pytest.mark.parametrize(
    "entry", ["models.runtime", "coach", "coach.cli.main", "coach.cli.serve", "api.serving"]
)
def test_every_way_in_switches_it_off_before_a_library_reads_it(entry: str, tmp_path: Path) -> None:
    watch = (
        "import sys, os\n"
        "class Watch:\n"
        "    def find_spec(self, name, path=None, target=None):\n"
        "        if name in {'onnxruntime', 'huggingface_hub', 'opentelemetry'}:\n"
        "            print(name, os.environ.get('ORT_DISABLE_TELEMETRY'),"
        " os.environ.get('HF_HUB_DISABLE_TELEMETRY'), os.environ.get('OTEL_SDK_DISABLED'))\n"
        "sys.meta_path.insert(0, Watch())\n"
    )
    lines = run(f"{watch}import {entry}", tmp_path).splitlines()
    met = {line.split()[0] for line in lines}
    assert {line.partition(" ")[2] for line in lines} <= {"1 1 true"}
    assert "onnxruntime" in met or entry == "coach.cli.serve", met


def test_the_runtime_leaves_no_device_id_and_no_event_store(tmp_path: Path) -> None:
    run(NETWORK, tmp_path)
    assert list(tmp_path.rglob("*")) == []


def test_serving_sets_the_same_variables_in_every_place_that_starts_it() -> None:
    unit = (ROOT / "api/deploy/empathy-coach.service").read_text(encoding="utf-8")
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for name, value in TELEMETRY_OFF.items():
        assert f"Environment={name}={value}\n" in unit
        assert f"export {name} := {value}\n" in makefile
