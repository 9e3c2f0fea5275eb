"""The network and its runtime: texts in, numbers out; nothing of rubric wording."""
