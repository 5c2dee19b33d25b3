#!/usr/bin/env node
import { leave, runProgram, type Program } from '@fairfetch/downloader';

const PROGRAM: Program = {
  name: 'fairfetch-undici',
  backend: 'undici',
  version: '0.1.0',
  strategies: {
    'event-loop': {
      about: "one event loop on undici's dispatch level",
      load: async () => (await import('./strategies/event-loop.ts')).eventLoop,
    },
    fetch: {
      about: "Node's own fetch, bodies piped into write streams",
      load: async () => (await import('./strategies/fetch.ts')).fetchAndPipe,
    },
  },
};

// Leaving at once spares waiting for kept connections; all that was to be written has been.
leave(await runProgram(PROGRAM, process.argv.slice(2)));
