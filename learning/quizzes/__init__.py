"""How what is taught is tested: quizzes, their items, the draw, marking and the score."""
