/** RFC 4180, written apart from the code that writes it. */
export function readCsv(text: string): readonly Readonly<Record<string, string>>[] {
  const lines = text
    .trimEnd()
    .split('\n')
    .map((line) => Array.from(line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)))
    .map((cells) => cells.map(([, quoted, bare]) => quoted?.replaceAll('""', '"') ?? bare ?? ''));
  const [names = [], ...body] = lines;
  return body.map((cells) => Object.fromEntries(names.map((name, index) => [name, cells[index] ?? ''])));
}

/** The lines of every table, their cells. */
export function readMarkdown(text: string): readonly (readonly string[])[] {
  return text
    .split('\n')
    .filter((line) => line.startsWith('| '))
    .map((line) => line.slice(2, -2).split(' | '));
}

/**
 * The cells of the one line of the terminal's table that begins with a name, without what is drawn: that column is cut
 * out by where its heading stands.
 */
export function readTableRow(table: string, name: string): readonly string[] {
  const lines = table.split('\n');
  const headings = lines.find((line) => line.startsWith('variant ')) ?? '';
  const line = lines.find((each) => each.startsWith(`${name} `)) ?? '';
  const [from, to] = [headings.indexOf('drawn'), headings.indexOf('group')];
  const cut = from === -1 ? line : line.slice(0, from) + line.slice(to);
  return cut.trim().split(/ +/);
}
