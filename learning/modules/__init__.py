"""What is taught: content packs are read, checked and published here."""
