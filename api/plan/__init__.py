"""The loyalty plan over HTTP: read by all, proposed to by all, kept by trainers and admins."""
