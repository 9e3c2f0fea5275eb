"""Fine-tuning: batches, losses, optimiser, loop."""
