"""Connecting the programs agents write in: which there are, and whether we hear from them."""
