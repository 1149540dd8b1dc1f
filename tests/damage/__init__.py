"""Kinds of damage to each thing that is stored: healed by itself, or told in a sentence that says what to run."""
