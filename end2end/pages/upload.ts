import type { Locator } from '@playwright/test';
import type { Payload } from '../support/picture';
import type { Pressing } from './pressing';

/** "Drop image or click to upload". */
export class UploadZone {
  readonly title: Locator;
  readonly input: Locator;
  readonly instead: Locator;
  readonly progress: Locator;
  readonly cancel: Locator;
  private readonly send: Locator;

  constructor(
    private readonly editor: Locator,
    private readonly pressing: Pressing,
  ) {
    this.title = editor.getByText('Drop image or click to upload');
    this.input = editor.locator('input[type="file"][name="image"]');
    this.instead = editor.getByRole('button', { name: 'Upload instead' });
    this.progress = editor.getByRole('progressbar', { name: 'Upload' });
    this.cancel = editor.getByRole('button', { name: 'Cancel upload' });
    this.send = editor.getByRole('button', { name: 'Upload image' });
  }

  /** Chooses files. With scripts they are sent at once, without them by "Upload image". */
  async choose(...files: Payload[]): Promise<void> {
    await this.input.setInputFiles(files);
    if (!this.pressing.scripts) {
      await this.pressing.press(this.send);
    }
  }

  /** Opens the chooser by a click on the zone and chooses there. */
  async click(...files: Payload[]): Promise<void> {
    const chooser = this.editor.page().waitForEvent('filechooser');
    await this.input.click();
    await (await chooser).setFiles(files);
  }

  async drop(...files: Payload[]): Promise<void> {
    const transfer = await this.transferOf(files);
    for (const kind of ['dragenter', 'dragover', 'drop']) {
      await this.title.dispatchEvent(kind, { dataTransfer: transfer });
    }
  }

  /** Puts a picture into the clipboard and pastes it. */
  async paste(file: Payload): Promise<void> {
    const page = this.editor.page();
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await page.evaluate(async (bytes) => {
      const data = Uint8Array.from(atob(bytes), (letter) => letter.charCodeAt(0));
      await navigator.clipboard.write([new ClipboardItem({ 'image/png': new Blob([data], { type: 'image/png' }) })]);
    }, file.buffer.toString('base64'));
    await page.keyboard.press('Control+v');
  }

  private transferOf(files: Payload[]) {
    const plain = files.map(({ name, mimeType, buffer }) => ({ name, mimeType, bytes: buffer.toString('base64') }));
    return this.editor.page().evaluateHandle((files) => {
      const transfer = new DataTransfer();
      for (const { name, mimeType, bytes } of files) {
        const data = Uint8Array.from(atob(bytes), (letter) => letter.charCodeAt(0));
        transfer.items.add(new File([data], name, { type: mimeType }));
      }
      return transfer;
    }, plain);
  }
}
