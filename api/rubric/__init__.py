"""The rubric in the reader's language."""
