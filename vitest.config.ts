import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    maxWorkers: 2,
    // Loading the modules anew for each file takes longer than many tests, and users make all their networks in one process, too.
    isolate: false,
  },
})
