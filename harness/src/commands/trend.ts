import { rm, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { HarnessError, reasonOf } from '../errors.ts';
import { makeFolder } from '../folders.ts';
import { DEFAULT_HISTORY, type TrendFormat, type TrendOptions } from '../options/trend.ts';
import { glyphsFor } from '../report/index.ts';
import { writeWhole } from '../store/whole-file.ts';
import { takesEscapes } from '../terminal.ts';
import {
  drawTrend,
  readReports,
  renderTrendCsv,
  renderTrendJson,
  renderTrendTable,
  trendOf,
  type Trend,
} from '../trend/index.ts';
import type { World } from '../world.ts';

/** Shows a metric over revisions, from kept reports of the gate. Nothing is run. Gives the exit code. */
export async function trend(options: TrendOptions, world: World): Promise<number> {
  const { folders, metric, variants, scenario, out, format } = options;
  const history = join(world.root, DEFAULT_HISTORY);
  const { reports, leftOut } = await reportsIn(
    folders.map((each) => resolve(each)),
    history,
  );
  for (const each of leftOut) world.stderr.write(`${each}\n`);
  if (reports.length === 0) throw nothingFound(folders.length === 0 ? [history] : folders);
  const found = trendOf(reports, { metric, variants, scenario });
  world.stdout.write(rendered(found, format, world));
  if (out !== null) {
    await writePicture(resolve(out), drawTrend(found));
    world.stderr.write(`Picture: ${resolve(out)}\n`);
  }
  return 0;
}

/** A history that nobody has begun is an empty one; a folder that was named must be there. */
async function reportsIn(folders: readonly string[], history: string): ReturnType<typeof readReports> {
  if (folders.length > 0) return readReports(folders);
  const there = await stat(history).catch(() => null);
  return there === null ? { reports: [], leftOut: [] } : readReports([history]);
}

function nothingFound(folders: readonly string[]): HarnessError {
  return new HarnessError(
    'results',
    `there is no report of the gate in ${folders.join(', ')}`,
    'Reports get there by `fairfetch check --base=REF --keep DIR`.',
  );
}

function rendered(found: Trend, format: TrendFormat, { stdout, env }: World): string {
  switch (format) {
    case 'table':
      return renderTrendTable(found, {
        colour: takesEscapes(stdout, env) && !env['NO_COLOR'],
        glyphs: glyphsFor(env),
      });
    case 'json':
      return renderTrendJson(found);
    case 'csv':
      return renderTrendCsv(found);
    default:
      return format satisfies never;
  }
}

async function writePicture(file: string, text: string): Promise<void> {
  try {
    await makeFolder(dirname(file));
    await writeWhole(dirname(file), basename(file), text);
  } catch (error) {
    // What was written aside and found no place.
    await rm(`${file}.new`, { force: true }).catch(() => null);
    throw new HarnessError(
      'results',
      `the picture cannot be written to ${file}: ${reasonOf(error)}`,
      'Name a file in a folder that can be written to with --out FILE.svg.',
      { cause: error },
    );
  }
}
