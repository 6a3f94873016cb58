"""The fact sheet of a quarter on one page of paper, and as plain text; both drawn from the sheet of its report."""
