// Goes through the proxy that the environment names.
import { run } from './kit.mjs';

await run({ agent: { proxyEnv: process.env } });
