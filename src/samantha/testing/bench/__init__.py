"""The benchmark's arithmetic: a corpus with known ends, figures from recorded waveforms, reports."""
