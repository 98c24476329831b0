let translations: Readonly<Record<string, string>> = {};

/** The text in the editor's language; itself where there is no translation. Pictures and figures speak English, as their exports do. */
export function say(text: string): string {
  return translations[text] ?? text;
}

/** Speaks the language of these translations from now on; true where that is another than before. */
export function speak(words: Readonly<Record<string, string>>): boolean {
  const other = JSON.stringify(words) !== JSON.stringify(translations);
  translations = words;
  return other;
}
