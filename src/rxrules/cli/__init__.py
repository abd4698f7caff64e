"""The command line; thin: it reads arguments, calls the library, and prints."""
