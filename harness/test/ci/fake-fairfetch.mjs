/**
 * Stands where a checkout of Fairfetch has its tools/bootstrap.mjs: notes how it was called in the file CALLS, one JSON
 * a line, and ends with FAKE_EXIT, with a report of FAKE_VERDICT (and FAKE_REPORT_EXIT, if it is to lie) where that is set.
 */
import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const { CALLS, FAKE_EXIT, FAKE_REPORT_EXIT = FAKE_EXIT, FAKE_VERDICT } = process.env;
const args = process.argv.slice(2);
const seen = ['GITHUB_ACTIONS', 'GITHUB_STEP_SUMMARY'].filter((name) => process.env[name] !== undefined);
appendFileSync(CALLS, `${JSON.stringify({ args, cwd: process.cwd(), seen })}\n`);
process.stdout.write('the table\n');
if (FAKE_VERDICT !== undefined) {
  const out = args.at(-1).replace(/^--out=/, '');
  mkdirSync(out, { recursive: true });
  writeFileSync(
    join(out, 'report.json'),
    JSON.stringify({ verdict: FAKE_VERDICT, exitCode: Number(FAKE_REPORT_EXIT) }),
  );
}
process.exitCode = Number(FAKE_EXIT);
