import { readFileSync } from 'node:fs';
import { check } from '@fairfetch/contract';
import { expect, test } from 'vitest';
import { RUN_METRICS } from '../../src/check/metrics.ts';

const page = readFileSync(new URL('../../../docs/check.md', import.meta.url), 'utf8');
const schemaFile = new URL('../../../packages/contract/schema/check-config.schema.json', import.meta.url);

test('the config of docs/check.md is one, and its table has every key', () => {
  const [, example = ''] = /```json\n([^`]+)```/.exec(page) ?? [];
  expect(check('check-config', JSON.parse(example))).toMatchObject({ state: 'valid' });
  const { properties } = JSON.parse(readFileSync(schemaFile, 'utf8')) as { properties: object };
  const keys = Object.keys(properties).filter((key) => key !== '$schema');
  expect(keys.filter((key) => !page.includes(`| \`${key}\``))).toEqual([]);
});

test('its table of metrics has all of them', () => {
  expect([...RUN_METRICS, 'conformance'].filter((name) => !page.includes(`| \`${name}\``))).toEqual([]);
});
