import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { InputError } from '../../src/jobs/input.ts';
import { InputLines } from '../../src/jobs/lines.ts';

function write(content: Buffer): string {
  const file = join(mkdtempSync(join(tmpdir(), 'lines-')), 'list');
  writeFileSync(file, content);
  return file;
}

describe('InputLines', () => {
  test('a mark of UTF-8 at the start is passed over', () => {
    const file = write(Buffer.from('\u{feff}http://h/a\n'));
    expect(new InputLines([], file).next()).toEqual({ text: 'http://h/a', number: 1 });
  });

  test.each<[string, Buffer, string]>([
    ['UTF-16', Buffer.from('\u{feff}http://h/a\n', 'utf16le'), 'it is UTF-16; save it as UTF-8'],
    ['UTF-16, high byte first', Buffer.from([0xfe, 0xff, 0, 0x68]), 'it is UTF-16; save it as UTF-8'],
    ['UTF-32', Buffer.from([0xff, 0xfe, 0, 0, 0x68, 0, 0, 0]), 'it is UTF-32; save it as UTF-8'],
    ['UTF-32, high byte first', Buffer.from([0, 0, 0xfe, 0xff, 0, 0]), 'it is UTF-32; save it as UTF-8'],
    ['a NUL in the first 64 bytes', Buffer.from(`${'x'.repeat(63)}\0`), 'it is not text'],
  ])('%s is refused before a line is read', (_, content, reason) => {
    const file = write(content);
    expect(() => new InputLines([], file)).toThrow(InputError);
    expect(() => new InputLines([], file)).toThrow(`cannot read the input ${file}: ${reason}`);
  });

  test('a NUL after that is a matter of its line', () => {
    const file = write(Buffer.from(`${'x'.repeat(64)}\0\n`));
    expect(new InputLines([], file).next()).toEqual({ text: `${'x'.repeat(64)}\0`, number: 1 });
  });

  test('what cannot be opened is named, in the words of the system', () => {
    expect(() => new InputLines([], '/nowhere/list')).toThrow(
      'cannot read the input /nowhere/list: No such file or directory',
    );
    expect(() => new InputLines([], tmpdir())).toThrow(/: it is a folder$/u);
  });
});
