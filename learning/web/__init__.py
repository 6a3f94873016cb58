"""The web: how the product is seen; every address is declared in one of this room's files."""
