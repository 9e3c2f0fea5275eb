"""The Zendesk app: its sources, and how they are packed."""
