import type { Locator, Page } from '@playwright/test';
import { AddPane } from './add';
import { Carousel } from './carousel';
import { Comparison } from './comparison';
import { Extras } from './extras';
import { AssetList } from './list';
import { Pressing } from './pressing';
import { UploadZone } from './upload';

/** The Stage 8 panel of a scene. */
export class PanelPage {
  readonly list: AssetList;
  readonly assets: Locator;
  readonly search: Locator;
  readonly rows: Locator;
  readonly currentRow: Locator;
  readonly previousScene: Locator;
  readonly nextScene: Locator;
  readonly add: AddPane;
  readonly name: Locator;
  readonly asIs: Locator;
  readonly remove: Locator;
  readonly lock: Locator;
  readonly unlock: Locator;
  readonly generate: Locator;
  readonly provider: Locator;
  readonly variations: Locator;
  readonly notToBeSeen: Locator;
  readonly negative: Locator;
  readonly filled: Locator;
  readonly takeOver: Locator;
  readonly description: Locator;
  readonly save: Locator;
  readonly unsaved: Locator;
  readonly changedMeanwhile: Locator;
  readonly versions: Locator;
  readonly tags: Locator;
  readonly addTag: Locator;
  readonly carryForward: Locator;
  readonly images: Carousel;
  readonly reference: Carousel;
  readonly extras: Extras;
  readonly upload: UploadZone;
  readonly noImage: Locator;
  readonly noReference: Locator;
  readonly staleNote: Locator;
  readonly compareLink: Locator;
  readonly comparison: Comparison;
  readonly removed: Locator;
  readonly status: Locator;
  readonly undo: Locator;
  readonly help: Locator;
  readonly fullSize: Locator;
  private readonly editor: Locator;
  private readonly pressing: Pressing;

  constructor(
    readonly page: Page,
    readonly scripts: boolean,
  ) {
    this.pressing = new Pressing(page, scripts);
    this.list = new AssetList(page, this.pressing);
    this.assets = this.list.region;
    this.search = this.list.search;
    this.rows = this.list.rows;
    this.currentRow = this.list.currentRow;
    this.previousScene = this.assets.getByRole('link', { name: 'Previous scene' });
    this.nextScene = this.assets.getByRole('link', { name: 'Next scene' });
    this.add = new AddPane(page, this.pressing);
    const editor = page.getByRole('main');
    this.editor = editor;
    this.name = editor.getByRole('heading', { level: 1 });
    this.asIs = editor.getByRole('checkbox', { name: 'Use master as-is' });
    this.remove = editor.getByRole('button', { name: 'Remove', exact: true });
    this.lock = editor.getByRole('button', { name: 'Lock', exact: true });
    this.unlock = editor.getByRole('button', { name: 'Unlock', exact: true });
    this.generate = editor.getByRole('button', { name: 'Generate Image' });
    this.provider = editor.getByRole('combobox', { name: 'Provider' });
    this.variations = editor.getByRole('button', { name: /^Generate 4 variations/ });
    this.notToBeSeen = editor.getByText('Not to be seen', { exact: true });
    this.negative = editor.getByRole('textbox', { name: 'Not to be seen' });
    this.filled = editor.getByRole('status').filter({ hasText: 'This scene filled itself' });
    this.takeOver = editor.getByRole('button', { name: 'Take over from earlier scenes' });
    this.description = editor.getByRole('textbox', { name: 'Visual state description' });
    this.save = editor.getByRole('button', { name: 'Save', exact: true });
    this.unsaved = editor.getByText('not saved yet');
    this.changedMeanwhile = editor.getByText('Somebody changed it meanwhile; saving keeps both versions');
    this.versions = editor.getByText(/^Versions \(\d+\)$/);
    this.tags = editor.getByRole('list', { name: 'Status tags' }).getByRole('listitem');
    this.addTag = editor.getByRole('combobox', { name: 'Add tag' });
    this.carryForward = editor.getByRole('checkbox', { name: 'Carry forward to next scene' });
    this.images = new Carousel(page.getByRole('region', { name: 'Scene instance image' }), 'Attempts');
    this.reference = new Carousel(page.getByRole('region', { name: 'Master reference' }), 'References');
    this.extras = new Extras(editor, this.pressing);
    this.upload = new UploadZone(editor, this.pressing);
    this.noImage = this.images.region.getByText('No image yet. Generate above.');
    this.noReference = this.reference.region.getByText('No master reference available.');
    this.staleNote = this.images.region.getByText('reference changed');
    this.compareLink = this.images.region.getByRole('link', { name: 'Compare' });
    this.comparison = new Comparison(page);
    this.removed = this.images.region.getByText(/^Removed \(\d+\)$/);
    this.status = page.getByRole('status');
    this.undo = this.status.getByRole('button', { name: 'Undo' }).last();
    this.help = page.getByRole('dialog', { name: 'Keyboard' });
    this.fullSize = page.getByRole('dialog', { name: /full size$/ });
  }

  /** What was said last of this, in a toast, or at the top of the page that follows a form. */
  said(words: string): Locator {
    return this.status.filter({ hasText: words }).last();
  }

  undoOf(words: string): Locator {
    return this.said(words).getByRole('button', { name: 'Undo' });
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
    await this.pressing.ready();
  }

  async press(button: Locator): Promise<void> {
    await this.pressing.press(button);
  }

  async tick(box: Locator, on: boolean): Promise<void> {
    await this.pressing.tick(box, on);
  }

  row(name: string): Locator {
    return this.list.row(name);
  }

  async open(name: string): Promise<void> {
    await this.row(name).getByRole('link').click();
  }

  async sayAs(description: string): Promise<void> {
    await this.description.fill(description);
    await this.press(this.save);
  }

  /** A kept description. */
  version(words: string): Locator {
    return this.editor.getByRole('listitem').filter({ hasText: words });
  }

  async useVersion(words: string): Promise<void> {
    if (!(await this.version(words).isVisible())) {
      await this.versions.click();
    }
    await this.press(this.version(words).getByRole('button', { name: /^Use / }));
  }

  tag(words: string): Locator {
    return this.tags.filter({ hasText: words });
  }

  async tagWith(words: string): Promise<void> {
    await this.addTag.fill(words);
    if (this.scripts) {
      await this.addTag.press('Enter');
    } else {
      await this.press(this.editor.getByRole('button', { name: 'Add', exact: true }));
    }
  }

  untag(words: string): Locator {
    return this.tags.getByRole('button', { name: `Remove ${words}`, exact: true });
  }

  /** The tags that the film offers. */
  suggestions(): Promise<string[]> {
    return this.editor.locator('datalist option').evaluateAll((options) => options.map((option) => (option as HTMLOptionElement).value));
  }

  /** A button of the note that the reference changed. */
  ofStaleNote(name: 'Refresh' | 'Compare'): Locator {
    const note = this.images.region.locator('.stale-note');
    return note.getByRole(name === 'Refresh' ? 'button' : 'link', { name });
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
      // A page that waits for a picture asks again by itself, perhaps at this very moment.
      await this.page.reload().catch(() => this.page.waitForLoadState());
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
