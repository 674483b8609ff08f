/**
 * The spoken form of the sentence on the screen. Off until the installer switches it on (`?voice=on`) and silent where the
 * machine has no voice of that language. A new sentence interrupts the old one.
 */
export function speak(sentence: string, language: string): void {
  if (new URLSearchParams(globalThis.location.search).get('voice') !== 'on' || !('speechSynthesis' in globalThis)) return;
  const voice = speechSynthesis.getVoices().find((candidate) => candidate.lang.startsWith(language.slice(0, 2)));
  if (voice === undefined) return;
  speechSynthesis.cancel();
  const utterance = new SpeechSynthesisUtterance(sentence);
  utterance.voice = voice;
  utterance.lang = language;
  speechSynthesis.speak(utterance);
}

/** 「A零零八」: letters and digits of a number spoken singly. */
export function spokenNumber(label: string): string {
  return [...label].map((character) => SPOKEN.get(character) ?? character).join(' ');
}

const SPOKEN: ReadonlyMap<string, string> = new Map(Array.from('零一二三四五六七八九', (word, digit) => [String(digit), word]));
