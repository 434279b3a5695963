"""Known questions about the seed articles, and how well the pipeline answers them."""
