"""What she is and knows: persona, prompt, history."""
