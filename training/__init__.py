"""Base encoder, data, fine-tuning, evaluation, benchmarks and the model card."""
