import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // Whole races, with processes that are waited for.
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
