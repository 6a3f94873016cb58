"""How the questions of a quiz work: figures and a verdict for each, and whether they are fair to groups of people."""
