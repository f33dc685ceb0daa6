import type { Locator, Page } from '@playwright/test';

/** How a page is acted on, with and without its scripts. */
export class Pressing {
  constructor(
    private readonly page: Page,
    readonly scripts: boolean,
  ) {}

  /** Waits until the page acts. */
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

  /** Ticks or unticks a box that is sent by itself. Without scripts its form has "Apply". */
  async tick(box: Locator, on: boolean): Promise<void> {
    await box.setChecked(on);
    if (!this.scripts) {
      const form = box.locator('xpath=ancestor::form');
      await this.press(form.getByRole('button', { name: 'Apply' }));
    }
  }
}
