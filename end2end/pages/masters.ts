import type { Locator, Page } from '@playwright/test';
import { Carousel } from './carousel';
import { Pressing } from './pressing';
import { UploadZone } from './upload';

/** The film's assets with their masters. */
export class MastersPage {
  readonly cast: Locator;
  readonly rows: Locator;
  readonly currentRow: Locator;
  readonly name: Locator;
  readonly kind: Locator;
  readonly generate: Locator;
  readonly variations: Locator;
  readonly provider: Locator;
  readonly lock: Locator;
  readonly unlock: Locator;
  readonly rename: Locator;
  readonly delete: Locator;
  readonly add: Locator;
  readonly description: Locator;
  readonly save: Locator;
  readonly writtenMeanwhile: Locator;
  readonly images: Carousel;
  readonly upload: UploadZone;
  readonly noImage: Locator;
  readonly removed: Locator;
  readonly restore: Locator;
  readonly uses: Locator;
  readonly notUsed: Locator;
  readonly status: Locator;
  readonly empty: Locator;
  private readonly pressing: Pressing;

  constructor(
    readonly page: Page,
    readonly scripts: boolean,
  ) {
    this.pressing = new Pressing(page, scripts);
    this.cast = page.getByRole('complementary', { name: 'Assets of the film' });
    this.rows = this.cast.getByRole('listitem');
    this.currentRow = this.cast.locator('[aria-current="true"]');
    const editor = page.getByRole('main');
    this.name = editor.getByRole('heading', { level: 1 });
    this.kind = editor.locator('.editor-kind');
    this.generate = editor.getByRole('button', { name: 'Generate Image' });
    this.variations = editor.getByRole('button', { name: /^Generate 4 variations/ });
    this.provider = editor.getByRole('combobox', { name: 'Provider' });
    this.lock = editor.getByRole('button', { name: 'Lock', exact: true });
    this.unlock = editor.getByRole('button', { name: 'Unlock', exact: true });
    this.rename = editor.getByRole('button', { name: 'Rename', exact: true });
    this.delete = editor.getByRole('button', { name: 'Delete asset', exact: true });
    this.add = this.cast.getByRole('button', { name: 'Add asset' });
    this.description = editor.getByRole('textbox', { name: 'Description', exact: true });
    this.save = editor.getByRole('button', { name: 'Save', exact: true });
    this.writtenMeanwhile = editor.locator('.stands-now-words');
    this.images = new Carousel(page.getByRole('region', { name: 'Master image' }), 'Attempts');
    this.upload = new UploadZone(editor, this.pressing);
    this.noImage = this.images.region.getByText('No image yet. Generate above.');
    this.removed = this.images.region.getByText(/^Removed \(\d+\)$/);
    this.restore = this.images.region.getByRole('button', { name: 'Restore' });
    this.uses = editor.getByRole('list', { name: 'Used in' }).getByRole('link');
    this.notUsed = editor.getByText('No scene uses it yet.');
    this.status = page.getByRole('status');
    this.empty = page.getByRole('heading', { name: 'No asset yet' });
  }

  /** The page of a film, with one of its assets open where one is named. */
  async goto(film: string, asset?: string): Promise<void> {
    await this.page.goto(`${film}/assets${asset ? `?asset=${asset}` : ''}`);
    await this.ready();
  }

  async ready(): Promise<void> {
    await this.pressing.ready();
  }

  async press(button: Locator): Promise<void> {
    await this.pressing.press(button);
  }

  /** Shows what finished meanwhile: with scripts it comes by itself, without them the page is asked again. */
  async lookAgain(): Promise<void> {
    if (!this.scripts) {
      // A page that waits for a picture asks again by itself, perhaps at this very moment.
      await this.page.reload().catch(() => this.page.waitForLoadState());
    }
  }

  row(name: string): Locator {
    return this.rows.filter({ hasText: name });
  }

  async open(name: string): Promise<void> {
    await this.row(name).getByRole('link').click();
  }

  /** What was said last of this. */
  said(words: string): Locator {
    return this.status.filter({ hasText: words }).last();
  }

  undoOf(words: string): Locator {
    return this.said(words).getByRole('button', { name: 'Undo' });
  }

  async sayAs(description: string): Promise<void> {
    await this.description.fill(description);
    await this.press(this.save);
  }

  dialog(name: 'Add asset' | 'Rename' | 'Delete asset'): Locator {
    return this.page.getByRole('dialog', { name, exact: true });
  }

  async addAsset(name: string, kind: string, description: string): Promise<void> {
    await this.add.click();
    const dialog = this.dialog('Add asset');
    await dialog.getByRole('textbox', { name: 'Name' }).fill(name);
    await dialog.getByRole('combobox', { name: 'Kind' }).selectOption(kind);
    await dialog.getByRole('textbox', { name: 'Description' }).fill(description);
    await this.press(dialog.getByRole('button', { name: 'Add', exact: true }));
  }

  async renameTo(name: string, kind: string): Promise<void> {
    await this.rename.click();
    const dialog = this.dialog('Rename');
    await dialog.getByRole('textbox', { name: 'Name' }).fill(name);
    await dialog.getByRole('combobox', { name: 'Kind' }).selectOption(kind);
    await this.press(dialog.getByRole('button', { name: 'Save name' }));
  }

  /** What the dialog says before an asset goes. */
  async askToDelete(): Promise<Locator> {
    await this.delete.click();
    return this.dialog('Delete asset');
  }

  async openRemoved(): Promise<void> {
    if ((await this.restore.count()) === 0 || !(await this.restore.first().isVisible())) {
      await this.removed.click();
    }
  }
}
