import type { Locator, Page, Response } from '@playwright/test';

/** The page of an address at which there is nothing. */
export class MissingPage {
  readonly title: Locator;
  readonly back: Locator;

  constructor(readonly page: Page) {
    this.title = page.getByRole('heading', { level: 1, name: 'There is nothing at this address' });
    this.back = page.getByRole('link', { name: 'Back to the projects' });
  }

  async goto(address: string): Promise<Response | null> {
    return this.page.goto(address);
  }
}
