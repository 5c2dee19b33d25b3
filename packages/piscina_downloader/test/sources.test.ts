import { fileURLToPath } from 'node:url';
import { runRace, serveHttp, Workspace } from '@fairfetch/downloader/test-kit';
import { expect, test } from 'vitest';

test('the sources run as they are too, with the default strategy', async () => {
  using workspace = new Workspace();
  await using server = await serveHttp((_, answer) => answer.end('x'));
  const main = fileURLToPath(import.meta.resolve('../src/main.ts'));
  const { summary } = await runRace([main], workspace, [`${server.origin}/a`]);
  expect(summary).toMatchObject({ variant: 'workers', downloads: { ok: 1 } });
});
