"""Documents become passages, and passages become findable. Knows no language model."""
