"""The network and its runtime: texts in, numbers out; nothing of rubric wording."""

from models.telemetry import switch_telemetry_off

switch_telemetry_off()  # here, because every way to the libraries that report leads through here
