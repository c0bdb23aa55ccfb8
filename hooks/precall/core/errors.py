"""What Precall cannot go on from: no folder, a bad setting. What an editor can mend is a Problem instead."""


class PrecallError(Exception):
    """A reason to stop, said in one sentence for the person at the terminal.

    `hint` is the way out, where one is known.
    """

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message} {self.hint}".strip()


def cannot_write(error: OSError, what: object) -> PrecallError:
    """Why a file was not written, with its name; `what` is named where the error names no file, as on a full disk."""
    # Of a copy, the second name is that of the file being written.
    where = error.filename2 or error.filename or what
    return PrecallError(f"{where} cannot be written: {(error.strerror or str(error)).lower()}.")
