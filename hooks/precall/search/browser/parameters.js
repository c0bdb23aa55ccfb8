// The numbers of the ranking. They were fitted together as tests/search/fit.mjs does it, and six then changed by hand:
// docs/manual/explanation/search.md says on which queries, and which six.
(function (search) {
  "use strict";

  search.parameters = {
    // Weights of title, keywords, sounds like, lead, lines, context.
    fields: [4, 6.1, 1.8, 0.38, 0.34, 1.5],
    // How much a long field weakens its words: of the short fields, and of running text.
    shortLength: 0.69,
    textLength: 0.3,
    // How soon more of the same word stops to count.
    saturation: 4,
    // Fits of a typed word to a word of the index; an exact word has 1.
    stem: 0.95,
    completion: 0.8,
    // A completion of a word that is not the last, and of a last word that is a word itself.
    inside: 0.7,
    knownUnfinished: 0.52,
    slip: 0.6,
    twoSlips: 0.5,
    slipInBeginning: 0.3,
    otherFirstLetter: 0.8,
    synonym: 0.8,
    related: 0.4,
    // Factor of similar words and completions if the typed word itself is known.
    ifKnown: 0.16,
    // Factor for each word that is a stop word.
    stopWord: 0.25,
    // Reward for having all words of the query: the exponent of the share that a document has.
    coverage: 0.31,
    // Reward for a title, keyword or sentence that is the query.
    agreement: 2,
    // How much words that were not typed weaken the agreement of a text: an exponent.
    foreign: 1,
    // The agreement of one that begins with the query.
    begins: 1,
    // Weights of the kinds, in their order.
    kinds: [1, 1, 0.43, 0.95, 1.1, 0.61, 0.6, 0.6, 0.59, 1],
  };
})((self.precallSearch = self.precallSearch || {}));
