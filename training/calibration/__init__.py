"""Temperatures and thresholds, fitted on the calibration split and out-of-fold; never on dev."""
