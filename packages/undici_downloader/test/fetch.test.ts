import { commandOf, testVariant } from '@fairfetch/downloader/test-kit';

testVariant({
  command: commandOf(`${import.meta.dirname}/..`, 'fetch'),
  backend: 'undici',
  name: 'fetch',
  libraries: ['undici', 'undici-in-node'],
  capsConnections: true,
});
