import { parseCommand } from '../../src/cli/parse.ts';
import { Tally } from '../../src/counter.ts';
import { Download } from '../../src/download/download.ts';
import { RequestHeaders } from '../../src/download/request-headers.ts';
import type { PlannedJob } from '../../src/jobs/job.ts';

export interface Begun {
  readonly download: Download;
  readonly tally: Tally;
  readonly clock: { nowNs: number };
}

/** A download of http://h.test/a, as the command line has it, on a clock that stands. */
export function begin(words: readonly string[] = [], job: Partial<PlannedJob> = {}): Begun {
  const command = parseCommand([...words, 'http://h.test/a'], ['any']);
  if (command.kind !== 'run') throw new Error('a run was expected');
  const rules = command.options;
  const tally = new Tally();
  const clock = { nowNs: 0 };
  const download = new Download(
    { index: 0, url: 'http://h.test/a', path: 'a', ...job },
    {
      rules,
      tally,
      headers: new RequestHeaders('agent/1', rules.headers),
      clock: () => clock.nowNs,
      random: () => 0.5,
      nowEpochMs: () => 1_700_000_000_000,
    },
  );
  return { download, tally, clock };
}

/** What is asked for now, by name. */
export function headersOf(download: Download): Record<string, string> {
  const { headers } = download.ask();
  return Object.fromEntries(
    headers.flatMap((name, at) => (at % 2 === 0 ? [[name, headers[at + 1] as string]] : [])),
  );
}
