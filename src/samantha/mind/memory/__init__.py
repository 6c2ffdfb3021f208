"""What she remembers: rows drawn from the user's own words, found again, said, corrected and truly deleted."""
