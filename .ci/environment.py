"""Make a virtual environment in the folder that is given, with the first Python that can.

That is the Python that runs this, another one on the PATH, or this one once Debian's package has been installed.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator

CAN = "import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))"


def can(python: str) -> bool:
    """Return whether a Python is new enough and has all that a virtual environment needs."""
    try:
        return subprocess.run([python, "-c", CAN], capture_output=True, timeout=60, check=False).returncode == 0
    except (OSError, subprocess.SubprocessError):
        return False


def others() -> Iterator[str]:
    """Yield the other Pythons on the PATH, the newest first."""
    for name in [*(f"python3.{minor}" for minor in range(15, 10, -1)), "python3"]:
        for folder in os.environ.get("PATH", os.defpath).split(os.pathsep):
            found = shutil.which(name, path=folder)
            if found:
                yield found


def main(folder: str) -> None:
    """Create the environment, or report the missing program."""
    python = next(filter(can, [sys.executable, *others()]), None)
    if python is None and sys.version_info < (3, 11):
        version = sys.version.split()[0]
        sys.exit(f"Precall needs Python 3.11 or later; {sys.executable} is {version}. Try: make PYTHON=python3.12")
    if python is None:
        package = f"python{sys.version_info[0]}.{sys.version_info[1]}-venv"
        if not hasattr(os, "geteuid") or os.geteuid() != 0 or not shutil.which("apt-get"):
            sys.exit(f"This Python cannot make virtual environments. On Debian, run: sudo apt-get install {package}")
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        for command in (["update", "-qq"], ["install", "-y", "-qq", package]):
            subprocess.run(["apt-get", *command], check=True, env=environment, timeout=900)
        python = sys.executable
    subprocess.run([python, "-m", "venv", folder], check=True, timeout=300)


if __name__ == "__main__":
    main(sys.argv[1])
