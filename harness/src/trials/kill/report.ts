import type { Verdict } from './judge.ts';

/** All points of one variant, added up. */
export interface KillRow {
  readonly variant: string;
  readonly points: number;
  readonly right: number;
  readonly resumable: number;
  readonly resumed: number;
  readonly resentBytes: number;
  readonly mostResentBytes: number;
  /** Point and finding, for each point that was not right. */
  readonly findings: readonly { readonly point: number; readonly text: string }[];
}

export function killRow(variant: string, verdicts: readonly Verdict[]): KillRow {
  const sum = (value: (verdict: Verdict) => number): number =>
    verdicts.reduce((total, verdict) => total + value(verdict), 0);
  return {
    variant,
    points: verdicts.length,
    right: verdicts.filter(({ findings }) => findings.length === 0).length,
    resumable: sum(({ resumable }) => resumable),
    resumed: sum(({ resumed }) => resumed),
    resentBytes: sum(({ resentBytes }) => resentBytes),
    mostResentBytes: Math.max(0, ...verdicts.map((verdict) => verdict.mostResentBytes)),
    findings: verdicts.flatMap(({ findings }, point) => findings.map((text) => ({ point, text }))),
  };
}

const HEADINGS = ['variant', 'kills', 'right', 'parts', 'resumed', 'sent again', 'most a file'] as const;

/** A table of at most 80 columns, what each column means, and every finding. */
export function killTable(rows: readonly KillRow[], seed: number): string {
  const cells = rows.map((row) => [
    row.variant,
    String(row.points),
    String(row.right),
    String(row.resumable),
    String(row.resumed),
    kib(row.resentBytes),
    kib(row.mostResentBytes),
  ]);
  const all = [[...HEADINGS], ...cells];
  const widths = HEADINGS.map((_, column) => Math.max(...all.map((line) => line[column]?.length ?? 0)));
  const lines = all.map((line) =>
    line
      .map((cell, at) => (at === 0 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0)))
      .join('  '),
  );
  lines.splice(1, 0, '─'.repeat(lines[0]?.length ?? 0));
  const findings = rows.flatMap(({ variant, findings: found }) =>
    found.map(({ point, text }) => `${variant}, point ${point}: ${text}`),
  );
  return `${[...lines, '', ...LEGEND, `Seed ${seed}.`, ...findings].join('\n')}\n`;
}

const LEGEND = [
  'kills: runs ended by SIGKILL, at a moment or at a byte; right: after the next',
  'run every file was as served and nothing was left over; parts: large files',
  'of which a described part was on the disk; resumed: continued exactly there;',
  'sent again: bytes that were on the disk already, and the most of one file.',
] as const;

function kib(bytes: number): string {
  return `${(bytes / 1024).toFixed(0)} KiB`;
}
