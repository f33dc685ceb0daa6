import { defineConfig, devices } from '@playwright/test';

const executablePath = process.env.CHROMIUM || undefined;

/** Every journey runs twice, but for those with a tag: `@scripts` runs with scripts alone, `@scriptless` without. */
export default defineConfig({
  testDir: './tests',
  outputDir: './test-results/runs',
  fullyParallel: true,
  forbidOnly: !!process.env.CI,
  workers: 2,
  // A second try on a busy machine; the closing line tells how many needed it.
  retries: process.env.CI ? 1 : 0,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: [['list'], ['./support/last-line.ts']],
  use: {
    ...devices['Desktop Chrome'],
    viewport: { width: 1440, height: 900 },
    trace: 'retain-on-failure',
    screenshot: 'only-on-failure',
    launchOptions: {
      executablePath,
      args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
    },
  },
  projects: [
    { name: 'with-scripts', use: { javaScriptEnabled: true }, grepInvert: /@scriptless/ },
    { name: 'without-scripts', use: { javaScriptEnabled: false }, grepInvert: /@scripts/ },
  ],
});
