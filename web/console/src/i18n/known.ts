/** Whether a word of the server is one that this console has a translation for. */
export function isOneOf<Words extends object>(words: Words, word: string): word is Extract<keyof Words, string> {
  return Object.hasOwn(words, word);
}
