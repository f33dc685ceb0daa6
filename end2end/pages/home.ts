import type { Locator, Page } from '@playwright/test';

/** The first page: the films. */
export class HomePage {
  readonly empty: Locator;
  readonly cards: Locator;
  readonly newProject: Locator;
  readonly dialog: Locator;
  readonly openSample: Locator;
  readonly restoreSample: Locator;
  readonly status: Locator;

  constructor(readonly page: Page) {
    this.empty = page.getByRole('heading', { name: 'No project yet' });
    this.cards = page.getByRole('main').getByRole('listitem');
    this.newProject = page.getByRole('button', { name: 'New project' });
    this.dialog = page.getByRole('dialog', { name: 'New project' });
    this.openSample = page.getByRole('button', { name: 'Open the sample project' });
    this.restoreSample = page.getByRole('button', { name: 'Restore the sample project' });
    this.status = page.getByRole('status');
  }

  /** What is said in a toast, or at the top of the page that follows a form. */
  said(words: string): Locator {
    return this.status.filter({ hasText: words });
  }

  async goto(): Promise<void> {
    await this.page.goto('/');
  }

  film(title: string): Locator {
    return this.page.getByRole('link', { name: title, exact: true });
  }

  card(title: string): Locator {
    return this.cards.filter({ has: this.film(title) });
  }

  async create(title: string, style = ''): Promise<void> {
    await this.newProject.click();
    await this.dialog.getByRole('textbox', { name: 'Title' }).fill(title);
    await this.dialog.getByRole('textbox', { name: 'Visual style' }).fill(style);
    await this.dialog.getByRole('button', { name: 'Create project' }).click();
  }

  async remove(title: string): Promise<void> {
    await this.page.getByRole('button', { name: `Remove ${title}`, exact: true }).click();
    await this.page.getByRole('button', { name: `Remove ${title} for good` }).click();
  }
}
