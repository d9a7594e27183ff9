"""`python -m llm_core`: the command line."""

import os
import sys

from llm_core.cli.main import main

# Read by OpenMP when torch is loaded. By default its threads spin while they wait: with two of them on two cores that
# something else uses too (a browser, the page), a step of 0.05 s took over 4 s; sleeping threads take 0.1 to 0.2 s.
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
