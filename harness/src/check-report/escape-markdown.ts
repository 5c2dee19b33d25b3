const ZERO_WIDTH_SPACE = '&#8203;';

function entity(character: string): string {
  return `&#${character.codePointAt(0)};`;
}

/**
 * Text from elsewhere (on one line, see `plain`) shows as it is: no cell, tag, link, code or emphasis begins in it, and
 * nobody is called by an @. Entities, because a backslash is not heeded within a word of GitHub's own making.
 */
export function escapeMarkdown(text: string): string {
  return text
    .replaceAll(/[&<>"'`*_[\]{}|~\\$]/g, entity)
    .replaceAll('://', '&#58;//')
    .replaceAll(/www\./gi, (word) => `${word.slice(0, -1)}&#46;`)
    .replaceAll('@', `&#64;${ZERO_WIDTH_SPACE}`);
}

/** Text in which characters line up and nothing is markup, whatever it holds. */
export function fenced(text: string, language = 'text'): string {
  const longest = (text.match(/`+/g) ?? []).reduce((most, { length }) => Math.max(most, length), 2);
  const fence = '`'.repeat(longest + 1);
  return [`${fence}${language}`, text, fence].join('\n');
}
