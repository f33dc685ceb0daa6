import type { Locator, Page } from '@playwright/test';

/** Two to four attempts side by side. */
export class Comparison {
  readonly dialog: Locator;
  readonly items: Locator;
  readonly close: Locator;
  readonly sideBySide: Locator;
  readonly slider: Locator;
  readonly divide: Locator;
  readonly differences: Locator;

  constructor(private readonly page: Page) {
    this.dialog = page.getByRole('dialog', { name: /^Compare / });
    this.items = this.dialog.getByRole('listitem').filter({ has: page.getByRole('img', { name: /, (attempt \d+|reference)$/ }) });
    this.close = this.dialog.getByRole('link', { name: 'Close' });
    this.sideBySide = this.dialog.getByRole('link', { name: 'Side by side' });
    this.slider = this.dialog.getByRole('link', { name: 'Slider' });
    this.divide = this.dialog.getByRole('slider', { name: 'Divide' });
    this.differences = this.dialog.getByRole('region', { name: 'Differences' });
  }

  attempt(number: number): Locator {
    return this.items.filter({ has: this.page.getByRole('img', { name: new RegExp(`, attempt ${number}$`) }) });
  }

  /** What can still be put beside them. */
  beside(number: number): Locator {
    return this.dialog.getByRole('link', { name: `Put attempt ${number} beside them` });
  }

  select(item: Locator): Locator {
    return item.getByRole('button', { name: 'Select This One' });
  }

  delete(item: Locator): Locator {
    return item.getByRole('button', { name: 'Delete' });
  }

  badge(item: Locator): Locator {
    return item.getByText('Selected', { exact: true }).filter({ visible: true });
  }

  /** How much of an attempt is seen where two share one frame. */
  seen(number: number): Promise<string> {
    const picture = this.dialog.getByRole('img', { name: `Attempt ${number}`, exact: true });
    return picture.evaluate((picture) => getComputedStyle(picture).clipPath);
  }

  putAway(item: Locator): Locator {
    return item.getByRole('link', { name: 'Put away' });
  }
}
