"""Numbers for a corpus that nobody has labelled: drafts of cases, probes out of its own sentences, thresholds."""
