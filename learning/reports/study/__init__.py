"""Records for a study: without names, and so coarse that no combination of what others may know points at few."""
