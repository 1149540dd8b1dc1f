"""What a run says: means with intervals, comparisons, the gate, pages for people."""
