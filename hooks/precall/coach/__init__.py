"""A sentence goes in; a judgement comes out: objective or outcome, listening or steering, with the reasons.

The steps, each a module: `words` splits the text into words with base forms; `chunker` joins words into chunks with
their word classes; `clauses` finds who does what and what for; `patterns` finds turns of speech; `features` turns
all of this into named features; `model` adds up one weight for each feature; `explanations` names the words that
weighed most. The word lists and weights are data in the folder `weights`, which the same code in JavaScript reads
in the browser.
"""

from precall.coach.judge import Judgement, judge_objective, judge_question

__all__ = ["Judgement", "judge_objective", "judge_question"]
