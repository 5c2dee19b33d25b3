#!/usr/bin/env node
import { leave, runProgram, type Program } from '@fairfetch/downloader';

const PROGRAM: Program = {
  name: 'fairfetch-piscina',
  backend: 'piscina',
  version: '0.1.0',
  strategies: {
    workers: {
      about: 'worker threads, each with connections of its own',
      load: async () => (await import('./workers.ts')).workers,
    },
  },
};

// Leaving at once takes the idle workers along; all that was to be written has been.
leave(await runProgram(PROGRAM, process.argv.slice(2)));
