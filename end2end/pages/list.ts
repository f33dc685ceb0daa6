import type { Locator, Page } from '@playwright/test';
import type { Pressing } from './pressing';

/** The left pane of the panel: the scene's assets, their filter, and what is done to several at once. */
export class AssetList {
  readonly region: Locator;
  readonly search: Locator;
  readonly rows: Locator;
  readonly currentRow: Locator;
  readonly nothing: Locator;
  readonly filter: Locator;
  readonly filterMenu: Locator;
  readonly boxes: Locator;
  readonly generate: Locator;
  readonly useMaster: Locator;
  readonly endAsIs: Locator;
  readonly progress: Locator;
  readonly cancelRun: Locator;
  readonly refreshAll: Locator;

  constructor(
    private readonly page: Page,
    private readonly pressing: Pressing,
  ) {
    this.region = page.getByRole('complementary', { name: 'Scene assets' });
    this.search = this.region.getByRole('searchbox', { name: 'Search assets' });
    this.rows = this.region.getByRole('listitem');
    this.currentRow = this.region.locator('[aria-current="true"]');
    this.nothing = this.region.getByText('Nothing found.');
    this.filter = this.region.getByRole('button', { name: 'Filter' });
    this.filterMenu = this.region.getByRole('group', { name: 'Filter' });
    this.boxes = this.rows.getByRole('checkbox');
    this.generate = this.region.getByRole('button', { name: /^Generate( \(\d+\))?$/ });
    this.useMaster = this.region.getByRole('button', { name: /^Use Master As-Is( \(\d+\))?$/ });
    this.endAsIs = this.region.getByRole('button', { name: /^End As-Is( \(\d+\))?$/ });
    this.progress = this.region.getByRole('progressbar');
    this.cancelRun = this.region.getByRole('button', { name: 'Cancel' });
    this.refreshAll = this.region.getByRole('button', { name: 'Refresh all' });
  }

  row(name: string): Locator {
    return this.rows.filter({ has: this.page.getByText(name, { exact: true }) });
  }

  box(name: string): Locator {
    return this.region.getByRole('checkbox', { name: `Select ${name}`, exact: true });
  }

  /** Ticks the boxes of these assets. */
  async select(...names: string[]): Promise<void> {
    for (const name of names) {
      await this.box(name).check();
    }
  }

  selectAll(kinds: string): Locator {
    return this.region.getByRole('link', { name: `Select all: ${kinds}` });
  }

  selectNone(kinds: string): Locator {
    return this.region.getByRole('link', { name: `Select none: ${kinds}` });
  }

  choice(words: string): Locator {
    return this.filterMenu.getByRole('checkbox', { name: words, exact: true });
  }

  /** Ticks or unticks choices of the filter. Without scripts they are applied by a button. */
  async setFilter(on: boolean, ...choices: string[]): Promise<void> {
    await this.filter.click();
    for (const choice of choices) {
      await this.choice(choice).setChecked(on);
    }
    if (this.pressing.scripts) {
      await this.filter.click();
    } else {
      await this.pressing.press(this.filterMenu.getByRole('button', { name: 'Apply' }));
    }
  }
}
