import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { FLAG_MEANINGS, meaningOf } from '../../src/verify/meanings.ts';

const SOURCE = fileURLToPath(new URL('../../src', import.meta.url));

test('each flag says in one sentence what it means for the comparison', () => {
  for (const meaning of Object.values(FLAG_MEANINGS)) expect(meaning).toMatch(/^[A-Z][^.!?]+\.$/);
});

test('no meaning is without a flag that is raised somewhere', () => {
  const files = readdirSync(SOURCE, { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.ts'),
  );
  const text = files
    .filter((file) => !file.endsWith('meanings.ts'))
    .map((file) => readFileSync(join(SOURCE, file), 'utf8'))
    .join('\n');
  for (const code of Object.keys(FLAG_MEANINGS)) expect(text).toContain(`'${code}'`);
});

test('a code of another version has no meaning here', () => {
  expect(meaningOf('toString')).toBeNull();
  expect(meaningOf('left-behind')).toMatch(/after its end/);
});
