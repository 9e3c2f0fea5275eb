"""The browser extension: its sources in `extension/`, and what packs them for each browser."""
