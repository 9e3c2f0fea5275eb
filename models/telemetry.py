"""Switch off what libraries would report about their use, before any of them is imported.

The libraries read these variables once, when they are imported or first used. ONNX Runtime is the
one that matters most: its official builds send events to their maker from native code and leave a
device id and an event store in the user's cache folder. An environment that asks for reports is
overruled, because the coach promises that nothing leaves the machine.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, MutableMapping
from types import MappingProxyType

TELEMETRY_OFF: Mapping[str, str] = MappingProxyType(
    {
        "DO_NOT_TRACK": "1",  # the wish many programs know
        "FASTAPI_OTEL_AUTO_CONFIGURE": "false",  # no exporters from the environment
        "HF_HUB_DISABLE_TELEMETRY": "1",  # huggingface_hub, which tokenizers brings along
        "HF_HUB_DISABLE_UPDATE_CHECK": "1",
        "ORT_DISABLE_TELEMETRY": "1",  # onnxruntime
        "OTEL_SDK_DISABLED": "true",  # opentelemetry, which starlette brings along
        "RAY_USAGE_STATS_ENABLED": "0",  # ray, where a house runs the service beside it
    }
)


def switch_telemetry_off(environment: MutableMapping[str, str] = os.environ) -> None:
    """Write the variables; processes started later inherit them."""
    environment.update(TELEMETRY_OFF)
