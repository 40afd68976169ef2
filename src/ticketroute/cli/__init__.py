"""The command line: arguments in, words and exit codes out. Every command calls the public API."""
