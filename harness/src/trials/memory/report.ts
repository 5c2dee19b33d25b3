import type { Kind } from './lists.ts';

export interface MemoryRow {
  readonly variant: string;
  readonly kind: Kind;
  readonly fewLines: number;
  readonly fewPeakBytes: number;
  readonly manyLines: number;
  readonly manyPeakBytes: number;
  readonly manyWallNs: number;
}

/** How much a further line of the list raises the peak, bytes. */
export function bytesPerLine({ fewLines, fewPeakBytes, manyLines, manyPeakBytes }: MemoryRow): number {
  return (manyPeakBytes - fewPeakBytes) / (manyLines - fewLines);
}

/** What no list may cost for a line in any language: its name is known to be taken, and nothing else is kept. */
export const MOST_BYTES_PER_LINE = 200;

const HEADINGS = ['variant', 'lines', 'few, MiB', 'many, MiB', 'bytes a line', 'µs a line'] as const;

export function memoryTable(rows: readonly MemoryRow[]): string {
  const cells = rows.map((row) => [
    row.variant,
    row.kind,
    mib(row.fewPeakBytes),
    mib(row.manyPeakBytes),
    bytesPerLine(row).toFixed(0),
    (row.manyWallNs / 1e3 / row.manyLines).toFixed(1),
  ]);
  const all = [[...HEADINGS], ...cells];
  const widths = HEADINGS.map((_, column) => Math.max(...all.map((line) => line[column]?.length ?? 0)));
  const lines = all.map((line) =>
    line
      .map((cell, at) => (at < 2 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0)))
      .join('  '),
  );
  lines.splice(1, 0, '─'.repeat(lines[0]?.length ?? 0));
  const [first] = rows;
  const legend =
    first === undefined
      ? []
      : [
          '',
          `Peak memory of the process with a list of ${count(first.fewLines)} and one of ${count(first.manyLines)} lines, all`,
          'refused (no http) or all skipped (--existing skip); a line may cost',
          `${MOST_BYTES_PER_LINE} bytes at most.`,
        ];
  return `${[...lines, ...legend].join('\n')}\n`;
}

function mib(bytes: number): string {
  return (bytes / 1024 ** 2).toFixed(1);
}

function count(lines: number): string {
  return lines.toLocaleString('en');
}
