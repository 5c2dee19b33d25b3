/** A Markdown table, padded so that it can be read as text too. */
export function markdownTable(headings: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = headings.map((heading, column) =>
    Math.max(heading.length, 3, ...rows.map((row) => (row[column] ?? '').length)),
  );
  const isText = headings.map((_, column) => rows.some((row) => /^[^\d-]/.test(row[column] ?? '')));
  const padded = (text: string, column: number): string =>
    isText[column] === true ? text.padEnd(widths[column] ?? 0) : text.padStart(widths[column] ?? 0);
  const line = (cells: readonly string[]): string => `| ${cells.map(padded).join(' | ')} |`;
  const rule = widths.map((width, column) =>
    isText[column] === true ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`,
  );
  return [line(headings), `| ${rule.join(' | ')} |`, ...rows.map(line)].join('\n');
}

/** One part of what a benchmark prints. */
export function section(title: string, text: string, table: string): string {
  return `### ${title}\n\n${text}\n\n${table}\n`;
}
