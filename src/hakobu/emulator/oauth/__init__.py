"""The accounts server: grants, tokens and the pages that give them."""
