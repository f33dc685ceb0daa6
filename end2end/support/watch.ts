import { expect, type BrowserContext, type Page } from '@playwright/test';

/** What Chromium says of scripts that it was told not to run. */
const WITHOUT_SCRIPTS = [/\/pkg\/\S+\.js csp$/, /\.wasm was preloaded using link preload but not used/];

/** Collects what a page complains of, so that a test fails on what nobody looked at. */
export class Watch {
  private readonly heard: string[] = [];
  private readonly allowed: RegExp[];

  constructor(scripts: boolean) {
    this.allowed = scripts ? [] : [...WITHOUT_SCRIPTS];
  }

  over(context: BrowserContext): this {
    context.on('page', (page) => this.follow(page));
    for (const page of context.pages()) {
      this.follow(page);
    }
    return this;
  }

  /** What this test brings about on purpose. */
  allow(...complaints: RegExp[]): void {
    this.allowed.push(...complaints);
  }

  expectSilence(): void {
    const unexpected = this.heard.filter((said) => !this.allowed.some((allowed) => allowed.test(said)));
    expect(unexpected, 'what the pages complained of').toEqual([]);
  }

  private follow(page: Page): void {
    page.on('console', (message) => {
      if (['error', 'warning', 'assert'].includes(message.type())) {
        this.heard.push(`console ${message.type()}: ${message.text()} (${message.location().url})`);
      }
    });
    page.on('pageerror', (error) => this.heard.push(`page error: ${error.message}`));
    page.on('crash', () => this.heard.push('the page crashed'));
    page.on('requestfailed', (request) => {
      // Leaving a page ends what it still waits for.
      const reason = request.failure()?.errorText ?? '';
      if (reason !== 'net::ERR_ABORTED') {
        this.heard.push(`request failed: ${request.method()} ${request.url()} ${reason}`);
      }
    });
    page.on('response', (response) => {
      if (response.status() >= 400) {
        this.heard.push(`answer ${response.status()}: ${response.request().method()} ${response.url()}`);
      }
    });
  }
}
