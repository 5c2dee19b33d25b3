import { fileURLToPath } from 'node:url';
import { testVariant } from '@fairfetch/downloader/test-kit';

const main = fileURLToPath(import.meta.resolve('../src/main.ts'));

testVariant({
  command: [main, '--strategy', 'event-loop'],
  backend: 'undici',
  name: 'event-loop',
  libraries: ['undici'],
});
