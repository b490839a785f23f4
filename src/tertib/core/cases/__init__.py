"""What a case is, what can happen to it, and what must follow.

Events (`events.py`) come in, intents (`intents.py`) go out; `lifecycle.py` is the table of moves and
`decide.py` its only reader.
"""
