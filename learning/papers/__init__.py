"""Quizzes on paper: printed for a cohort, typed in or read from photographs, and submitted like any other attempt."""
