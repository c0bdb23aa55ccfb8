// A sentence becomes a judgement, as judge.py does it: precallCoach.objective(text) and precallCoach.question(text).
(function (coach) {
  "use strict";

  const CLOSE = 0.65;

  /** What is said of a sentence; `spans` count as `slice` does. */
  function judge(judgement, letters, words) {
    const model = coach.data[judgement];
    const row = coach.units(words);
    if (!coach.known(row)) {
      const because = ["No word here that the coach knows: this is a guess."];
      return { verdict: model.keep, confidence: 0.5, because, spans: [], flag: false };
    }
    const [score, shares] = coach.score(judgement, coach.features(judgement, row));
    const probability = 1 / (1 + Math.exp(-Math.max(-30, Math.min(30, model.slope * score + model.shift))));
    const flagging = probability > 0.5;
    const verdict = flagging ? model.flag : model.keep;
    if (!flagging) for (const [at, share] of shares) shares.set(at, -share);
    const [because, places] = coach.reasons(letters, row, judgement, verdict, shares);
    const confidence = Math.round(Math.max(probability, 1 - probability) * 1000) / 1000;
    if (confidence < CLOSE || !because.length) because.push("A close call: nothing here decides clearly.");
    return { verdict, confidence, because, spans: spans(letters, places), flag: flagging && probability >= model.flag_at };
  }

  /** Places in code points as places in a string, in order, each once. */
  function spans(letters, places) {
    const length = (end) => letters.slice(0, end).join("").length;
    const once = new Map(places.map((place) => [String(place), place.map(length)]));
    return [...once.values()].sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  }

  /** Whose gain would be ticked off at the end: the client's ("objective") or ours ("outcome")? */
  coach.objective = function (text) {
    const letters = Array.from(text);
    return judge("objective", letters, coach.read(letters));
  };

  /** Does a question open the client's world ("listen") or lead our way ("steer")? With its grammatical forms. */
  coach.question = function (text) {
    const letters = Array.from(text);
    const words = coach.read(letters);
    const found = judge("question", letters, words);
    const form = coach.forms(words);
    if (form.double) found.because.push("Asks two things at once.");
    return { ...found, ...form };
  };
})((self.precallCoach = self.precallCoach || {}));
