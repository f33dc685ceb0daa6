import type { Locator, Page } from '@playwright/test';

/** The throughline board of a film: assets by scenes. */
export class BoardPage {
  readonly title: Locator;
  readonly table: Locator;
  readonly empty: Locator;

  constructor(readonly page: Page) {
    this.title = page.getByRole('heading', { level: 1 });
    this.table = page.getByRole('table', { name: 'Assets by scene' });
    this.empty = page.getByRole('heading', { name: 'No scene yet' });
  }

  async goto(address: string): Promise<void> {
    await this.page.goto(address);
  }

  row(asset: string): Locator {
    return this.table.getByRole('row').filter({ has: this.page.getByRole('rowheader', { name: asset }) });
  }

  cell(asset: string, scene: number): Locator {
    return this.table.getByRole('link', { name: new RegExp(`^${asset}, scene ${scene}(:|$)`) });
  }

  scene(heading: string): Locator {
    return this.table.getByRole('columnheader', { name: heading });
  }

  async makeScene(heading: string, script: string): Promise<void> {
    await this.page.getByRole('button', { name: 'New scene' }).click();
    const dialog = this.page.getByRole('dialog', { name: 'New scene' });
    await dialog.getByRole('textbox', { name: 'Heading' }).fill(heading);
    await dialog.getByRole('textbox', { name: 'Script excerpt' }).fill(script);
    await dialog.getByRole('button', { name: 'Make scene' }).click();
  }

  /** The dialog that changes the film. */
  async settings(): Promise<Locator> {
    await this.page.getByRole('button', { name: 'Film settings' }).click();
    return this.page.getByRole('dialog', { name: 'Film settings' });
  }
}
