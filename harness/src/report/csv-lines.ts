export type Cell = string | number | null;

/** RFC 4180: quoted where it must be. Missing is empty, never 0. */
function cellText(value: Cell): string {
  const text = String(value ?? '');
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Rows of cells, the names of the columns first. */
export function csvLines(rows: readonly (readonly Cell[])[]): string {
  return rows.map((cells) => `${cells.map(cellText).join(',')}\n`).join('');
}
