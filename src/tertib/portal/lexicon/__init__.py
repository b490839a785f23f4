"""The words of the vocabulary in the reader's language."""
