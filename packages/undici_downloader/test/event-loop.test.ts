import { commandOf, testVariant } from '@fairfetch/downloader/test-kit';

testVariant({
  command: commandOf(`${import.meta.dirname}/..`, 'event-loop'),
  backend: 'undici',
  name: 'event-loop',
  libraries: ['undici'],
  capsConnections: true,
});
