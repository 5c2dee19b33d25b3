// Hangs the first time it is started in its folder, and from then on does all it should.
import { existsSync, writeFileSync } from 'node:fs';
import { run } from './kit.mjs';

if (existsSync('hung')) {
  await run();
} else {
  writeFileSync('hung', '');
  setInterval(() => {}, 1000);
}
