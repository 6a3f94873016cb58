"""The printing press and the seal: facts in, a sealed PDF page out. Knows nothing of learners, databases or the web."""
