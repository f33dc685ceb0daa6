import type { Locator, Page } from '@playwright/test';

/** The sheet that a scene hands over to Stage 9. */
export class HandoverPage {
  readonly title: Locator;
  readonly items: Locator;
  readonly back: Locator;
  readonly notReady: Locator;

  constructor(readonly page: Page) {
    const sheet = page.getByRole('main');
    this.title = sheet.getByRole('heading', { level: 1 });
    this.items = sheet.getByRole('listitem').filter({ has: page.getByRole('heading', { level: 2 }) });
    this.back = sheet.getByRole('link', { name: 'Back to the scene' });
    this.notReady = sheet.getByRole('status');
  }

  async goto(address: string): Promise<void> {
    await this.page.goto(address);
  }

  item(name: string): Locator {
    return this.items.filter({ has: this.page.getByRole('heading', { level: 2, name }) });
  }
}
