"""EPITOME (Sharma et al., EMNLP 2020) as a research variant of the network; never shipped."""
