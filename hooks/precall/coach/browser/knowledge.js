// A sentence goes in; whether the coach can judge it comes out: English, with a word that it knows. Mirrors knowledge.py.
(function (coach) {
  "use strict";

  const { fold, loadGrammar, loadLexicon, once, weightsOf } = coach;
  const GRAMMAR_CLASSES = new Set(
    "us they them you det modal be do did have what no if only number sum name".split(" "),
  );

  const foreignWords = once(() => new Set(coach.data.foreign.words.join(" ").split(" ")));

  const functionWords = once(() => {
    const grammar = loadGrammar();
    const words = new Set([...grammar.own_form, ...grammar.asking, ...grammar.helping, ...grammar.persons]);
    for (const [word, names] of loadLexicon().singles) {
      if (names.every((name) => GRAMMAR_CLASSES.has(name))) words.add(word);
    }
    return words;
  });

  /** Returns whether a sentence seems to be English, by its script and its function words. */
  function isEnglish(letters, words) {
    let latin = 0;
    let other = 0;
    for (const letter of fold(letters)) {
      if (letter <= "\u007f") latin += /[a-zA-Z]/.test(letter);
      else other += /\p{L}/u.test(letter);
    }
    if (other > latin) return false;
    const texts = [...new Set(words.map((word) => word.text))];
    const foreign = texts.filter((text) => foreignWords().has(text)).length;
    return !foreign || foreign < texts.filter((text) => functionWords().has(text)).length;
  }

  /** Returns whether a sentence has a content word that the coach knows. */
  function hasKnownWord(judgement, chunks) {
    const { vocabulary } = loadLexicon();
    const [, learned] = weightsOf(judgement).find(([kind]) => kind === "words");
    const isContent = ({ text, base }) => !functionWords().has(text) && !functionWords().has(base) && /^[a-z]/.test(text);
    return chunks.some(
      (chunk) =>
        [...chunk.classes].some((name) => !GRAMMAR_CLASSES.has(name)) ||
        chunk.words.some((word) => isContent(word) && (vocabulary.has(word.base) || learned.has(word.base))),
    );
  }

  Object.assign(coach, { isEnglish, hasKnownWord });
})((self.precallCoach = self.precallCoach || {}));
