import { appendFile } from 'node:fs/promises';
import type { CheckReport } from '@fairfetch/contract';
import {
  annotationsOf,
  renderCheckCsv,
  renderCheckJson,
  renderCheckJunit,
  renderCheckMarkdown,
  renderCheckTable,
} from '../check-report/index.ts';
import { reasonOf } from '../errors.ts';
import type { Format } from '../option-table.ts';
import { glyphsFor } from '../report/index.ts';
import { writeReport } from '../store/index.ts';
import { columnsOf, takesEscapes } from '../terminal.ts';
import type { World } from '../world.ts';

/** Beside the blocks they were made from. */
export async function writeCheckReports(folder: string, report: CheckReport): Promise<void> {
  await writeReport(folder, 'report.json', renderCheckJson(report));
  await writeReport(folder, 'report.csv', renderCheckCsv(report));
  await writeReport(folder, 'report.md', renderCheckMarkdown(report));
  await writeReport(folder, 'junit.xml', renderCheckJunit(report));
}

/** Prints the report, and tells the service that runs us, where there is one. */
export async function showCheck(report: CheckReport, format: Format, world: World): Promise<void> {
  world.stdout.write(renderedCheck(report, format, world));
  await tellService(report, world);
}

export function renderedCheck(report: CheckReport, format: Format, { stdout, env }: World): string {
  switch (format) {
    case 'table':
      return renderCheckTable(report, {
        columns: columnsOf(stdout, 100),
        colour: takesEscapes(stdout, env) && !env['NO_COLOR'],
        glyphs: glyphsFor(env),
      });
    case 'json':
      return renderCheckJson(report);
    case 'csv':
      return renderCheckCsv(report);
    case 'markdown':
      return renderCheckMarkdown(report);
    default:
      return format satisfies never;
  }
}

/** GitHub reads annotations from either stream; stdout is for data. */
async function tellService(report: CheckReport, { stderr, env }: World): Promise<void> {
  if (env['GITHUB_ACTIONS'] === 'true') {
    for (const line of annotationsOf(report)) stderr.write(`${line}\n`);
  }
  const summary = env['GITHUB_STEP_SUMMARY'];
  if (summary === undefined || summary === '') return;
  try {
    await appendFile(summary, renderCheckMarkdown(report));
  } catch (error) {
    stderr.write(`the summary cannot be added to GITHUB_STEP_SUMMARY (${summary}): ${reasonOf(error)}\n`);
  }
}
