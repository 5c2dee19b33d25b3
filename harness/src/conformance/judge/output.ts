import type { Expect, StderrPattern } from '@fairfetch/contract';
import type { Ending, Misfit, Observation } from '../observation.ts';
import { numberInWords } from './patterns.ts';
import type { Statement } from './statement.ts';
import { figure, listOf, oneLine, quoted, shortened } from './words.ts';

const SIGNAL_NUMBERS: Readonly<Partial<Record<NodeJS.Signals, number>>> = {
  SIGHUP: 1,
  SIGINT: 2,
  SIGKILL: 9,
  SIGTERM: 15,
};

/**
 * The exit code, as a shell would tell it; null: there is none. A program that ends itself by the signal it was sent
 * has done what the codes 130 and 143 stand for.
 */
export function exitCodeOf(ending: Ending): number | null {
  if (ending.state === 'exited') return ending.code;
  if (ending.state !== 'signalled') return null;
  const number = SIGNAL_NUMBERS[ending.signal];
  return number === undefined ? null : 128 + number;
}

export function judgeExit(exit: Expect['exit'], { ending, stderr }: Observation): readonly Misfit[] {
  // A time-out is told by an invariant.
  if (ending.state === 'timed-out' || ending.state === 'flooded') return [];
  const allowed = Array.isArray(exit) ? exit : [exit];
  const code = exitCodeOf(ending);
  if (code !== null && allowed.includes(code)) return [];
  const expected = `exit code ${listOf(allowed.map(String), 8, 'or')}`;
  const said = lastLine(stderr);
  const seen = `${endingInWords(ending)}${said === '' ? '' : `, after ${quoted(said)} on stderr`}`;
  return [{ check: 'exit', rule: null, expected, seen }];
}

function endingInWords(ending: Ending): string {
  switch (ending.state) {
    case 'exited':
      return `exit code ${ending.code}`;
    case 'signalled':
      return `ended by ${ending.signal}`;
    case 'timed-out':
      return `still running after ${figure(ending.afterMs)} ms`;
    case 'flooded':
      return `${ending.stream} without end`;
    case 'not-started':
      return `not started: ${ending.message}`;
    default:
      return ending satisfies never;
  }
}

/** Without an expectation of its own: one summary with --json where the program came to its end, else nothing. */
export function judgeStdout(
  expected: Expect['stdout'],
  { stdout, asked, ending }: Observation,
  statement: Statement,
): readonly Misfit[] {
  // What was cut off in the middle says nothing; that it was is told by what always holds.
  if (stdout === null || ending.state === 'flooded' || ending.state === 'timed-out') return [];
  if (typeof expected === 'object') {
    const missing = expected.has.filter((part) => !stdout.includes(part));
    if (missing.length === 0) return [];
    const seen = stdout === '' ? 'nothing' : quoted(stdout);
    return [misfit('stdout', `stdout with ${listOf(missing.map(quoted))} in it`, seen)];
  }
  const code = exitCodeOf(ending);
  if (expected === 'empty' || !asked.json || code === 2) {
    return stdout === '' ? [] : [misfit('stdout', 'nothing on stdout', quoted(stdout))];
  }
  if (statement.summary !== null) return [];
  if (stdout === '' && mayBeSilent(code, asked.signals)) return [];
  const seen = stdout === '' ? 'nothing' : quoted(stdout);
  return [misfit('stdout', 'one JSON document, the summary, on stdout', seen)];
}

const KILLED = 128 + 9;

/** One that could not start, was killed, or was told twice to stop, owes nobody a summary. */
function mayBeSilent(code: number | null, signals: number): boolean {
  return code === null || code === 3 || code === KILLED || signals > 1;
}

export function judgeStderr(pattern: StderrPattern, stderr: string): readonly Misfit[] {
  const lines = stderr.split('\n').filter((line) => line.trim() !== '').length;
  const missing = (pattern.has ?? []).filter((part) => !stderr.includes(part));
  const unwanted = (pattern.hasNot ?? []).filter((part) => stderr.includes(part));
  const said = stderr === '' ? 'nothing' : quoted(shortened(stderr, 600));
  const most = pattern.lines ?? pattern.atMostLines ?? Infinity;
  const least = pattern.lines ?? 0;
  const wrongStart = pattern.startsWith !== undefined && !stderr.startsWith(pattern.startsWith);
  return [
    ...(missing.length === 0
      ? []
      : [misfit('stderr', `stderr with ${listOf(missing.map(quoted))} in it`, said)]),
    ...(unwanted.length === 0
      ? []
      : [misfit('stderr', `stderr without ${listOf(unwanted.map(quoted), 8, 'or')} in it`, said)]),
    ...(wrongStart
      ? [misfit('stderr', `stderr that begins with ${quoted(pattern.startsWith ?? '')}`, said)]
      : []),
    ...(lines >= least && lines <= most
      ? []
      : [misfit('stderr', `${linesInWords(pattern)} on stderr`, `${figure(lines)}: ${said}`)]),
  ];
}

function linesInWords({ lines, atMostLines }: StderrPattern): string {
  if (lines !== undefined) return lines === 0 ? 'no line' : `${figure(lines)} line${lines === 1 ? '' : 's'}`;
  return `${numberInWords({ atMost: atMostLines ?? 0 })} lines`;
}

function lastLine(stderr: string): string {
  const lines = stderr.split(/[\r\n]+/).map(oneLine);
  return lines.findLast((line) => line !== '') ?? '';
}

function misfit(check: string, expected: string, seen: string): Misfit {
  return { check, rule: null, expected, seen };
}
