"""Sound as data: samples with their rate, files, resampling, levels."""
