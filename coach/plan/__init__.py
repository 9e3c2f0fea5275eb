"""The loyalty plan: seven actions as a living board, measured from an audit, kept by people."""
