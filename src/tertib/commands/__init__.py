"""What works from the command line: one module a command, with `add(parser)` and `run(args) -> exit code`."""
