"""The coach: tells an objective from an outcome and a listening question from a steering one, and says why.

How a sentence is read: `words` (letters folded, words cut, base forms), `phrases` (words and phrases of the lists,
with their classes), `clauses` (who does what, what for), `signs` (turns of speech found by `patterns`), `features`
(named signs of the two labels), `model` (one weight each, added up), `reasons` (the words that weighed most). What
the lists and weights hold is data in `weights`; the code is plain enough to be run elsewhere on the same data.
"""

from precall.coach.judge import Judgement, judge_objective, judge_question

__all__ = ["Judgement", "judge_objective", "judge_question"]
