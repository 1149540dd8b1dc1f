"""What a person runs: the `trichdan` command and example client scripts."""
