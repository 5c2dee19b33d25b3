export interface Page {
  /** All but what is fenced. */
  readonly prose: string;
  /** The lines within fences. */
  readonly fenced: readonly string[];
  readonly isClosed: boolean;
  /** What a person reads of the prose, as text. */
  readonly decoded: string;
}

/** Fences as CommonMark has them: one is closed by as many backticks, or more, and nothing else on the line. */
export function readPage(text: string): Page {
  const prose: string[] = [];
  const fenced: string[] = [];
  let open = 0;
  for (const line of text.split('\n')) {
    const [, ticks = '', rest = ''] = /^ {0,3}(`{3,})([^`]*)$/.exec(line) ?? [];
    if (open === 0 && ticks !== '') open = ticks.length;
    else if (open > 0 && ticks.length >= open && rest.trim() === '') open = 0;
    else (open > 0 ? fenced : prose).push(line);
  }
  const decoded = prose
    .join('\n')
    .replaceAll(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)))
    .replaceAll('\u200B', '');
  return { prose: prose.join('\n'), fenced, isClosed: open === 0, decoded };
}
