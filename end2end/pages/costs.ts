import type { Locator, Page } from '@playwright/test';

/** What the pictures of a film cost. */
export class CostsPage {
  readonly title: Locator;
  readonly empty: Locator;

  constructor(readonly page: Page) {
    this.title = page.getByRole('heading', { level: 1, name: 'Costs' });
    this.empty = page.getByRole('heading', { name: 'No picture was asked for yet' });
  }

  async goto(film: string): Promise<void> {
    await this.page.goto(`${film}/costs`);
  }

  /** A figure of the whole film. */
  total(word: string): Locator {
    return this.page.getByRole('main').locator('dl > div').filter({ has: this.page.getByText(word, { exact: true }) });
  }

  /** A line of the table with that title. */
  row(table: string, name: string): Locator {
    const rows = this.page.getByRole('table', { name: table }).getByRole('row');
    return rows.filter({ has: this.page.getByRole('rowheader', { name }) });
  }
}
