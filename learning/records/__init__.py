"""Records: what happened, kept under the terms it was made under."""
