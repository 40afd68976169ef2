"""``python -m ticketroute``: the command line, nothing else."""

import sys

from ticketroute.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
