"""Make a virtual environment, and on a Debian without `ensurepip` install what that needs first."""

import importlib.util
import os
import shutil
import subprocess
import sys
import venv

if sys.version_info < (3, 11):  # noqa: UP036 - this is the message for those who have less
    sys.exit(f"Precall needs Python 3.11 or later; {sys.executable} is {sys.version.split()[0]}. Try: make PYTHON=python3.12")
if importlib.util.find_spec("ensurepip") is None:
    package = f"python{sys.version_info[0]}.{sys.version_info[1]}-venv"
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        sys.exit(f"This Python has no ensurepip. Install it first; on Debian: apt-get install {package}")
    subprocess.run(["apt-get", "update", "-qq"], check=True)
    subprocess.run(["apt-get", "install", "-y", "-qq", package], check=True)
venv.create(sys.argv[1], with_pip=True)
