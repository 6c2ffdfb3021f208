"""Where sound comes in and goes out: desk, file, keyboard."""
