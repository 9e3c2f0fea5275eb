"""LanguageTool's HTTP protocol: one address for every editor that speaks it."""
