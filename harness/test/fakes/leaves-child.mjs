// A process of its own goes on after its end.
import { spawn } from 'node:child_process';
import { run } from './kit.mjs';

spawn('sleep', ['600'], { detached: true, stdio: 'ignore' }).unref();
await run();
