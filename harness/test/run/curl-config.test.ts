import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { renderCurlConfig } from '../../src/run/curl-config.ts';
import { temporaryFolder } from '../support/world.ts';

const AWKWARD_PATHS: readonly (readonly [path: string, line: string])[] = [
  ['plain.bin', 'output = "plain.bin"'],
  ['a folder/and another/file.bin', 'output = "a folder/and another/file.bin"'],
  ['say "hello"', String.raw`output = "say \"hello\""`],
  [String.raw`back\slash\new`, String.raw`output = "back\\slash\\new"`],
  [String.raw`ends in \"`, String.raw`output = "ends in \\\""`],
  ['tab\tline\nreturn\rupright\v.', String.raw`output = "tab\tline\nreturn\rupright\v."`],
  ['# [1-3] {a,b} #1 = :', 'output = "# [1-3] {a,b} #1 = :"'],
  ['grüße.bin', 'output = "grüße.bin"'],
];

test.each(AWKWARD_PATHS)('%j', (path, line) => {
  expect(renderCurlConfig([{ url: 'http://h/a?b=[c]', path }])).toBe(`url = "http://h/a?b=[c]"\n${line}\n`);
});

test('no jobs, no lines', () => {
  expect(renderCurlConfig([])).toBe('');
});

const { failed: noCurl } = await execa('curl', ['--version'], { reject: false });

test('curl itself reads it back as it was meant', async ({ skip }) => {
  skip(noCurl, 'curl is not installed');
  const folder = temporaryFolder();
  const source = join(folder, 'source [1-2]');
  writeFileSync(source, 'content');
  const config = join(folder, 'config');
  const paths = AWKWARD_PATHS.map(([path]) => path);
  writeFileSync(config, renderCurlConfig(paths.map((path) => ({ url: pathToFileURL(source).href, path }))));
  const out = join(folder, 'out');
  mkdirSync(out);
  const flags = ['--disable', '--no-progress-meter', '--fail', '--globoff', '--parallel', '--create-dirs'];
  const { exitCode, stderr } = await execa('curl', [...flags, '--output-dir', out, '--config', config], {
    reject: false,
  });
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  const files = readdirSync(out, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const found = files.map((entry) => join(entry.parentPath, entry.name).slice(out.length + 1));
  expect(found.toSorted()).toEqual(paths.toSorted());
});
