"""The command `coach`."""
