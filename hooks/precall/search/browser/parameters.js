// The numbers of the ranking. All were fitted together by tests/search/fit.mjs; docs/search.md says on which queries.
(function (search) {
  "use strict";

  search.parameters = {
    // Weights of title, keywords, sounds like, lead, lines, context.
    fields: [4, 4, 3, 1, 0.7, 0.6],
    // How much a long field weakens its words: of the short fields, and of running text.
    shortLength: 0.5,
    textLength: 0.5,
    // How soon more of the same word stops to count.
    saturation: 2,
    // Fits of a typed word to a word of the index; an exact word has 1.
    stem: 0.9,
    completion: 0.75,
    // A completion of a word that is not the last, and of a last word that is a word itself.
    inside: 0.7,
    knownUnfinished: 0.5,
    slip: 0.7,
    twoSlips: 0.4,
    slipInBeginning: 0.4,
    otherFirstLetter: 0.8,
    synonym: 0.6,
    related: 0.5,
    // Factor of similar words and completions if the typed word itself is known.
    ifKnown: 0.2,
    // Factor for each word that is a stop word.
    stopWord: 0.25,
    // Reward for having all words of the query: the exponent of the share that a document has.
    coverage: 0.8,
    // Reward for a title, keyword or sentence that is the query.
    agreement: 0.8,
    // Weights of the kinds, in their order.
    kinds: [1, 1, 0.9, 0.95, 0.85, 0.75, 0.6, 0.6, 0.9, 1],
  };
})((self.precallSearch = self.precallSearch || {}));
