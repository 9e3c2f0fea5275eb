"""Keep for a time, hand out, forget, and bring back: retention, export, erasure, backup."""
