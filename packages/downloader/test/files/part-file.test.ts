import {
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { DownloadFailure } from '../../src/failures/failure.ts';
import { OutputFolder } from '../../src/files/output-folder.ts';
import { PartFile } from '../../src/files/part-file.ts';
import { Place } from '../../src/files/place.ts';
import { bodyOf } from '../kit/index.ts';

const NOTE = { url: 'http://h/a', validator: '"v1"', total: 3_000_000 };

function newFolder(): string {
  return mkdtempSync(join(tmpdir(), 'files-'));
}

function placeOf(path: string): Place {
  return new Place(path, 'a', false, false);
}

function leave(part: string | undefined, note: object | string | undefined): Place {
  const path = join(newFolder(), 'a');
  if (part !== undefined) writeFileSync(`${path}.part`, part);
  if (note !== undefined)
    writeFileSync(`${path}.part.json`, typeof note === 'string' ? note : JSON.stringify(note));
  return placeOf(path);
}

function leftBy({ path }: Place): string[] {
  return readdirSync(join(path, '..'));
}

describe('PartFile', () => {
  test.each([
    ['nothing', []],
    ['one piece', [100]],
    ['a few pieces', [1, 0, 5000, 70_000]],
    ['more than a batch', Array.from({ length: 40 }, () => 65_536)],
    ['more pieces than a batch takes', Array.from({ length: 1000 }, () => 3)],
  ])('%s', (_, sizes: number[]) => {
    const path = join(newFolder(), 'a');
    const file = new PartFile(placeOf(path));
    const whole = bodyOf(sizes.reduce((sum, size) => sum + size, 0));
    for (let at = 0, n = 0; n < sizes.length; at += sizes[n] as number, n += 1) {
      file.write(whole.subarray(at, at + (sizes[n] as number)));
    }
    expect(existsSync(path)).toBe(false);
    file.commit();
    expect(readFileSync(path).equals(whole)).toBe(true);
    expect(existsSync(`${path}.part`)).toBe(false);
  });

  test('discarded before and after anything was written: nothing is left', () => {
    const folder = newFolder();
    for (const bytes of [10, 3_000_000]) {
      const place = placeOf(join(folder, 'a'));
      const file = new PartFile(place);
      file.start(0, NOTE);
      file.write(bodyOf(bytes));
      file.drop();
      place.discard();
    }
    expect(readdirSync(folder)).toEqual([]);
  });

  test('dropping what was never begun leaves the files of others alone', () => {
    const folder = newFolder();
    writeFileSync(join(folder, 'a.part'), '');
    new PartFile(placeOf(join(folder, 'a'))).drop();
    expect(readdirSync(folder)).toEqual(['a.part']);
  });

  test('a folder under the final name: disk, and no part is left', () => {
    const folder = newFolder();
    mkdirSync(join(folder, 'a'));
    const place = placeOf(join(folder, 'a'));
    const file = new PartFile(place);
    file.write(bodyOf(10));
    expect(() => file.commit()).toThrow(expect.objectContaining({ code: 'disk' }));
    place.discard();
    expect(readdirSync(folder)).toEqual(['a']);
  });

  test('a full disk: disk', () => {
    const file = new PartFile(placeOf(join('/proc', 'self', 'a')));
    file.write(bodyOf(10));
    expect(() => file.commit()).toThrow(DownloadFailure);
  });

  test('closed, and gone on with later: the note stands until the file is in place', () => {
    const folder = newFolder();
    const whole = bodyOf(3_000_000);
    const place = placeOf(join(folder, 'a'));
    const first = new PartFile(place);
    first.start(0, NOTE);
    first.write(whole.subarray(0, 1_500_001));
    first.close();
    expect(readFileSync(join(folder, 'a.part')).length).toBe(1_500_001);
    expect(JSON.parse(readFileSync(join(folder, 'a.part.json'), 'utf8'))).toEqual(NOTE);
    const second = new PartFile(place);
    second.start(1_500_001, undefined);
    second.write(whole.subarray(1_500_001));
    second.commit();
    expect(readdirSync(folder)).toEqual(['a']);
    expect(readFileSync(join(folder, 'a')).equals(whole)).toBe(true);
  });
});

describe('Place', () => {
  const url = 'http://user:secret@h/a';
  const masked = { ...NOTE, url: 'http://***@h/a', total: 10 };

  test('what an earlier run left of the same URL is found', () => {
    const place = leave('12345', masked);
    expect(place.findPart(url, true)).toEqual({ bytes: 5, validator: { etag: '"v1"' }, total: 10 });
    const dated = leave('12345', { url: masked.url, validator: 'Tue, 14 Nov 2023 22:13:20 GMT' });
    expect(dated.findPart(url, true)).toEqual({
      bytes: 5,
      validator: { lastModified: 'Tue, 14 Nov 2023 22:13:20 GMT' },
    });
  });

  test('a part as long as its total gives up its last byte', () => {
    const place = leave('1234567890', masked);
    expect(place.findPart(url, true)).toMatchObject({ bytes: 9, total: 10 });
    expect(readFileSync(place.partPath, 'utf8')).toBe('123456789');
  });

  test.each<[string, string | undefined, object | string | undefined]>([
    ['of another URL', '12345', { ...masked, url: 'http://h/b' }],
    ['a note without a part', undefined, masked],
    ['an empty part', '', masked],
    ['a part of one byte that is the whole', '1', { ...masked, total: 1 }],
    ['a part that is too long', '12345678901', masked],
    ['a weak validator', '12345', { ...masked, validator: 'W/"v1"' }],
    ['a validator that would break out of its header', '12345', { ...masked, validator: 'x\r\nA: b' }],
    ['no validator', '12345', { url: masked.url }],
    ['a total that is none', '12345', { ...masked, total: -1 }],
    ['a note that is no JSON', '12345', '{"url":'],
    ['a note that is not an object', '12345', 'null'],
    ['a note beyond all measure', '12345', { ...masked, more: 'x'.repeat(100_000) }],
  ])('%s: removed, and begun anew', (_, part, note) => {
    const place = leave(part, note);
    expect(place.findPart(url, true)).toBeUndefined();
    expect(leftBy(place)).toEqual([]);
  });

  test('links are not followed: neither read as notes nor written on', () => {
    const place = leave('12345', masked);
    const elsewhere = join(newFolder(), 'x');
    linkSync(`${place.path}.part`, elsewhere);
    expect(place.findPart(url, true)).toBeUndefined();
    const linked = leave('12345', undefined);
    writeFileSync(elsewhere, JSON.stringify(masked));
    symlinkSync(elsewhere, `${linked.path}.part.json`);
    expect(linked.findPart(url, true)).toBeUndefined();
    expect(leftBy(linked)).toEqual([]);
    expect(readFileSync(elsewhere, 'utf8')).toBe(JSON.stringify(masked));
  });

  test('not to be resumed: left alone when the download fails, replaced when a body comes', () => {
    const place = leave('12345', masked);
    expect(place.findPart(url, false)).toBeUndefined();
    place.discard();
    expect(leftBy(place)).toEqual(['a.part', 'a.part.json']);
    const file = new PartFile(place);
    file.start(0, undefined);
    file.write(Buffer.from('new'));
    file.commit();
    expect(leftBy(place)).toEqual(['a']);
  });

  test('a part without a note goes with the download that fails', () => {
    const place = leave('12345', undefined);
    expect(place.findPart(url, true)).toBeUndefined();
    place.discard();
    expect(leftBy(place)).toEqual([]);
  });

  test('at every step of starting over the note is gone before the part is another', () => {
    const place = leave('12345', masked);
    place.findPart(url, true);
    place.clear();
    expect(leftBy(place)).toEqual([]);
  });
});

test('folders are made when they are needed, and only inside', () => {
  const folder = new OutputFolder(join(newFolder(), 'deep', 'er'));
  expect(folder.place('a').path).toBe(join(folder.path, 'a'));
  expect(folder.place('b/c/d').path).toBe(join(folder.path, 'b', 'c', 'd'));
  expect(folder.place('b/c/e').path).toBe(join(folder.path, 'b', 'c', 'e'));
  expect(new Set(readdirSync(folder.path, { recursive: true, encoding: 'utf8' }))).toEqual(
    new Set(['b', 'b/c']),
  );
});

test('in a folder that is new or was empty nothing is looked for', () => {
  const path = newFolder();
  expect(new OutputFolder(path).place('a').isFresh).toBe(true);
  writeFileSync(join(path, 'x'), '');
  const folder = new OutputFolder(path);
  expect(folder.place('a').isFresh).toBe(false);
  expect(folder.place('new/a').isFresh).toBe(true);
  mkdirSync(join(path, 'old'));
  expect(folder.place('old/a').isFresh).toBe(false);
});
