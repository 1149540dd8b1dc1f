"""Training what is added to the bundled encoder where it reads questions."""
