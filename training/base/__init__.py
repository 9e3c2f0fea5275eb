"""The base encoder: rebuilt from public sources, trimmed to German and English."""
