"""Base encoder, data, fine-tuning, evaluation, benchmarks and the model card."""

import models as models  # first: it switches off what libraries would report about their use
