"""What it adds up to: reports, read only, one file each; `table` and `export` carry them to page and file."""
