"""Other people: whose voice it is, how they are introduced, and what is not theirs."""
