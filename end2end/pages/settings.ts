import type { Locator, Page } from '@playwright/test';

/** The page of what is configured. */
export class SettingsPage {
  readonly title: Locator;
  readonly link: Locator;
  readonly status: Locator;

  constructor(readonly page: Page) {
    this.title = page.getByRole('heading', { level: 1, name: 'Settings' });
    this.link = page.getByRole('banner').getByRole('link', { name: 'Settings' });
    this.status = page.getByRole('status');
  }

  async goto(): Promise<void> {
    await this.page.goto('/settings');
  }

  provider(name: string): Locator {
    return this.page.getByRole('article', { name, exact: true });
  }

  test(name: string): Locator {
    return this.page.getByRole('button', { name: `Test connection of ${name}`, exact: true });
  }

  /** What is said in a toast, or at the top of the page that follows a form. */
  said(words: string): Locator {
    return this.status.filter({ hasText: words });
  }
}
