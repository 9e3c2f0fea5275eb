"""What agents agree to in huddles, given and withdrawn by themselves alone."""
