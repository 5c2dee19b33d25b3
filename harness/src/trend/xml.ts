import { plain } from '../check-report/words.ts';

/** Text of whoever wrote a commit, for an element or a quoted attribute. XML 1.0 has no place for some characters. */
export function xmlText(text: string): string {
  return plain(text)
    .replaceAll(/[^\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '\uFFFD')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
