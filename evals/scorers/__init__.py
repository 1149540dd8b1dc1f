"""One module for each behaviour that is scored. `registry` lists them."""
