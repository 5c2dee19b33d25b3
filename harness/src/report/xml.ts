/** Text of an element. XML 1.0 has no place for most control characters, however they are written. */
export function xmlText(text: string): string {
  return text
    .replaceAll(/[^\t\n\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '\uFFFD')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;');
}

/** The value of an attribute, with its quotes; white space is kept as it is. */
export function xmlAttribute(text: string): string {
  return `"${xmlText(text).replaceAll('"', '&quot;').replaceAll('\n', '&#10;').replaceAll('\t', '&#9;')}"`;
}
