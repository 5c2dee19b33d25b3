"""Who this program is: the names and the version that every report carries."""

PROGRAM = "fairfetch-python"
BACKEND = "python"
VERSION = "0.1.0"
CONTRACT = 1
USER_AGENT = f"{PROGRAM}/{VERSION}"
