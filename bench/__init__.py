"""The benchmark: each figure beside a ceiling measured in the same run, on the real server with real content."""
