"""What a house needs to run the coach on its own servers."""
