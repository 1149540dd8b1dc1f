"""A run: every case asked, what comes back kept and scored, and what the numbers depend on."""
