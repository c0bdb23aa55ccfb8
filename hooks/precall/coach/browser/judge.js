// A sentence goes in; a judgement comes out: precallCoach.objective(text), precallCoach.question(text). Mirrors judge.py.
(function (coach) {
  "use strict";

  const CLOSE_CALL = 0.65;

  /** Returns the judgement on a sentence; its `spans` are positions as `slice` counts them. */
  function judge(judgement, letters, words) {
    const model = coach.data[judgement];
    const chunks = coach.chunkWords(words);
    if (!coach.hasKnownWord(chunks)) {
      const because = ["No word here that the coach knows: this is a guess."];
      return { verdict: model.keep, confidence: 0.5, because, spans: [], flag: false };
    }
    const [score, shares] = coach.score(judgement, coach.extractFeatures(judgement, chunks));
    const probability = 1 / (1 + Math.exp(-Math.max(-30, Math.min(30, model.slope * score + model.shift))));
    const flagged = probability > 0.5;
    const verdict = flagged ? model.flag : model.keep;
    if (!flagged) for (const [index, share] of shares) shares.set(index, -share);
    const [because, ranges] = coach.explain(letters, chunks, judgement, verdict, shares);
    const confidence = Math.round(Math.max(probability, 1 - probability) * 1000) / 1000;
    if (confidence < CLOSE_CALL || !because.length) because.push("A close call: nothing here decides clearly.");
    return { verdict, confidence, because, spans: toSpans(letters, ranges), flag: flagged && probability >= model.flag_at };
  }

  /** Returns ranges of code points as ranges of a string, in order and without duplicates. */
  function toSpans(letters, ranges) {
    const length = (end) => letters.slice(0, end).join("").length;
    const unique = new Map(ranges.map((range) => [String(range), range.map(length)]));
    return [...unique.values()].sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  }

  /** Judges whether a goal is the client's gain ("objective") or ours ("outcome"). */
  coach.objective = function (text) {
    const letters = Array.from(text);
    return judge("objective", letters, coach.splitWords(letters));
  };

  /** Judges whether a question opens the client's world ("listen") or leads our way ("steer"), with its grammar. */
  coach.question = function (text) {
    const letters = Array.from(text);
    const words = coach.splitWords(letters);
    const judgement = judge("question", letters, words);
    const forms = coach.questionForms(words);
    if (forms.double) judgement.because.push("Asks two things at once.");
    return { ...judgement, ...forms };
  };
})((self.precallCoach = self.precallCoach || {}));
