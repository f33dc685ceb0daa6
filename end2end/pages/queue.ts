import type { Locator, Page } from '@playwright/test';

/** The queue of a film. */
export class QueuePage {
  readonly title: Locator;
  readonly empty: Locator;
  readonly rows: Locator;
  readonly status: Locator;

  constructor(readonly page: Page) {
    this.title = page.getByRole('heading', { level: 1, name: 'Queue' });
    this.empty = page.getByRole('heading', { name: 'The queue is empty' });
    const table = page.getByRole('table', { name: 'Jobs, newest first' });
    this.rows = table.getByRole('row').filter({ has: page.getByRole('rowheader') });
    this.status = page.getByRole('status');
  }

  /** What is said in a toast, or at the top of the page that follows a form. */
  said(words: string): Locator {
    return this.status.filter({ hasText: words });
  }

  async goto(address: string): Promise<void> {
    await this.page.goto(address);
  }

  row(asset: string): Locator {
    return this.rows.filter({ has: this.page.getByRole('rowheader', { name: asset }) });
  }

  cancel(asset: string): Locator {
    return this.page.getByRole('button', { name: `Cancel ${asset}` });
  }

  retry(asset: string): Locator {
    return this.page.getByRole('button', { name: `Retry ${asset}` });
  }
}
