// The words of a question go in; its grammatical form comes out: open, double, leading, with a tie-down. Mirrors grammar.py.
(function (coach) {
  "use strict";

  const { loadGrammar } = coach;

  /** Returns the grammatical form of a question. */
  function questionForms(words) {
    const texts = words.map((word) => word.text);
    const questions = findQuestions(texts);
    const last = questions[questions.length - 1] || [];
    const tieDown = hasTieDown(last);
    let main = mainPart(last);
    if (tieDown && questions.length > 1 && last.length <= 3) main = mainPart(questions[questions.length - 2]);
    const padded = ` ${texts.join(" ")} `;
    const presumes = loadGrammar().presuming.some((phrase) => padded.includes(` ${phrase} `));
    return {
      open: isOpen(main),
      double: isDouble(questions),
      leading: tieDown || presumes || isNegated(main),
      tieDown,
    };
  }

  /** Returns the sentences that end in a question mark; the last sentence if none does. */
  function findQuestions(texts) {
    const sentences = [[]];
    const questions = [];
    for (const text of texts) {
      const sentence = sentences[sentences.length - 1];
      if (![".", "!", "?"].includes(text)) {
        sentence.push(text);
        continue;
      }
      if (text === "?" && sentence.length) questions.push(sentence);
      sentences.push([]);
    }
    return questions.length ? questions : sentences.filter((sentence) => sentence.length).slice(-1);
  }

  /** Returns whether a question can begin at a word. */
  function canBegin(texts, index) {
    if (index >= texts.length) return false;
    const grammar = loadGrammar();
    const [text, following] = [texts[index], texts[index + 1]];
    if (grammar.asking.has(text)) {
      const continues = grammar.helping.has(following) || ["'s", "'d", "to"].includes(following);
      return !(grammar.subordinate.has(text) && following && !continues);
    }
    if (grammar.helping.has(text)) return Boolean(following);
    return grammar.telling.has(text) && grammar.told.has(following);
  }

  /** Returns a sentence from the word where its question begins. */
  function mainPart(texts) {
    const starts = [0];
    texts.forEach((text, index) => {
      if ([",", ";", ":", "-"].includes(text)) starts.push(index + 1);
    });
    for (const start of starts) {
      let index = start;
      while (index < texts.length && loadGrammar().prelude.has(texts[index])) index += 1;
      if (canBegin(texts, index)) return texts.slice(index);
    }
    return texts;
  }

  function isOpen(main) {
    if (!main.length) return false;
    const grammar = loadGrammar();
    if (grammar.asking.has(main[0]) || grammar.telling.has(main[0])) return true;
    const polite = ["can", "could", "would", "will"].includes(main[0]) && main[1] === "you";
    const asksForData = main.slice(0, 5).some((text) => text === "send" || text === "sign");
    return polite && main.slice(2, 5).some((text) => grammar.telling.has(text)) && !asksForData;
  }

  function isNegated(main) {
    const grammar = loadGrammar();
    if (main.length <= 2 || !grammar.helping.has(main[0])) return false;
    return main[1] === "n't" || (grammar.persons.has(main[1]) && main[2] === "not");
  }

  /** Returns whether a sentence ends in a listed tag, or, after a comma, in an auxiliary and a pronoun. */
  function hasTieDown(texts) {
    const grammar = loadGrammar();
    const end = texts.filter((text) => text !== ")" && text !== '"');
    let comma = -1;
    end.forEach((text, index) => {
      if ([",", ";", "-"].includes(text)) comma = index;
    });
    const last = end.slice(comma + 1);
    if (comma >= 0 && grammar.tags.has(last.join(" "))) return true;
    if (last[last.length - 1] === "please") return false;
    if (comma < 0) return end.length <= 2 && grammar.short_tags.has(end.join(" "));
    const isTag = grammar.helping.has(last[0]) && grammar.persons.has(last[last.length - 1]);
    return isTag && (last.length === 2 || (last.length === 3 && last[1] === "n't"));
  }

  /** Returns whether two things are asked: two question marks, or a second question after "and" or a comma. */
  function isDouble(questions) {
    const grammar = loadGrammar();
    const full = questions.filter((question) => !(hasTieDown(question) && question.length <= 3));
    if (full.length > 1) return true;
    for (const question of full) {
      const main = mainPart(question);
      for (let index = 2; index < main.length - 1; index++) {
        if (!["and", "but", "then", ";"].includes(main[index]) || !canBegin(main, index + 1)) continue;
        const second = main[index + 2];
        if (grammar.asking.has(main[index + 1]) || grammar.persons.has(second) || ["your", "the", "n't"].includes(second)) {
          return !hasTieDown(["x", ",", ...main.slice(index + 1)]);
        }
      }
    }
    return false;
  }

  Object.assign(coach, { questionForms });
})((self.precallCoach = self.precallCoach || {}));
