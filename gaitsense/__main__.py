"""``python -m gaitsense`` is the command line."""

from gaitsense.cli.main import main

if __name__ == "__main__":
    main()
