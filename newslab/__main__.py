"""``python -m newslab``: the command line."""

from newslab.cli import main

if __name__ == "__main__":
    main()
