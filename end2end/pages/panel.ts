import type { Locator, Page } from '@playwright/test';
import { Carousel } from './carousel';

/** The Stage 8 panel of a scene. */
export class PanelPage {
  readonly assets: Locator;
  readonly script: Locator;
  readonly name: Locator;
  readonly search: Locator;
  readonly rows: Locator;
  readonly currentRow: Locator;
  readonly previousScene: Locator;
  readonly nextScene: Locator;
  readonly generate: Locator;
  readonly description: Locator;
  readonly save: Locator;
  readonly unsaved: Locator;
  readonly images: Carousel;
  readonly reference: Carousel;
  readonly noImage: Locator;
  readonly noReference: Locator;
  readonly removed: Locator;
  readonly status: Locator;
  readonly undo: Locator;
  readonly help: Locator;
  readonly fullSize: Locator;

  constructor(
    readonly page: Page,
    private readonly scripts: boolean,
  ) {
    const editor = page.getByRole('main');
    this.assets = page.getByRole('complementary', { name: 'Scene assets' });
    this.script = page.getByRole('complementary', { name: 'Script' });
    this.name = editor.getByRole('heading', { level: 1 });
    this.search = this.assets.getByRole('searchbox', { name: 'Search assets' });
    this.rows = this.assets.getByRole('listitem');
    this.currentRow = this.assets.locator('[aria-current="true"]');
    this.previousScene = this.assets.getByRole('link', { name: 'Previous scene' });
    this.nextScene = this.assets.getByRole('link', { name: 'Next scene' });
    this.generate = editor.getByRole('button', { name: 'Generate Image' });
    this.description = editor.getByRole('textbox', { name: 'Visual state description' });
    this.save = editor.getByRole('button', { name: 'Save', exact: true });
    this.unsaved = editor.getByText('not saved yet');
    this.images = new Carousel(page.getByRole('region', { name: 'Scene instance image' }), 'Attempts');
    this.reference = new Carousel(page.getByRole('region', { name: 'Master reference' }), 'References');
    this.noImage = this.images.region.getByText('No image yet. Generate above.');
    this.noReference = this.reference.region.getByText('No master reference available.');
    this.removed = this.images.region.getByText(/^Removed \(\d+\)$/);
    this.status = page.getByRole('status');
    this.undo = this.status.getByRole('button', { name: 'Undo' });
    this.help = page.getByRole('dialog', { name: 'Keyboard' });
    this.fullSize = page.getByRole('dialog', { name: /full size$/ });
  }

  /** What is said in a toast, or at the top of the page that follows a form. */
  said(words: string): Locator {
    return this.status.filter({ hasText: words });
  }

  /** Goes there and waits until the page acts. */
  async goto(address: string): Promise<void> {
    await this.page.goto(address);
    await this.ready();
  }

  async reload(): Promise<void> {
    await this.page.reload();
    await this.ready();
  }

  async ready(): Promise<void> {
    if (this.scripts) {
      await this.page.locator('html[data-hydrated]').waitFor({ state: 'attached', timeout: 20_000 });
    }
  }

  /** Presses a button. Without scripts it sends a form, and the page that follows is waited for. */
  async press(button: Locator): Promise<void> {
    if (this.scripts) {
      await button.click();
      return;
    }
    await Promise.all([this.page.waitForEvent('domcontentloaded'), button.click()]);
  }

  row(name: string): Locator {
    return this.rows.filter({ has: this.page.getByText(name, { exact: true }) });
  }

  async open(name: string): Promise<void> {
    await this.row(name).getByRole('link').click();
  }

  async sayAs(description: string): Promise<void> {
    await this.description.fill(description);
    await this.press(this.save);
  }

  /** Without scripts a search is sent by Enter. */
  async searchFor(words: string): Promise<void> {
    await this.search.fill(words);
    if (!this.scripts) {
      await this.search.press('Enter');
    }
  }

  /** Shows what finished meanwhile: with scripts it comes by itself, without them the page is asked again. */
  async lookAgain(): Promise<void> {
    if (!this.scripts) {
      await this.page.reload();
    }
  }

  /** The list of removed attempts, opened. */
  async openRemoved(): Promise<void> {
    if ((await this.restore().count()) === 0 || !(await this.restore().first().isVisible())) {
      await this.removed.click();
    }
  }

  /** The colour of the border around a slide's picture. */
  goldOf(slide: Locator): Promise<string> {
    const frame = slide.locator('.slide-frame');
    return frame.evaluate((frame) => getComputedStyle(frame, '::after').borderTopColor);
  }

  restore(): Locator {
    return this.images.region.getByRole('button', { name: 'Restore' });
  }
}
