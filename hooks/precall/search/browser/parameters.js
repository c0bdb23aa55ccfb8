// The numbers of the ranking. They were fitted together as tests/search/fit.mjs does it, and one then changed by hand:
// docs/manual/explanation/search.md says on which queries, and which one.
(function (search) {
  "use strict";

  search.parameters = {
    // Weights of title, keywords, sounds like, lead, lines, context.
    fields: [3.2, 6.1, 1.8, 0.25, 0.34, 2.3],
    // How much a long field weakens its words: of the short fields, and of running text.
    shortLength: 0.69,
    textLength: 0.3,
    // How soon more of the same word stops to count.
    saturation: 4,
    // Fits of a typed word to a word of the index; an exact word has 1.
    stem: 0.95,
    completion: 1,
    // A completion of a word that is not the last, and of a last word that is a word itself.
    inside: 0.45,
    knownUnfinished: 0.98,
    slip: 0.6,
    twoSlips: 0.6,
    slipInBeginning: 0.38,
    otherFirstLetter: 0.52,
    synonym: 0.8,
    related: 0.6,
    // Factor of similar words and completions if the typed word itself is known.
    ifKnown: 0.1,
    // Factor for each word that is a stop word.
    stopWord: 0.25,
    // Reward for having all words of the query: the exponent of the share that a document has.
    coverage: 0.31,
    // Reward for a title, keyword or sentence that is the query.
    agreement: 2.5,
    // How much words that were not typed weaken the agreement of a text: an exponent.
    foreign: 1.5,
    // The agreement of one that begins with the query.
    begins: 0.65,
    // Weights of the kinds, in their order.
    kinds: [1, 1, 0.43, 0.95, 1.1, 0.76, 0.6, 0.31, 0.3, 1],
  };
})((self.precallSearch = self.precallSearch || {}));
