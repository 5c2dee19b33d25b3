const TAG = /<(\/?)([a-z]+)((?:\s[a-z:A-Z-]+="[^"<&]*(?:&(?:amp|lt|gt|quot);[^"<&]*)*")*)\s*(\/?)>/gy;
const TEXT = /(?:[^<&]|&(?:amp|lt|gt|quot);)*/gy;
const NO_XML = /[^\t\n -\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u;

/** What keeps a text from being well-formed XML, as far as our pictures use it; null: nothing. */
export function xmlProblem(text: string): string | null {
  if (NO_XML.test(text)) return 'a character that XML has no place for';
  const open: string[] = [];
  for (let at = 0; at < text.length;) {
    TEXT.lastIndex = at;
    at += TEXT.exec(text)?.[0].length ?? 0;
    if (at === text.length) break;
    TAG.lastIndex = at;
    const found = TAG.exec(text);
    if (found === null) return `no tag: ${text.slice(at, at + 60)}`;
    const [whole, closes, name = '', attributes = '', empty] = found;
    const names = [...attributes.matchAll(/([a-z:A-Z-]+)=/g)].map(([, each]) => each);
    if (new Set(names).size < names.length) return `an attribute twice: ${whole}`;
    if (closes === '/' && open.pop() !== name) return `${whole} closes nothing`;
    if (closes === '' && empty === '') open.push(name);
    at += whole.length;
  }
  return open.length === 0 ? null : `not closed: ${open.join(', ')}`;
}
