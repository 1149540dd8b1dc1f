"""What is added to the encoder where it reads questions."""
