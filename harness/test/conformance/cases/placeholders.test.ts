import { describe, expect, test } from 'vitest';
import {
  fillIn,
  fillInAll,
  placeholdersIn,
  readPlaceholder,
} from '../../../src/conformance/cases/placeholders.ts';

describe('readPlaceholder', () => {
  test.each([
    ['a', { kind: 'url', file: 'a', host: 0, user: null }],
    ['a#1', { kind: 'url', file: 'a', host: 1, user: null }],
    ['a@us%40er:s3cr3t%3A', { kind: 'url', file: 'a', host: 0, user: 'us%40er:s3cr3t%3A' }],
    ['b2#1@u:p', { kind: 'url', file: 'b2', host: 1, user: 'u:p' }],
    ['base0', { kind: 'base', host: 0 }],
    ['hostport12', { kind: 'hostport', host: 12 }],
    ['proxyHostport', { kind: 'proxyHostport' }],
    ['dir', { kind: 'dir' }],
    ['etag:a', { kind: 'etag', file: 'a', version: null }],
    ['etag:a:1', { kind: 'etag', file: 'a', version: 1 }],
    ['SHA256:f10', { kind: 'SHA256', file: 'f10', version: null }],
    ['repeat:xy:3', { kind: 'repeat', text: 'xy', times: 3 }],
    ['repeat::3', { kind: 'repeat', text: '', times: 3 }],
    ['', null],
    ['A', null],
    ['etag:', null],
    ['repeat:a:b:3', null],
    ['"url": 1', null],
  ])('%s', (name, placeholder) => {
    expect(readPlaceholder(name)).toEqual(placeholder);
  });
});

describe('texts with placeholders', () => {
  const values = new Map([
    ['a', 'http://h/a'],
    ['dir', '/d'],
  ]);

  test.each([
    ['plain } text', [], 'plain } text'],
    ['{a}?x#{dir}', ['a', 'dir'], 'http://h/a?x#/d'],
    ['{{"url": "{a}"}', ['a'], '{"url": "http://h/a"}'],
    ['{{{a}', ['a'], '{http://h/a'],
  ])('%s', (text, names, filled) => {
    expect(placeholdersIn(text)).toEqual(names);
    expect(fillIn(text, values)).toBe(filled);
  });

  test('a brace that opens nothing has no name', () => {
    expect(placeholdersIn('{oops')).toEqual(['']);
  });

  test('a whole value, the names of its fields included', () => {
    const value = { '{a}': ['{dir}', 1, null, { x: '{{' }] };
    expect(fillInAll(value, values)).toEqual({ 'http://h/a': ['/d', 1, null, { x: '{' }] });
  });
});
