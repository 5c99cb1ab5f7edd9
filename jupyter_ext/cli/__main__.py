"""`python -m jupyter_ext.cli`."""

from . import main

main()
