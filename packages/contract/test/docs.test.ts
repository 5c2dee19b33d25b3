/** docs/contract.md is prose for authors; what it lists must be what the machine-readable half says. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

function read(path: string): string {
  return readFileSync(new URL(path, import.meta.url), 'utf8');
}

interface Option {
  readonly name: string;
  readonly short?: string;
  readonly takes?: string;
  readonly default?: string;
  readonly level: string;
}
interface Code {
  readonly code: string;
  readonly retried: string;
}

const page = read('../../../docs/contract.md');
const commandLine = JSON.parse(read('../vectors/command-line.json')) as {
  options: readonly Option[];
  exitCodes: readonly { code: number; meaning: string }[];
};
const { codes, statuses } = JSON.parse(read('../vectors/failures.json')) as {
  codes: readonly Code[];
  statuses: readonly { status: number; retried: boolean }[];
};
const { lines } = JSON.parse(read('../vectors/help.json')) as { lines: readonly string[] };

/** The rows of every table of the page, as trimmed cells. */
const rows = page
  .split('\n')
  .filter((line) => line.startsWith('|'))
  .map((line) =>
    line
      .slice(1, -1)
      .split('|')
      .map((cell) => cell.trim()),
  );

function spelled({ name, short, takes }: Option): string {
  return `${short === undefined ? '' : `-${short}, `}--${name}${takes === undefined ? '' : ` ${takes}`}`;
}

describe('docs/contract.md', () => {
  it('lists every option with its level and default, in order, and no other', () => {
    const listed = rows.filter(([first]) => first !== undefined && /^`-.*`$/.test(first));
    expect(listed.map(([option, level, , byDefault]) => [option, level, byDefault])).toEqual(
      commandLine.options.map((option) => [
        `\`${spelled(option)}\``,
        option.level,
        option.default === undefined ? '' : `\`${option.default}\``,
      ]),
    );
  });

  it('lists every exit code', () => {
    const listed = rows.filter(([first]) => first !== undefined && /^\d+$/.test(first));
    expect(listed.map(([code]) => Number(code))).toEqual(commandLine.exitCodes.map(({ code }) => code));
    for (const [at, { meaning }] of commandLine.exitCodes.entries())
      expect(listed[at]?.[1]).toContain(meaning);
  });

  it('lists every failure with whether it is retried, in order', () => {
    const listed = rows
      .filter((cells) => cells.length === 3 && /^(`[a-z-]+`(, )?)+$/.test(cells[0] ?? ''))
      .filter(([first]) => codes.some(({ code }) => first?.includes(`\`${code}\``)))
      .flatMap(([first = '', , retried = '']) =>
        [...first.matchAll(/`([a-z-]+)`/g)].map((match) => [match[1], retried]),
      );
    const retriedStatuses = statuses.filter(({ retried }) => retried).map(({ status }) => status);
    const words: Readonly<Record<string, string>> = {
      yes: 'yes',
      no: 'no',
      once: 'once, from zero, whatever `--retries` says',
      'by-status': retriedStatuses.join(' '),
    };
    expect(listed).toEqual(codes.map(({ code, retried }) => [code, words[retried]]));
  });

  it('names only vectors and schemas that are there', () => {
    const named = [...page.matchAll(/`((?:vectors|schema)\/[\w.-]+\.json)`/g)].map((match) => match[1] ?? '');
    expect(named.length).toBeGreaterThan(5);
    for (const path of named) expect(() => read(`../${path}`)).not.toThrow();
  });
});

describe('the help text', () => {
  it('has the same options in the same order', () => {
    const listed = lines.flatMap((line) => /^ {2}(?: {4})?(-.*?)(?: {2,}|$)/.exec(line)?.[1] ?? []);
    expect(listed).toEqual(commandLine.options.map(spelled));
  });

  it('says the defaults', () => {
    const text = lines.join('\n');
    for (const { name, default: byDefault } of commandLine.options) {
      if (byDefault !== undefined)
        expect(text, name).toMatch(new RegExp(`--${name} [\\s\\S]*?default: ${byDefault}\\)`));
    }
  });
});
