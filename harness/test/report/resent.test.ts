import type { Witness } from '@fairfetch/contract';
import { describe, expect, test } from 'vitest';
import { renderCsv, renderMarkdown, renderTable } from '../../src/report/index.ts';
import { readCsv, readMarkdown } from '../support/read-formats.ts';
import { only, reportOf, rowOf } from '../support/report-of.ts';
import { okRuns, session, variant, witness } from '../support/session.ts';

/** Two rows, of which one was asked for more, by what the origin saw of it. */
function reportWith(over: (bytesTotal: number, downloads: number) => Partial<Witness>) {
  const given = session({ blocks: 5, variants: [variant('a/steady'), variant('b/again')] });
  const { bytes, downloads } = given.scenarios[0] ?? {};
  const plain = { requests: downloads ?? 0, bodyBytes: bytes ?? 0 };
  const runs = [plain, { ...plain, ...over(plain.bodyBytes, plain.requests) }].flatMap((seen, at) =>
    okRuns(at === 0 ? 'a/steady' : 'b/again', [9, 10, 11, 10, 10, 10]).map((run, block) =>
      Object.assign(run, { block, warmup: block === 0, witness: witness(5e6, seen) }),
    ),
  );
  return reportOf(runs, given);
}

const again = reportWith((bytes, requests) => ({ bodyBytes: bytes + 10_240, requests: requests + 3 }));

type Cells = readonly (string | undefined)[];
const byRequests = ([left]: Cells, [right]: Cells): number => Number(left) - Number(right);

describe('what was asked for and sent again', () => {
  test('is a figure of the row, beside what one time each takes', () => {
    const { downloads } = only(again);
    expect(rowOf(again, 'b/again')).toMatchObject({
      requests: { median: downloads + 3 },
      bytesResent: { median: 10_240 },
    });
    expect(rowOf(again, 'a/steady').bytesResent?.median).toBe(0);
  });

  test('is in the table, in Markdown and in CSV alike', () => {
    const { downloads } = only(again);
    expect(renderTable(again, { columns: 200, colour: false })).toMatch(/requests +resent/);
    const [headings = [], , ...rows] = readMarkdown(renderMarkdown(again));
    const cells = rows.map((row) => [row[headings.indexOf('requests')], row[headings.indexOf('resent KiB')]]);
    expect(cells.toSorted(byRequests)).toEqual([
      [`${downloads}`, '0'],
      [`${downloads + 3}`, '10'],
    ]);
    const csv = readCsv(renderCsv(again)).map((row) => [row['requestsMedian'], row['bytesResentMedian']]);
    expect(csv.toSorted(byRequests)).toEqual([
      [`${downloads}`, '0'],
      [`${downloads + 3}`, '10240'],
    ]);
  });

  test('takes no room where there was nothing of it', () => {
    const once = reportWith(() => ({}));
    expect(renderTable(once, { columns: 200, colour: false })).not.toMatch(/requests:|resent/);
    expect(renderMarkdown(once)).not.toMatch(/requests \||resent KiB/);
  });

  test('bytes received less than once are none sent again', () => {
    const less = reportWith((bytes) => ({ bodyBytes: bytes - 1 }));
    expect(rowOf(less, 'b/again').bytesResent?.median).toBe(0);
  });
});
