import { commandOf, testVariant } from '@fairfetch/downloader/test-kit';

testVariant({
  command: commandOf(`${import.meta.dirname}/..`, 'workers'),
  backend: 'piscina',
  name: 'workers',
  libraries: ['piscina', 'undici'],
  capsConnections: true,
});
