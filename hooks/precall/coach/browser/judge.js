// A sentence goes in; a judgement comes out: precallCoach.objective(text), precallCoach.question(text). Mirrors judge.py.
(function (coach) {
  "use strict";

  const CLOSE_CALL = 0.65;
  const SURE_PERCENT = 95;

  /** Returns the judgement on a sentence in English; its `spans` are positions as `slice` counts them. */
  function judge(judgement, letters, words) {
    const model = coach.data[judgement];
    const chunks = coach.chunkWords(words);
    if (!coach.hasKnownWord(judgement, chunks)) {
      return guess(judgement, "No word here that the coach knows: this is a guess.");
    }
    const [score, shares] = coach.score(judgement, coach.extractFeatures(judgement, chunks));
    const margin = score - model.boundary;
    const flagged = margin > 0;
    const verdict = flagged ? model.flag : model.keep;
    const confidence = confidenceOf(model, margin);
    let because = ["A close call: nothing here decides clearly."];
    let ranges = [];
    if (confidence >= CLOSE_CALL) {
      if (!flagged) for (const [index, share] of shares) shares.set(index, -share);
      const decides = (spans) => verdictWithout(judgement, letters, spans) !== verdict;
      [because, ranges] = coach.explain(letters, chunks, judgement, verdict, shares, Math.abs(margin), decides);
    }
    const flag = flagged && Math.round(confidence * 1000) >= SURE_PERCENT * 10;
    return { verdict, confidence, because, spans: toSpans(letters, ranges), flag };
  }

  /** Returns a judgement without knowledge. */
  function guess(judgement, reason) {
    return { verdict: coach.data[judgement].keep, confidence: 0.5, because: [reason], spans: [], flag: false };
  }

  /** Returns the confidence in a verdict, to three digits, by the score's distance from the boundary. */
  function confidenceOf(model, margin) {
    const distance = Math.abs(margin);
    let [before, below] = [0, 0.5];
    for (const [at, sure] of margin > 0 ? model.flag_sure : model.keep_sure) {
      if (distance < at) {
        return Math.round((below + ((sure - below) * (distance - before)) / (at - before)) * 1000) / 1000;
      }
      [before, below] = [at, sure];
    }
    return below;
  }

  /** Returns the verdict on a text without some ranges of its code points. */
  function verdictWithout(judgement, letters, ranges) {
    const model = coach.data[judgement];
    const rest = [...letters];
    for (const [begin, end] of [...ranges].sort((a, b) => b[0] - a[0])) rest.splice(begin, end - begin);
    const chunks = coach.chunkWords(coach.splitWords(rest));
    if (!coach.hasKnownWord(judgement, chunks)) return model.keep;
    const [score] = coach.score(judgement, coach.extractFeatures(judgement, chunks));
    return score > model.boundary ? model.flag : model.keep;
  }

  /** Returns ranges of code points as ranges of a string. */
  function toSpans(letters, ranges) {
    const length = (end) => letters.slice(0, end).join("").length;
    return ranges.map((range) => range.map(length));
  }

  /** Judges whether a goal is the client's gain ("objective") or ours ("outcome"). */
  coach.objective = function (text) {
    const letters = Array.from(text);
    const words = coach.splitWords(letters);
    if (!coach.isEnglish(letters, words)) return notEnglish("objective");
    return judge("objective", letters, words);
  };

  /** Judges whether a question opens the client's world ("listen") or leads our way ("steer"), with its grammar. */
  coach.question = function (text) {
    const letters = Array.from(text);
    const words = coach.splitWords(letters);
    if (!coach.isEnglish(letters, words)) return notEnglish("question");
    const judgement = judge("question", letters, words);
    const forms = coach.questionForms(words);
    if (forms.double) judgement.because.push("Asks two things at once.");
    return { ...judgement, ...forms };
  };

  const notEnglish = (judgement) => guess(judgement, "The coach reads only English: this is a guess.");
})((self.precallCoach = self.precallCoach || {}));
