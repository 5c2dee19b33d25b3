import { fileURLToPath } from 'node:url';
import { testVariant } from '@fairfetch/downloader/test-kit';

const main = fileURLToPath(import.meta.resolve('../src/main.ts'));

testVariant({
  command: [main, '--strategy', 'fetch'],
  backend: 'undici',
  name: 'fetch',
  libraries: ['undici'],
});
