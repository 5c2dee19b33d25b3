import { defineConfig } from 'vitest/config';

// Generous, because nothing is asserted on time and the machine may be busy.
export default defineConfig({ test: { include: ['test/**/*.test.ts'], testTimeout: 300_000 } });
