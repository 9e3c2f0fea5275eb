"""The command `coach-train`."""
