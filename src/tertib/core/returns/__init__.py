"""The same offer again: new listings matched with removed ones, each pair with its reasons."""
