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
